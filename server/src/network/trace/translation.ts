import { IntervalSet } from '../../base/interval-set';
import { formatIpv4Set, parseIpv4Set } from '../../base/ip-set';
import { SymbolSet } from '../../base/symbol-set';
import { assignSide, type Cube, sideOf } from '../cube';
import type { FirewallRule } from '../firewall-rule';
import { parsePorts } from '../lower-match';
import { PROTOCOLS_WITH_PORTS } from '../protocol-numbers';
import { bitsOf, formatAddress, type IpFamily, type IpPrefix, parsePrefix } from '../routing/ip-family';
import type { RouterAddresses } from '../routing/router-addresses';
import {
  addressOf,
  endpointOf,
  isSameEndpoint,
  numberIn,
  portSide,
  type Side,
  symbolIn,
  withAddress,
} from './packet-sides';

/** What a NAT rule needs to know of its packet's way. */
export interface TranslationContext {
  readonly family: IpFamily;
  readonly addresses: RouterAddresses;
  /** The interface whose address `redirect` and `masquerade` take. */
  readonly interface: string | undefined;
  /** The next hop on it, which decides between several addresses there. */
  readonly neighbour: bigint | undefined;
}

/** A packet after a NAT rule. */
export interface Translation {
  readonly packet: Cube;
  /** `to 192.168.88.10:80`, `from the address of ether1` */
  readonly effect: string;
}

/** What a rule of a NAT table that fits makes of a packet: its source in `srcnat`, else its destination. */
export function translate(rule: FirewallRule, packet: Cube, side: Side, context: TranslationContext): Translation {
  const before = endpointOf(packet, side, context.family);
  const ported = withPort(rule, addressed(rule, packet, side, context), side);
  const isSame = isSameEndpoint(before, endpointOf(ported, side, context.family));
  const translated = isSame ? ported : withNatState(ported, side);
  return { packet: translated, effect: describe(rule, translated, side, context, isSame) };
}

function addressed(rule: FirewallRule, packet: Cube, side: Side, context: TranslationContext): Cube {
  const { family, addresses } = context;
  const own = () =>
    withAddress(
      packet,
      side,
      family,
      context.interface === undefined ? undefined : addresses.sourceOn(context.interface, context.neighbour),
    );
  switch (rule.action) {
    case 'masquerade':
    case 'redirect':
      return own();
    case 'netmap':
      return netmapped(rule, packet, side, family);
    default: {
      const property = rule.item.properties.get('to-addresses') ?? rule.item.properties.get('to-address');
      // Without an address only the port changes; `endpoint-independent-nat` then takes the router's.
      if (property === undefined || property.value === '') {
        return rule.action === 'endpoint-independent-nat' && side === 'src' ? own() : packet;
      }
      return withinRange(property.value, packet, side, family);
    }
  }
}

/** The packet with one of the addresses of `to-addresses`. Which one of several, the router alone knows. */
function withinRange(value: string | undefined, packet: Cube, side: Side, family: IpFamily): Cube {
  if (family === 4) {
    const set = value === undefined ? undefined : parseIpv4Set(value);
    return set === undefined ? withAddress(packet, side, family, undefined) : assignSide(packet, side, set);
  }
  const prefix = value === undefined ? undefined : parsePrefix(value, family);
  return withAddress(packet, side, family, prefix?.length === bitsOf(family) ? prefix.address : undefined);
}

/** `netmap` keeps the host part of the address. */
function netmapped(rule: FirewallRule, packet: Cube, side: Side, family: IpFamily): Cube {
  const network: IpPrefix | undefined = parsePrefix(rule.value('to-addresses') ?? '', family);
  const address = addressOf(packet, side, family);
  if (network === undefined || address === undefined) return withAddress(packet, side, family, undefined);
  const host = BigInt(bitsOf(family) - network.length);
  const hostPart = address & ((1n << host) - 1n);
  return withAddress(packet, side, family, ((network.address >> host) << host) | hostPart);
}

function withPort(rule: FirewallRule, packet: Cube, side: Side): Cube {
  const written = rule.item.properties.get('to-ports');
  const protocol = numberIn(sideOf(packet, 'protocol'));
  if (written === undefined || written.value === '') return packet;
  if (protocol === undefined || !PROTOCOLS_WITH_PORTS.includes(protocol)) return packet;
  const ports = written.value === undefined ? IntervalSet.range(0, 65535) : parsePorts(written.value);
  if (ports === undefined) return packet;
  // A port that is among them stays.
  const keeps = sideOf(packet, portSide(side)).isSubsetOf(ports);
  return keeps ? packet : assignSide(packet, portSide(side), ports);
}

function withNatState(packet: Cube, side: Side): Cube {
  const own = side === 'src' ? 'srcnat' : 'dstnat';
  const before = symbolIn(sideOf(packet, 'natState'));
  return assignSide(packet, 'natState', SymbolSet.of(before === 'none' || before === own ? own : 'both'));
}

function describe(
  rule: FirewallRule,
  packet: Cube,
  side: Side,
  { family, ...context }: TranslationContext,
  isSame: boolean,
): string {
  const which = side === 'src' ? 'source' : 'destination';
  if (isSame) return `leaves the ${which} as it is`;
  const address = addressOf(packet, side, family);
  const port = numberIn(sideOf(packet, portSide(side)));
  const ports = rule.item.properties.has('to-ports') && port !== undefined ? ` port ${port}` : '';
  if (address !== undefined) return `${which} is now ${formatAddress(address, family)}${ports}`;
  const isOwn = rule.action === 'masquerade' || rule.action === 'redirect';
  if (isOwn) return `${which} is now the router's address on ${context.interface ?? 'the interface'}${ports}`;
  const range = family === 4 ? sideOf(packet, side) : undefined;
  const isRange = range !== undefined && range.size < 2 ** 32;
  return `${which} is now ${isRange ? `one of ${formatIpv4Set(range)}` : (rule.value('to-addresses') ?? 'computed by the script')}${ports}`;
}
