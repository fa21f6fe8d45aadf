import type { IpFamily } from './ip-family';

/** A host that does not answer. */
export interface SilentHost {
  readonly family: IpFamily;
  readonly address: bigint;
}

/** What of a network has died. Everything else is taken to work. */
export interface Outage {
  /** Interfaces whose link is up while nothing behind them answers; a dial-up ends. */
  readonly silent: readonly string[];
  /** Interfaces that have lost their link. */
  readonly down: readonly string[];
  /** Interfaces whose DHCP client has lost its lease: address and learned route are gone, the link is up. */
  readonly unleased: readonly string[];
  /** Gateways, probe hosts and servers that do not answer. */
  readonly hosts: readonly SilentHost[];
}

/** Everything works. */
export const NO_OUTAGE: Outage = { silent: [], down: [], unleased: [], hosts: [] };

/** The outage in which nothing behind some uplinks answers. */
export function silentUplinks(...interfaces: readonly string[]): Outage {
  return { ...NO_OUTAGE, silent: interfaces };
}

const keys = new WeakMap<Outage, string>();

/** A text that two outages share only where they are alike. */
export function outageKey(outage: Outage): string {
  let key = keys.get(outage);
  if (key === undefined) {
    const { silent, down, unleased, hosts } = outage;
    key = JSON.stringify([silent, down, unleased, hosts.map(({ family, address }) => `${family} ${address}`)]);
    keys.set(outage, key);
  }
  return key;
}

export function isSilentHost({ hosts }: Outage, address: bigint | undefined, family: IpFamily): boolean {
  return address !== undefined && hosts.some((host) => host.family === family && host.address === address);
}

/** Whether what is sent out by an interface finds nobody. */
export function isDeadEnd({ silent, down, unleased }: Outage, name: string | undefined): boolean {
  return name !== undefined && (silent.includes(name) || down.includes(name) || unleased.includes(name));
}
