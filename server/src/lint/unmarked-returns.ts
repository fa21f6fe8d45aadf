import { parseIpv4Set } from '../base/ip-set';
import { valueOf } from '../config/item';
import type { FirewallRule } from '../network/firewall-rule';
import type { NetworkModel } from '../network/network-model';
import { askPortForwards } from '../network/questions/port-forwards';
import { askRouteGroups, type RouteGroup } from '../network/questions/route-groups';
import { staticAddressesOn } from '../network/questions/router-reach';
import { askSteeringRules, isSteered } from '../network/questions/steering';
import { uplinks } from '../network/uplinks';
import type { RuleContext } from './lint-rule';

/** Something that strangers may reach by an uplink: a port forward, or an input rule that accepts a port. */
export interface InboundService {
  readonly rule: FirewallRule;
  readonly uplink: string;
}

/** Where what comes in by several uplinks is answered by the main table alone. */
export interface UnmarkedReturns {
  readonly main: RouteGroup;
  readonly services: readonly InboundService[];
}

/**
 * What strangers reach by each uplink, in a file whose firewall and routes are known and where neither marks nor routing
 * rules choose the way of a reply; undefined elsewhere.
 */
export function unmarkedReturns({ network, completeness }: RuleContext): UnmarkedReturns | undefined {
  const menus = ['/ip/firewall/mangle', '/ip/firewall/nat', '/ip/route', '/interface/list/member'];
  if (menus.some((menu) => completeness(menu) === 'fragment') || network.knowledgeOf(...menus).uncertain)
    return undefined;
  if (isSteered(network) || askSteeringRules(network).length > 0 || network.items('/ip/vrf').length > 0)
    return undefined;
  const main = askRouteGroups(network).find(
    ({ table, destination }) => table === 'main' && destination === '0.0.0.0/0',
  );
  const ways = uplinks(network).filter(({ isCarrierOnly, isRouted }) => !isCarrierOnly && isRouted);
  if (!main || ways.length < 2) return undefined;
  const accepts = network
    .rules('filter', 'input')
    .filter((rule) => rule.action === 'accept' && rule.isCertain && (valueOf(rule.item, 'dst-port') ?? '') !== '');
  const rules = [...askPortForwards(network).map(({ rule }) => rule), ...accepts];
  const services = rules
    .filter((rule) =>
      ['in-interface', 'in-interface-list', 'dst-address'].some((name) => rule.item.properties.has(name)),
    )
    .flatMap((rule) =>
      ways
        .filter(
          ({ interface: name }) => rule.match.must.project('inInterface')?.has(name) && isAskedAt(network, rule, name),
        )
        .map(({ interface: uplink }) => ({ rule, uplink })),
    );
  return { main, services };
}

/** Whether a rule that names the public address names the one that the uplink has. */
function isAskedAt(network: NetworkModel, rule: FirewallRule, uplink: string): boolean {
  const asked = parseIpv4Set(rule.value('dst-address') ?? '');
  if (!asked) return !rule.item.properties.has('dst-address');
  return !(staticAddressesOn(network, uplink)?.intersect(asked).isEmpty ?? true);
}
