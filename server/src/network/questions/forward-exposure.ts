import { IntervalSet } from '../../base/interval-set';
import { lanSide } from '../lan-side';
import type { NetworkModel } from '../network-model';
import { TCP } from '../protocol-numbers';
import { firstAddress, type IpFamily } from '../routing/ip-family';
import { routerAddresses } from '../routing/router-addresses';
import { knownEnds, type Trace, trace } from '../trace/trace';
import type { TracedPacket } from '../trace/traced-packet';
import { uplinks } from '../uplinks';
import { packetFromInternet } from './internet-packet';

/** A network behind the router whose hosts can be reached from an uplink by their own addresses, past any port forward. */
export interface ForwardExposure {
  readonly uplink: string;
  readonly inside: string;
  readonly family: IpFamily;
  /** Some host there. */
  readonly host: bigint;
  readonly packet: TracedPacket;
  readonly trace: Trace;
  readonly certainty: 'must' | 'may';
}

/** A stranger of IPv6 (RFC 3849), and the host of a network that is asked for. */
const STRANGER = 0x20010db8ffff00000000000000000077n;
const HOST = 10n;
/** HTTPS, SSH and remote desktop: one of them for what a network offers. */
const PORTS: readonly number[] = [443, 22, 3389];

/**
 * The inside networks into which a new connection from an uplink gets, one port as an example. With private IPv4 addresses
 * only neighbours at the provider can send such packets; with IPv6 everybody can.
 */
export function askForwardExposure(model: NetworkModel): readonly ForwardExposure[] {
  return model.once(findForwardExposure);
}

function findForwardExposure(model: NetworkModel): readonly ForwardExposure[] {
  const outside = uplinks(model).filter(({ isCarrierOnly }) => !isCarrierOnly);
  const hosts = insideHosts(model, new Set(outside.map((uplink) => uplink.interface)));
  return outside.flatMap(({ interface: uplink }) =>
    hosts.flatMap(({ inside, family, host }) => {
      // A port that is forwarded tells of the server behind it only.
      for (const port of PORTS) {
        const packet = packetTo(model, uplink, family, host, port);
        const result = trace(model, packet);
        if (knownEnds(result, family).dst !== host) continue;
        if (result.verdict !== 'forward' || result.outInterface !== inside) return [];
        return [{ uplink, inside, family, host, packet, trace: result, certainty: result.certainty }];
      }
      return [];
    }),
  );
}

interface InsideHost {
  readonly inside: string;
  readonly family: IpFamily;
  readonly host: bigint;
}

function insideHosts(model: NetworkModel, outside: ReadonlySet<string>): readonly InsideHost[] {
  const own = IntervalSet.of(...model.addresses.map(({ address }) => address));
  const found: InsideHost[] = [];
  for (const { interface: inside, networks } of lanSide(model)) {
    const [first, last] = [...networks.subtract(own).intervals()].sort((a, b) => b[1] - b[0] - (a[1] - a[0]))[0] ?? [];
    if (first === undefined || last === undefined) continue;
    found.push({ inside, family: 4, host: BigInt(Math.min(first + Number(HOST), last)) });
  }
  for (const { interface: inside, network } of routerAddresses(model, 6).all) {
    const isGlobal = network.address >> 125n === 1n;
    if (isGlobal && network.length < 127 && !outside.has(inside)) {
      found.push({ inside, family: 6, host: firstAddress(network, 6) + (network.length < 124 ? HOST : 2n) });
    }
  }
  return found;
}

function packetTo(model: NetworkModel, uplink: string, family: IpFamily, host: bigint, port: number): TracedPacket {
  const packet = packetFromInternet(model, uplink, TCP, port);
  return { ...packet, family, dst: host, src: family === 4 ? packet.src : STRANGER };
}
