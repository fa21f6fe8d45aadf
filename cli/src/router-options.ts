import { type Protocol, serviceOf, type Trust } from '../../router/src/transport/trust';
import { readScript } from './script-file';
import { UsageError } from './usage';

/** A router as an option or an inventory names it; never with a password. */
export interface RouterAddress {
  /** How people call it; its host where it has no name. */
  readonly name: string;
  /** An address without brackets, or a name. */
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** Whether that is spoken over TLS. */
  readonly tls: boolean;
  readonly user: string;
}

/** Where the password comes from; it is never an argument, which other users and the shell's history would see. */
export type PasswordSource =
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  | { readonly kind: 'prompt' };

/** A router with how one gets in. */
export interface RouterAccess {
  readonly address: RouterAddress;
  /** `ask`: its certificate is shown, and somebody has to agree. Undefined without TLS. */
  readonly trust: Trust | 'ask' | undefined;
  /** A plain connection may go to a public address. */
  readonly allowPlain: boolean;
  readonly password: PasswordSource;
}

/** The options of every command that talks to a router. */
export const ROUTER_OPTIONS = {
  router: { type: 'string' },
  user: { type: 'string', default: 'admin' },
  rest: { type: 'boolean' },
  tls: { type: 'boolean' },
  fingerprint: { type: 'string' },
  ca: { type: 'string' },
  'allow-plain': { type: 'boolean' },
  'password-env': { type: 'string' },
  'password-fd': { type: 'string' },
  // Known only to be refused with a word of advice.
  password: { type: 'string' },
} as const;

export const ROUTER_HELP = `  --router HOST[:PORT]     the router: its address or name; port 8728, over TLS 8729, without one
  --user NAME              who logs in (admin)
  --rest                   by REST instead of the API (RouterOS 7.1): port 80, over TLS 443, without one
  --tls                    speak TLS (api-ssl, www-ssl); its certificate is shown, and you are asked whether to trust it
  --fingerprint SHA-256    speak TLS with the router that has this certificate, and no other
  --ca FILE                speak TLS with a router whose certificate this authority signed
  --allow-plain            let the password go to a public address without TLS, for everybody on the way to read
  --password-env NAME      the environment variable that holds the password
  --password-fd NUMBER     the open file descriptor to read the password from; without both you are asked for it
`;

/** What `parseArgs` made of {@link ROUTER_OPTIONS}. */
export interface RouterValues {
  readonly router?: string | undefined;
  readonly user?: string | undefined;
  readonly rest?: boolean | undefined;
  readonly tls?: boolean | undefined;
  readonly fingerprint?: string | undefined;
  readonly ca?: string | undefined;
  readonly 'allow-plain'?: boolean | undefined;
  readonly 'password-env'?: string | undefined;
  readonly 'password-fd'?: string | undefined;
  readonly password?: string | undefined;
}

/** Reads the options of a command for one router; `name` is what an inventory calls it. Throws {@link UsageError}. */
export async function readRouterAccess(command: string, values: RouterValues, name?: string): Promise<RouterAccess> {
  const password = readPasswordSource(values);
  if (values.router === undefined) throw new UsageError(`${command} needs --router HOST; see rscope ${command} --help`);
  const { host, port } = readHostAndPort(values.router);
  const protocol = values.rest ? 'rest' : 'api';
  const isTls =
    values.tls ||
    values.fingerprint !== undefined ||
    values.ca !== undefined ||
    port === serviceOf(protocol, true).port;
  const trust = isTls ? await readTrust(values) : undefined;
  const usual = serviceOf(protocol, isTls).port;
  // Two routers behind one address are two.
  const called = name ?? (port === undefined || port === usual ? host : values.router);
  return {
    address: { name: called, host, protocol, port: port ?? usual, tls: isTls, user: values.user ?? 'admin' },
    trust,
    allowPlain: values['allow-plain'] === true,
    password,
  };
}

/** `192.0.2.1`, `edge.example.com:8729`, `[2001:db8::1]:8729`, `2001:db8::1`. Throws {@link UsageError}. */
export function readHostAndPort(text: string): { host: string; port: number | undefined } {
  const match =
    /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? (/^[0-9a-f:.]+$/i.exec(text) && [text, text]);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? undefined : Number(match[3]);
  if (!host || /[\s/@]/.test(host) || port === 0 || (port ?? 0) > 65_535)
    throw new UsageError(`--router takes HOST or HOST:PORT, not ${JSON.stringify(text)}`);
  return { host, port };
}

/** Where the password comes from. Throws {@link UsageError}, for `--password` above all; never with its value. */
function readPasswordSource(values: RouterValues): PasswordSource {
  if (values.password !== undefined)
    throw new UsageError(
      'a password as an argument would be seen by every user of this machine and kept in the shell’s history: there is no --password. Leave it out to be asked, or use --password-env NAME or --password-fd NUMBER; and change the one that you just gave',
    );
  const { 'password-env': variable, 'password-fd': descriptor } = values;
  if (variable !== undefined && descriptor !== undefined)
    throw new UsageError('--password-env and --password-fd exclude each other');
  if (variable !== undefined) return { kind: 'environment', variable };
  if (descriptor === undefined) return { kind: 'prompt' };
  if (!/^\d{1,4}$/.test(descriptor))
    throw new UsageError('--password-fd takes the number of an open file descriptor, such as 3');
  return { kind: 'descriptor', descriptor: Number(descriptor) };
}

async function readTrust({ fingerprint, ca }: RouterValues): Promise<Trust | 'ask'> {
  if (fingerprint !== undefined && ca !== undefined) throw new UsageError('--fingerprint and --ca exclude each other');
  if (ca !== undefined) return { kind: 'ca', ca: (await readScript(ca)).text };
  return fingerprint === undefined ? 'ask' : readFingerprint(fingerprint);
}

/** A SHA-256 fingerprint with or without colons. Throws {@link UsageError}. */
function readFingerprint(text: string): Trust {
  if (!/^([0-9a-f]{2}:?){32}$/i.test(text))
    throw new UsageError('--fingerprint takes a SHA-256 fingerprint: 64 hexadecimal digits, with or without colons');
  return { kind: 'fingerprint', sha256: text };
}
