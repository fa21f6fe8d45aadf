import { valueOf } from '../../../config/item';
import { askConnectionMarkers, askSteeringRules, takesShare } from '../../../network/questions/steering';
import { sideOfMatchers } from '../../../network/questions/traffic-side';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const MARK =
  'add chain=prerouting action=mark-connection in-interface=bridge-lan connection-mark=no-mark dst-address-type=!local new-connection-mark=WAN1_conn';
const STEER =
  'add chain=prerouting action=mark-routing in-interface=bridge-lan connection-mark=WAN1_conn new-routing-mark=to_WAN1';

export const markConnectionNoPassthrough: LintRule = {
  id: 'mark-connection-no-passthrough',
  severity: 'warning',
  needs: 'owned',
  summary: 'A connection mark with passthrough=no before the rule that routes by it.',
  why: 'passthrough=no ends mangle for the packet. The first packet of every connection gets its mark, never meets the rule that steers by it, and leaves by the main table; NAT then ties the connection to that uplink, and the packets behind it take another one.',
  source: 'Mangle manual; Per Connection Classifier manual.',
  valid: [
    { code: `/ip firewall mangle\n${MARK} passthrough=yes\n${STEER}` },
    {
      // What comes in from outside must not be steered: ending mangle is right there.
      code: `/ip firewall mangle\nadd chain=prerouting action=mark-connection in-interface=ether1-wan new-connection-mark=WAN1_conn passthrough=no\n${STEER}`,
    },
  ],
  invalid: [
    {
      code: `/ip firewall mangle\n${MARK} passthrough=no\n${STEER}`,
      fixed: `/ip firewall mangle\n${MARK} passthrough=yes\n${STEER}`,
    },
  ],
  check({ network, text, report }) {
    const order = network.allRules('mangle');
    const steering = askSteeringRules(network);
    const done = new Set<unknown>();
    for (const marker of askConnectionMarkers(network)) {
      const { rule, mark, matchers } = marker;
      if (marker.baseChain !== 'prerouting' || done.has(rule)) continue;
      if (valueOf(rule.item, 'passthrough') !== 'no' && valueOf(rule.item, 'passthrough') !== 'false') continue;
      const side = sideOfMatchers(network, matchers);
      if (side === 'outside' || (side === 'unknown' && !takesShare(marker))) continue;
      const marked = rule.matchWithout('connection-mark').may;
      const consumer = steering.find(
        (each) =>
          each.rule.chain === rule.chain &&
          each.connectionMark === mark &&
          order.indexOf(each.rule) > order.indexOf(rule) &&
          !marked.intersect(each.rule.matchWithout('connection-mark').may).isEmpty,
      );
      if (!consumer) continue;
      done.add(rule);
      report({
        range: placeOf(rule.item, 'passthrough'),
        message: `passthrough=no ends mangle here: the first packet of each connection never meets the rule that routes “${mark}”, and leaves by the main table. Write passthrough=yes.`,
        fixes: [
          { title: 'Let the packet go on', safe: false, edits: [setProperty(text, rule.item, 'passthrough', 'yes')] },
        ],
        related: [{ range: consumer.rule.origin.range, message: 'The rule that routes by the mark.' }],
      });
    }
  },
};
