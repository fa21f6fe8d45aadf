import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import { type PracticeClock, RealTimeClock } from './clock';
import { PracticeDevice } from './device';
import { type ManagementPath, PacketGuard } from './packet-guard';
import { restServer } from './rest-server';
import { type OfferedService, ServiceListeners } from './service-listeners';
import { ApiSession } from './session';

export interface PracticeRouterOptions {
  /** `7.20`, `6.49`. */
  readonly routeros: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** 0 or absent: any free port; false: no TLS. */
  readonly tlsPort?: number | false;
  /** Of the REST interface, over HTTP; none where absent. 0: any free port. */
  readonly restPort?: number;
  /** The same over HTTPS, with the certificate of the API; none where absent. 0: any free port. */
  readonly restTlsPort?: number;
  readonly user?: string;
  readonly password?: string;
  /** An address of this machine that only this machine reaches. */
  readonly host?: string;
  /** This machine's time where absent. */
  readonly clock?: PracticeClock;
  /** Whether there is a folder `flash`, and what lies outside it is gone after a reboot. */
  readonly hasFlashFolder?: boolean;
  /** A script that makes it what it is at first; blank where absent. */
  readonly configuration?: string;
  /** How long it has been on, in milliseconds; an hour where absent: one that has only just started takes no deploy. */
  readonly uptime?: number;
  /** The way that clients come: the router's own firewall and routing decide of it. Where absent, nothing does. */
  readonly management?: ManagementPath;
}

const AN_HOUR = 3_600_000;

/** A router that runs. */
export interface PracticeRouter {
  readonly device: PracticeDevice;
  readonly host: string;
  /** Where the API was at first. */
  readonly port: number;
  readonly tlsPort: number | undefined;
  /** SHA-256 of its certificate, as VS Code shows it; undefined without TLS. */
  readonly fingerprint: string | undefined;
  /** The port of this machine where a service of `/ip/service` listens now; undefined where it does not. */
  portOf(service: string): number | undefined;
  /** What the router's own firewall and routing keep from getting through: connections, and bytes of open sessions. */
  readonly cut: { readonly connections: number; readonly bytes: number };
  /** Resolves when the router listens where its configuration says: after a reboot, or a change of `/ip/service`. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a practice router: a blank RouterOS with five ports, on loopback only. Rejects where the port is taken, and for
 * an address that others could reach.
 */
export async function startPracticeRouter(options: PracticeRouterOptions): Promise<PracticeRouter> {
  const host = options.host ?? '127.0.0.1';
  if (!/^127\.|^::1$|^localhost$/.test(host))
    throw new Error(`The practice router listens on loopback addresses only, not on ${host}.`);
  const device = new PracticeDevice(options.routeros, {
    uptime: options.uptime ?? AN_HOUR,
    clock: options.clock ?? new RealTimeClock(),
    hasFlashFolder: options.hasFlashFolder ?? false,
  });
  const [admin] = device.store.menu('/user').items;
  admin?.set('name', options.user ?? 'admin').set('password', options.password ?? '');
  const onConnection: OfferedService['onConnection'] = (_socket, link) => {
    new ApiSession(link(), device);
  };
  const onRequest = restServer(device, () => options.management?.source);
  const services: OfferedService[] = [{ name: 'api', port: options.port ?? 0, tls: undefined, onConnection }];
  let fingerprint: string | undefined;
  if (options.tlsPort !== false || options.restTlsPort !== undefined) {
    const pem = generate([{ name: 'commonName', value: 'practice-router' }], {
      days: 3650,
      keySize: 2048,
      algorithm: 'sha256',
    });
    const tls = { key: pem.private, cert: pem.cert };
    if (options.tlsPort !== false) services.push({ name: 'api-ssl', port: options.tlsPort ?? 0, tls, onConnection });
    if (options.restTlsPort !== undefined) {
      services.push({ name: 'www-ssl', port: options.restTlsPort, tls, onConnection: onRequest });
      // Off at first, as it is on a router without a certificate; this one has one.
      device.runScript('/ip service enable www-ssl');
    }
    fingerprint = new X509Certificate(pem.cert).fingerprint256;
  }
  if (options.restPort !== undefined)
    services.push({ name: 'www', port: options.restPort, tls: undefined, onConnection: onRequest });
  if (options.configuration) device.runScript(options.configuration);
  const guard = options.management && new PacketGuard(device, options.management);
  const listeners = new ServiceListeners(device, host, services, guard);
  await listeners.refresh().catch(async (error: unknown) => {
    await listeners.stop();
    throw error;
  });
  return {
    device,
    host,
    port: listeners.port('api') ?? 0,
    tlsPort: listeners.port('api-ssl'),
    fingerprint,
    portOf: (service) => listeners.port(service),
    get cut() {
      return { connections: listeners.dropped, bytes: listeners.held };
    },
    settled: () => listeners.refresh(),
    stop: () => listeners.stop(),
  };
}
