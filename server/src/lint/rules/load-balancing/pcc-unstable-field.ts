import { valueOf } from '../../../config/item';
import { askPccPartitions } from '../../../network/questions/pcc-partitions';
import { askSteeringRules } from '../../../network/questions/steering';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const RULE = 'add chain=prerouting action=mark-connection connection-mark=no-mark dst-address-type=!local';
const STEER =
  'add chain=prerouting action=mark-routing in-interface-list=LAN connection-mark=a new-routing-mark=to_a\nadd chain=prerouting action=mark-routing in-interface-list=LAN connection-mark=b new-routing-mark=to_b\n/ip firewall nat\nadd chain=srcnat action=masquerade out-interface-list=WAN';

export const pccUnstableField: LintRule = {
  id: 'pcc-unstable-field',
  severity: 'info',
  needs: 'local',
  summary: 'A per-connection classifier over several uplinks that hashes ports.',
  why: 'With a port in the hash the connections of one client to one server go out by different uplinks, from different public addresses. Sites that tie a login to the address log the user out; telephony loses its voice.',
  source: 'Per Connection Classifier manual.',
  valid: [
    {
      code: `/ip firewall mangle\n${RULE} per-connection-classifier=both-addresses:2/0 new-connection-mark=a\n${RULE} per-connection-classifier=both-addresses:2/1 new-connection-mark=b\n${STEER}`,
    },
  ],
  invalid: [
    {
      code: `/ip firewall mangle\n${RULE} per-connection-classifier=both-addresses-and-ports:2/0 new-connection-mark=a\n${RULE} per-connection-classifier=both-addresses-and-ports:2/1 new-connection-mark=b\n${STEER}`,
      fixed: `/ip firewall mangle\n${RULE} per-connection-classifier=both-addresses:2/0 new-connection-mark=a\n${RULE} per-connection-classifier=both-addresses:2/1 new-connection-mark=b\n${STEER}`,
    },
  ],
  check({ network, text, report }) {
    const hides = network.items('/ip/firewall/nat').some((item) => valueOf(item, 'chain') === 'srcnat');
    if (!hides) return;
    const steering = askSteeringRules(network);
    for (const { table, action, fields, members, uncertain } of askPccPartitions(network)) {
      const [first] = members;
      if (table !== 'mangle' || uncertain || !first || !/port/.test(fields)) continue;
      const targets = new Set(members.map(({ target }) => target));
      const steers =
        action === 'mark-routing' ||
        (action === 'mark-connection' && steering.some(({ connectionMark }) => targets.has(connectionMark)));
      if (targets.size < 2 || !steers) continue;
      report({
        range: placeOf(first.rule.item, 'per-connection-classifier'),
        message: `“${fields}” hashes ports: connections of one client to one server leave by different uplinks and show different addresses. both-addresses keeps them together.`,
        fixes: [
          {
            title: 'Hash addresses only (both-addresses)',
            safe: false,
            edits: members.flatMap(({ rule }) => {
              const value = rule.value('per-connection-classifier')?.replace(/^[a-z-]+:/, 'both-addresses:');
              return value ? [setProperty(text, rule.item, 'per-connection-classifier', value)] : [];
            }),
          },
        ],
      });
    }
  },
};
