import { valueOf } from '../../config/item';
import type { Cube } from '../cube';
import type { FirewallRule } from '../firewall-rule';
import { type FirewallTable, isIpv6Table, menuOfTable } from '../firewall-table';
import { isMatcher } from '../lower-match';
import { PacketSet } from '../packet-set';
import { formatAddress, formatPrefix, type IpFamily } from '../routing/ip-family';
import type { RoutingOutcome } from '../routing/routing-decision';
import type { TraceStep } from './trace';
import type { PacketWay } from './walk-packet';
import type { WayAssumption } from './way-choice';

/** What a NAT rule does, before it is known what it makes of the packet. */
export const TRANSLATED = 'translated';

/** The rules that a packet met in a chain, in words, and what was assumed of those that can't be told. */
export function describeMet(way: PacketWay, packet: Cube): { steps: TraceStep[]; assumptions: WayAssumption[] } {
  const assumptions: WayAssumption[] = [];
  const steps = rulesOf(way).map(({ rule, isSure }): TraceStep => {
    const step = { menu: menuOfTable(rule.table), item: rule.item, action: rule.action ?? 'computed' };
    const assumed = way.assumptions.get(rule);
    if (assumed === undefined) return { ...step, effect: effectOf(rule, way) + (isSure ? '' : ', if it fits') };
    const why = `${openMatchers(rule, packet)} can't be told from the text`;
    assumptions.push({ rule, text: `${assumed.fits ? 'fits' : 'does not fit'} (${why})` });
    const effect = assumed.fits ? `${effectOf(rule, way)}, if it fits: ${why}` : `taken as not fitting: ${why}`;
    return { ...step, effect };
  });
  return { steps, assumptions };
}

/** The rules met and, between them, those that might have fitted and were passed over. */
function rulesOf(way: PacketWay): readonly { rule: FirewallRule; isSure: boolean }[] {
  const rules = way.met.map(({ rule, isPassing, certain, possible }) => {
    return { rule, isSure: !isPassing || possible.isSubsetOf(certain) };
  });
  const passedOver = [...way.assumptions].filter(([, { fits }]) => !fits);
  // From the end, so that the places of the earlier ones stay.
  for (const [rule, { position }] of passedOver.reverse()) rules.splice(position, 0, { rule, isSure: true });
  return rules;
}

/** `/ip/firewall/filter forward rule 3 fits (limit can't be told from the text)` */
export function describeAssumption({ rule, text }: WayAssumption): string {
  return rule === undefined ? text : `${menuOfTable(rule.table)} ${rule.chain ?? '?'} rule ${rule.position} ${text}`;
}

/** Why it is open whether a rule fits. */
function openMatchers(rule: FirewallRule, packet: Cube): string {
  if (!rule.isCertain) return 'whether the rule is there';
  const start = PacketSet.of(packet);
  const names = [...rule.item.properties.keys()].filter(isMatcher);
  const open = names.filter((name) => start.isSubsetOf(rule.matchWithout(name).must));
  // Marks set on the way, or several open matchers, hide which one it is.
  return (open.length > 0 ? open : names.filter((name) => UNDECIDABLE.test(name))).join(', ') || 'its matchers';
}

const UNDECIDABLE =
  /^(limit|dst-limit|connection-(limit|rate|bytes|type)|random|nth|per-connection-classifier|content|layer7-protocol|time|psd|tls-host|hotspot|.*-address-list|packet-size|ttl|dscp|src-mac-address|.*-interface.*)$/;

