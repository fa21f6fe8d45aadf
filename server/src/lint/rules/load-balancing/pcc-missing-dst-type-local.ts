import { valueOf } from '../../../config/item';
import { bypassesBefore, limitsDestination } from '../../../network/questions/mangle-bypass';
import {
  askConnectionMarkers,
  askSteeringRules,
  type ConnectionMarker,
  type SteeringRule,
  takesShare,
} from '../../../network/questions/steering';
import { sideOfMatchers } from '../../../network/questions/traffic-side';
import { placeOf } from '../../edit-item';
import { appendArgument } from '../../edit-text';
import type { LintRule, RuleContext, Severity } from '../../lint-rule';

const MARK =
  'add chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark per-connection-classifier=both-addresses:1/0 new-connection-mark=WAN1_conn';
const STEER =
  'add chain=prerouting action=mark-routing in-interface-list=LAN connection-mark=WAN1_conn new-routing-mark=to_WAN1';

export const pccMissingDstTypeLocal: LintRule = {
  id: 'pcc-missing-dst-type-local',
  severity: 'warning',
  needs: 'owned',
  summary: 'A mark from the inside that also steers packets for the router itself.',
  why: 'The routing mark sends every packet to a table that knows nothing but an uplink. Packets for the router’s own addresses go there too: WinBox, DNS and the web page can’t be reached from the LAN any more.',
  source: 'Moving from RouterOS 6 to 7; Per Connection Classifier manual.',
  valid: [
    { code: `/ip firewall mangle\n${MARK} dst-address-type=!local\n${STEER}` },
    {
      code: `/ip firewall mangle\nadd chain=prerouting action=accept dst-address-list=connected-nets\n${MARK}\n${STEER}`,
    },
    {
      // The office reaches a VPN table for a few destinations only.
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-routing src-address=192.168.88.0/24 dst-address-list=foreign new-routing-mark=vpn',
      routeros: '7.20',
    },
  ],
  invalid: [
    {
      code: `/ip firewall mangle\n${MARK}\n${STEER}`,
      fixed: `/ip firewall mangle\n${MARK} dst-address-type=!local\n${STEER}`,
    },
  ],
  check(context) {
    const { network } = context;
    // RouterOS can be told to look for its own addresses before it looks at marks.
    if (/\blocal\b.*\bmangle\b/.test(policyOrder(context))) return;
    const steering = askSteeringRules(network).filter(({ baseChain }) => baseChain === 'prerouting');
    const reported = new Set<unknown>();
    for (const marker of askConnectionMarkers(network)) {
      const consumer = steering.find(({ connectionMark }) => connectionMark === marker.mark);
      if (!consumer || !takesShare(marker) || marker.baseChain !== 'prerouting' || reported.has(marker.rule)) continue;
      if (limitsDestination(marker) || limitsDestination(consumer)) continue;
      const isAnswered = askSteeringRules(network).some(
        ({ baseChain, connectionMark }) => baseChain === 'output' && connectionMark === marker.mark,
      );
      // Where the router's replies are steered by the mark as well, it must not be set in the first place.
      if (bypassesBefore(network, isAnswered ? marker : consumer).length > 0) continue;
      if (sideOfMatchers(network, marker.matchers) === 'outside') continue;
      reported.add(marker.rule);
      reportRule(context, marker, 'warning', consumer);
    }
    for (const rule of steering) {
      if (rule.connectionMark !== undefined || reported.has(rule.rule) || !isForEverything(rule)) continue;
      if (limitsDestination(rule) || bypassesBefore(network, rule).length > 0) continue;
      if (sideOfMatchers(network, rule.matchers) !== 'inside') continue;
      reported.add(rule.rule);
      reportRule(context, rule, (context.version?.major ?? 6) >= 7 ? 'warning' : 'hint');
    }
  },
};

function policyOrder({ configuration }: RuleContext): string {
  const settings = configuration.menu('/routing/settings').items[0];
  return (settings && valueOf(settings, 'policy-rules')) ?? '';
}

const BROAD = new Set([
  ...['in-interface', 'in-interface-list', 'src-address', 'src-address-list', 'connection-state', 'connection-mark'],
  ...['per-connection-classifier', 'nth'],
]);

function isForEverything({ matchers }: SteeringRule): boolean {
  return [...matchers.keys()].every((name) => BROAD.has(name));
}

function reportRule(
  { report, text }: RuleContext,
  { rule }: ConnectionMarker | SteeringRule,
  severity: Severity,
  consumer?: SteeringRule,
): void {
  report({
    range: placeOf(rule.item, 'per-connection-classifier', 'new-routing-mark', 'action'),
    severity,
    message:
      'Packets for the router itself are marked too, and the routing mark sends them out by an uplink: the router can’t be reached from the inside. Add dst-address-type=!local.',
    fixes: [
      {
        title: 'Leave out what is for the router itself',
        safe: false,
        edits: [appendArgument(text, rule.item.origin.range, 'dst-address-type=!local')],
      },
    ],
    related: consumer ? [{ range: consumer.rule.origin.range, message: 'This rule steers what is marked.' }] : [],
  });
}
