import { effectiveConditions } from '../../../network/chain-entries';
import { lanSide } from '../../../network/lan-side';
import {
  askConnectionMarkers,
  askSteeringRules,
  hasOtherRoutes,
  keepsInMain,
  type SteeringRule,
} from '../../../network/questions/steering';
import { sideOfMatchers } from '../../../network/questions/traffic-side';
import { isLanList } from '../../../network/uplinks';
import { placeOf } from '../../edit-item';
import { appendArgument, quoteValue } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

const LISTS = '/interface list\nadd name=LAN\n/interface list member\nadd list=LAN interface=bridge-lan\n';
const MARK =
  'add chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark dst-address-type=!local new-connection-mark=WAN1_conn';
const STEER = 'add chain=prerouting action=mark-routing connection-mark=WAN1_conn new-routing-mark=to_WAN1';

export const markRoutingLanReturn: LintRule = {
  id: 'mark-routing-lan-return',
  severity: 'warning',
  needs: 'owned',
  summary: 'A connection mark that also routes what comes back from the Internet.',
  why: 'A connection mark is on the packets of both directions. Without a limit to the inside, downloads that arrive by the uplink are looked up in its table too, which knows only the way out: they are sent back to the provider instead of to the LAN.',
  source: 'Per Connection Classifier manual.',
  valid: [
    { code: `${LISTS}/ip firewall mangle\n${MARK}\n${STEER} in-interface-list=LAN` },
    {
      code: `${LISTS}/ip firewall mangle\nadd chain=prerouting action=accept dst-address=192.168.0.0/16\n${MARK}\n${STEER}`,
    },
    {
      code: `${LISTS}/ip firewall mangle\n${MARK}\n${STEER}\n/ip route rule add dst-address=192.168.0.0/16 table=main`,
      routeros: '6.49',
    },
  ],
  invalid: [
    {
      code: `${LISTS}/ip firewall mangle\n${MARK}\n${STEER}`,
      fixed: `${LISTS}/ip firewall mangle\n${MARK}\n${STEER} in-interface-list=LAN`,
    },
    {
      // What is let pass here comes from the inside: a download is not among it.
      code: `${LISTS}/ip firewall mangle\nadd chain=prerouting action=accept in-interface-list=LAN dst-address=192.168.0.0/16\n${MARK}\n${STEER}`,
    },
  ],
  check(context) {
    const { network } = context;
    if (keepsInMain(network)) return;
    const markers = askConnectionMarkers(network);
    for (const steering of askSteeringRules(network)) {
      const { rule, connectionMark, matchers, baseChain, table } = steering;
      if (baseChain !== 'prerouting' || connectionMark === undefined) continue;
      if (sideOfMatchers(network, matchers) !== 'any' || [...matchers.keys()].some((name) => NARROWING.test(name)))
        continue;
      const sources = markers.filter(({ mark }) => mark === connectionMark);
      // Where marking ends mangle for what comes from outside, such packets never get here.
      const isKeptAway = sources.some(
        (each) => each.rule.value('passthrough') === 'no' && sideOfMatchers(network, each.matchers) === 'outside',
      );
      if (sources.length === 0 || isKeptAway || hasOtherRoutes(network, table) || isTakenBefore(context, steering))
        continue;
      const fix = limitToInside(context, rule.item.origin.range);
      context.report({
        range: placeOf(rule.item, 'connection-mark'),
        message: `This also routes what comes back from the Internet on “${connectionMark}”: the table “${table}” sends it out again instead of to the LAN. Limit the rule to what comes from the inside (in-interface-list=LAN).`,
        fixes: fix ? [fix] : [],
      });
    }
  },
};

/** Matchers that a download does not meet, or that somebody chose with care. */
const NARROWING = /^(dst-address|src-address|dst-port|packet-mark|routing-mark|hotspot|connection-state|ipsec)/;

/** Whether a rule before it ends mangle for some interfaces or destinations, and not only for what comes from the inside. */
function isTakenBefore({ network }: RuleContext, { rule, entry }: SteeringRule): boolean {
  const order = network.allRules('mangle');
  const chains = new Set([rule, ...entry.jumps].map(({ chain }) => chain));
  return order
    .slice(0, order.indexOf(rule))
    .some(
      (each) =>
        chains.has(each.chain) &&
        (each.action === 'accept' || each.action === 'return') &&
        ['dst-address', 'dst-address-list', 'dst-address-type', 'in-interface', 'in-interface-list'].some((name) =>
          each.item.properties.has(name),
        ) &&
        effectiveConditions(network, each).some(({ matchers }) => sideOfMatchers(network, matchers) !== 'inside'),
    );
}

function limitToInside({ network, text }: RuleContext, range: { start: number; end: number }): Fix | undefined {
  const list = network.interfaceLists.names.find(isLanList);
  const inside = lanSide(network).map((each) => each.interface);
  const matcher =
    list !== undefined
      ? `in-interface-list=${quoteValue(list)}`
      : inside.length === 1 && inside[0]
        ? `in-interface=${quoteValue(inside[0])}`
        : undefined;
  if (matcher === undefined) return undefined;
  return { title: 'Route only what comes from the inside', safe: false, edits: [appendArgument(text, range, matcher)] };
}
