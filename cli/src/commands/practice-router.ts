import { once } from 'node:events';
import { startPracticeRouter } from '../../../router/src/practice/server';
import type { CliCommand } from '../program';
import { readVersionOption } from '../script-file';
import { readArguments, UsageError } from '../usage';

const HELP = `rscope practice-router runs a RouterOS API server on this machine, to try things out on.

  --routeros VERSION    what it is: 7.20 (default), 6.49 …
  --port PORT           the port of the API (8728; 0 for any that is free)
  --tls-port PORT       the port of the API over TLS (none unless given)
  --rest-port PORT      the port of the REST interface, over HTTP (none unless given)
  --rest-tls-port PORT  the same over HTTPS, with the certificate of the API
  --user NAME           who may log in (admin)
  --password-env NAME   the environment variable that holds the password (none: it is empty)

It is blank but for five ports, listens on 127.0.0.1 only, and forgets everything when it ends (Ctrl+C).
`;

export const practiceRouterCommand: CliCommand = {
  name: 'practice-router',
  summary: 'run a router to practise on',
  async run(args) {
    const { values } = readArguments('practice-router', args, {
      routeros: { type: 'string', default: '7.20' },
      port: { type: 'string', default: '8728' },
      'tls-port': { type: 'string' },
      'rest-port': { type: 'string' },
      'rest-tls-port': { type: 'string' },
      user: { type: 'string', default: 'admin' },
      'password-env': { type: 'string' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const routeros = String(values.routeros);
    readVersionOption(routeros);
    const password = values['password-env'] === undefined ? '' : process.env[String(values['password-env'])];
    if (password === undefined) throw new UsageError(`the environment has no variable ${values['password-env']}`);
    const tlsPort = values['tls-port'] === undefined ? false : readPort(String(values['tls-port']));
    const router = await startPracticeRouter({
      routeros,
      port: readPort(String(values.port)),
      tlsPort,
      ...(values['rest-port'] !== undefined && { restPort: readPort(String(values['rest-port'])) }),
      ...(values['rest-tls-port'] !== undefined && { restTlsPort: readPort(String(values['rest-tls-port'])) }),
      user: String(values.user),
      password,
    }).catch((error: unknown) => {
      throw new UsageError(error instanceof Error ? error.message : String(error));
    });
    // Whoever reads the line below may end the program at once.
    const ended = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
    const tls = router.tlsPort === undefined ? '' : ` (TLS ${router.tlsPort}, SHA-256 ${router.fingerprint})`;
    const [restPort, restTlsPort] = [router.portOf('www'), router.portOf('www-ssl')];
    const rest = restPort === undefined ? '' : ` (REST ${restPort})`;
    const restTls = restTlsPort === undefined ? '' : ` (REST over TLS ${restTlsPort}, SHA-256 ${router.fingerprint})`;
    process.stdout.write(
      `Practice router: RouterOS ${router.device.versionText} on ${router.host}:${router.port}${tls}${rest}${restTls}, user ${values.user}\n`,
    );
    await ended;
    await router.stop();
    return 0;
  },
};

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`a port is a number up to 65535, not ${JSON.stringify(text)}`);
  return port;
}
