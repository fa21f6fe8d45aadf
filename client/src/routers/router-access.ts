import { type ExtensionContext, type SecretStorage, window } from 'vscode';
import type { DeployTarget } from '../../../router/src/deploy/deploy-target';
import { connectRouter, readCertificate } from '../../../router/src/transport/connect';
import {
  LoginRefusedError,
  RouterIdentityError,
  UnsafeConnectionError,
} from '../../../router/src/transport/connection-errors';
import type { RouterConnection } from '../../../router/src/transport/router-connection';
import type { Trust } from '../../../router/src/transport/trust';
import { addressOf, type RouterEntry } from './router-inventory';

/** Passwords in VS Code's secret storage, trusted certificates in its memory: how one gets into a router. */
export class RouterAccess {
  private readonly secrets: SecretStorage;

  constructor(private readonly context: ExtensionContext) {
    this.secrets = context.secrets;
  }

  /** Connects, asking for what is not known; undefined where the user left. Rejects with a RouterError. */
  async connect(router: RouterEntry, signal: AbortSignal): Promise<RouterConnection | undefined> {
    const trust = router.tls ? await this.trust(router) : undefined;
    if (router.tls && !trust) return undefined;
    let password = await this.secrets.get(passwordKey(router));
    for (let attempt = 0; ; attempt++) {
      password ??= await askPassword(router, attempt > 0);
      if (password === undefined) return undefined;
      try {
        const connection = await this.open(router, password, trust, signal);
        await this.secrets.store(passwordKey(router), password);
        return connection;
      } catch (error) {
        if (error instanceof RouterIdentityError) await this.offerNewIdentity(router, error);
        if (!(error instanceof LoginRefusedError) || attempt >= 2) throw error;
        await this.secrets.delete(passwordKey(router));
        password = undefined;
      }
    }
  }

  /** Connects with what is known; undefined where something would have to be asked. Rejects with a RouterError. */
  async connectQuietly(router: RouterEntry, signal: AbortSignal): Promise<RouterConnection | undefined> {
    const sha256 = this.context.globalState.get<string>(trustKey(router));
    const password = await this.secrets.get(passwordKey(router));
    if (password === undefined || (router.tls && sha256 === undefined)) return undefined;
    return connectRouter(
      loginOf(router, password, router.tls && sha256 ? { kind: 'fingerprint', sha256 } : undefined, signal),
    );
  }

  /** The way to a router for a deploy: it asks once for what is not known, and connects anew each time. Undefined where the user left. */
  async target(router: RouterEntry): Promise<DeployTarget | undefined> {
    const first = await this.connect(router, new AbortController().signal);
    if (!first) return undefined;
    await first.close();
    return {
      name: router.name,
      connect: async (signal = new AbortController().signal) => {
        const connection = await this.connect(router, signal);
        if (!connection) throw new Error('The connection was called off.');
        return connection;
      },
    };
  }

  /** Forgets the password and the certificate of a router. */
  async forget(router: RouterEntry): Promise<void> {
    await this.secrets.delete(passwordKey(router));
    await this.context.globalState.update(trustKey(router), undefined);
  }

  private async open(
    router: RouterEntry,
    password: string,
    trust: Trust | undefined,
    signal: AbortSignal,
  ): Promise<RouterConnection> {
    const options = loginOf(router, password, trust, signal);
    try {
      return await connectRouter(options);
    } catch (error) {
      if (!(error instanceof UnsafeConnectionError)) throw error;
      const anyway = 'Send It Unencrypted';
      const choice = await window.showWarningMessage(
        `${router.name} is not in a private network.`,
        { modal: true, detail: error.message },
        anyway,
      );
      if (choice !== anyway) throw error;
      return connectRouter({ ...options, allowPlainToPublic: true });
    }
  }

  /** The certificate that was trusted before; the first time the user is shown it. */
  private async trust(router: RouterEntry): Promise<Trust | undefined> {
    const known = this.context.globalState.get<string>(trustKey(router));
    if (known) return { kind: 'fingerprint', sha256: known };
    const certificate = await readCertificate(router.host, router.port, router.protocol);
    const accept = 'Trust This Router';
    const detail = `It shows this certificate (SHA-256):\n${certificate.sha256}\n\nCompare it on the router: /certificate print detail. It is remembered, and a router that shows another one later is refused.`;
    const choice = await window.showWarningMessage(
      `Is ${addressOf(router)} your router?`,
      { modal: true, detail },
      accept,
    );
    if (choice !== accept) return undefined;
    await this.context.globalState.update(trustKey(router), certificate.sha256);
    return { kind: 'fingerprint', sha256: certificate.sha256 };
  }

  private async offerNewIdentity(router: RouterEntry, error: RouterIdentityError): Promise<void> {
    if (!error.fingerprint) return;
    const forget = 'Forget the Old Certificate';
    const choice = await window.showErrorMessage(
      `${router.name} shows another certificate.`,
      { modal: true, detail: error.message },
      forget,
    );
    if (choice === forget) await this.context.globalState.update(trustKey(router), undefined);
  }
}

function loginOf(router: RouterEntry, password: string, trust: Trust | undefined, signal: AbortSignal) {
  return {
    host: router.host,
    user: router.user,
    password,
    signal,
    ...(router.port ? { port: router.port } : {}),
    protocol: router.protocol ?? ('api' as const),
    ...(trust ? { tls: trust } : {}),
  };
}

function passwordKey(router: RouterEntry): string {
  return `rscope.password ${router.user}@${addressOf(router)}`;
}
function trustKey(router: RouterEntry): string {
  return `rscope.certificate ${addressOf(router)}`;
}

function askPassword(router: RouterEntry, again: boolean): Thenable<string | undefined> {
  return window.showInputBox({
    title: `${router.name}: password of ${router.user}`,
    prompt: `${again ? 'The router refused that. ' : ''}Leave it empty if there is none. It is kept in the secret storage of VS Code.`,
    password: true,
    ignoreFocusOut: true,
  });
}