/** What a rule does to a packet that fits. */
function effectOf(rule: FirewallRule, way: PacketWay): string {
  const value = (property: string) => rule.value(property) ?? 'computed by the script';
  const isLast = way.rule === rule;
  const ends = isLast && way.verdict === 'accept' ? `, and ends ${plainTable(rule.table)} (passthrough=no)` : '';
  switch (rule.action) {
    case 'accept':
      return plainTable(rule.table) === 'filter' ? 'accepted' : `accepted: no more rules of ${plainTable(rule.table)}`;
    case 'drop':
      return 'dropped';
    case 'tarpit':
      return 'dropped: the router answers and keeps the connection open, but nothing gets through';
    case 'reject':
      return `rejected with ${rule.value('reject-with') ?? 'icmp-network-unreachable'}`;
    case 'jump':
      return `goes to chain ${value('jump-target')}`;
    case 'return':
      return 'goes back to where its chain was jumped to';
    case 'mark-connection':
      return `connection mark ${value('new-connection-mark')}${ends}`;
    case 'mark-packet':
      return `packet mark ${value('new-packet-mark')}${ends}`;
    case 'mark-routing':
      return `routing mark ${value('new-routing-mark')}${ends}`;
    case 'notrack':
      return 'not tracked: it belongs to no connection';
    case 'fasttrack-connection':
      return way.verdict === 'fasttrack' && isLast
        ? 'FastTracked: most packets of the connection skip mangle, the rest of the filter and queues from here on'
        : 'FastTracked, but this one takes the slow path';
    case 'add-src-to-address-list':
    case 'add-dst-to-address-list':
      return `puts its address into list ${value('address-list')}, and goes on`;
    case undefined:
      return 'the script computes what it does';
    default:
      return way.verdict === 'translate' && isLast ? TRANSLATED : `goes on${ends}`;
  }
}

function plainTable(table: FirewallTable): string {
  return isIpv6Table(table) ? table.slice('ipv6-'.length) : table;
}

/** The routing decision as a step; `all` are the ways that routing leaves open, this one among them. */
export function describeRoute(
  outcome: RoutingOutcome,
  all: readonly RoutingOutcome[],
  family: IpFamily,
  dst: bigint | undefined,
): TraceStep {
  const menu = family === 4 ? '/ip/route' : '/ipv6/route';
  const address = dst === undefined ? 'its destination' : formatAddress(dst, family);
  switch (outcome.to) {
    case 'router': {
      const { item } = outcome;
      const isOwn = item?.menu.endsWith('/address');
      const why =
        item === undefined ? '' : isOwn ? ': its own address' : ': taken for the address that the provider gives it';
      return { menu: item?.menu ?? menu, item, action: 'route', effect: `${address} is for the router${why}` };
    }
    case 'interface': {
      const { hop, route, table } = outcome;
      const towards =
        hop.neighbour === undefined || hop.neighbour === dst ? '' : ` to ${formatAddress(hop.neighbour, family)}`;
      const over = hop.through.length > 0 ? ', found over another route' : '';
      const name = formatPrefix(route.destination, family);
      const out = hop.interface ?? 'an interface that the text does not tell';
      const check = valueOf(route.item, 'check-gateway') ?? 'none';
      const checked = check === 'none' || check === '' ? '' : `, while the gateway answers (check-gateway=${check})`;
      const effect = `${name} of table ${table ?? 'main'}: out by ${out}${towards}${over}${checked}${describeShare(outcome, all)}`;
      return { menu: route.item.menu, item: route.item, action: 'route', effect };
    }
    case 'nowhere': {
      const effect =
        outcome.why === 'no-route'
          ? `no route to ${address}${outcome.table === undefined ? '' : ` in table ${outcome.table}`}: dropped`
          : `${address} is thrown away (${outcome.why})`;
      return { menu: outcome.item?.menu ?? menu, item: outcome.item, action: outcome.why, effect };
    }
    default:
      return { menu, item: undefined, action: 'route', effect: `the text does not tell where ${address} is routed` };
  }
}

/** Equal routes share the packets: a hash decides which one takes this. */
function describeShare(outcome: RoutingOutcome, all: readonly RoutingOutcome[]): string {
  if (outcome.to !== 'interface') return '';
  const equal = all.filter(
    (each) =>
      each.to === 'interface' &&
      each.table === outcome.table &&
      each.route.destination.length === outcome.route.destination.length &&
      each.route.distance === outcome.route.distance,
  );
  const names = new Set(equal.map((each) => (each.to === 'interface' && each.hop.interface) || 'another interface'));
  return equal.length < 2 ? '' : `, one of ${equal.length} equal ways (${[...names].join(', ')})`;
}
