import { askMarkUses } from '../../../network/questions/packet-marks';
import { askConnectionMarkers, askSteeringRules } from '../../../network/questions/steering';
import { insertBelowItem, placeOf } from '../../edit-item';
import { removeStatement } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

const MARK =
  'add chain=prerouting action=mark-connection in-interface=bridge-lan connection-mark=no-mark dst-address-type=!local new-connection-mark=WAN1_conn';
const STEER =
  'add chain=prerouting action=mark-routing in-interface=bridge-lan connection-mark=WAN1_conn new-routing-mark=to_WAN1';

export const markOrder: LintRule = {
  id: 'mark-order',
  severity: 'warning',
  needs: 'owned',
  summary: 'A rule that routes by a connection mark, before the rule that sets it.',
  why: 'Rules run from top to bottom. The first packet of a connection has no mark yet when it meets the rule, so it leaves by the main table; NAT ties the connection to that uplink, and its later packets take another one.',
  source: 'Packet Flow manual.',
  valid: [{ code: `/ip firewall mangle\n${MARK}\n${STEER}` }],
  invalid: [
    {
      code: `/ip firewall mangle\n${STEER}\n${MARK}\n`,
      fixed: `/ip firewall mangle\n${MARK}\n${STEER}\n`,
    },
  ],
  check({ network, configuration, text, report }) {
    if (configuration.menu('/ip/firewall/mangle').uncertain) return;
    const order = network.allRules('mangle');
    const steering = askSteeringRules(network);
    const markers = askConnectionMarkers(network);
    const { producers } = askMarkUses(network);
    for (const { rule, connectionMark } of steering) {
      if (connectionMark === undefined || !rule.item.properties.has('connection-mark')) continue;
      const at = order.indexOf(rule);
      // A mark that another chain, another menu or a computed name may set is set in time.
      const all = producers.filter(
        ({ kind, mark }) => kind === 'connection' && (mark === undefined || mark === connectionMark),
      );
      const own = markers.filter(({ mark, rule: marker }) => mark === connectionMark && marker.chain === rule.chain);
      const isAlone = all.length > 0 && all.every(({ item }) => own.some((each) => each.rule.item === item));
      const last = own.map((each) => each.rule).reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), rule);
      if (!isAlone || own.some((each) => order.indexOf(each.rule) < at)) continue;
      const isRepeated = steering.some(
        (other) =>
          other.connectionMark === connectionMark && other.rule.chain === rule.chain && order.indexOf(other.rule) > at,
      );
      if (isRepeated) continue;
      const { start, end } = rule.origin.range;
      const statement = text.slice(start, end).trim();
      report({
        range: placeOf(rule.item, 'connection-mark'),
        message: `“${connectionMark}” is set further down only: the first packet of a connection passes this rule unmarked and takes the main table. Move the rule below the one that marks.`,
        fixes: [
          {
            title: 'Move the rule below the one that marks',
            safe: false,
            edits: [
              removeStatement(text, rule.origin.range),
              insertBelowItem(text, last.item, statement.replace(/^\/ip[\s/]+firewall[\s/]+mangle\s+/, '')),
            ],
          },
        ],
        related: [{ range: last.origin.range, message: 'The rule that marks.' }],
      });
    }
  },
};
