import { askPccPartitions } from '../../../network/questions/pcc-partitions';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const RULE = (fields: string, n: number) =>
  `add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 per-connection-classifier=${fields}:2/${n - 1} to-addresses=192.168.10.1${n}`;

export const serverlbStickiness: LintRule = {
  id: 'serverlb-stickiness',
  severity: 'info',
  needs: 'local',
  summary: 'Visitors are shared out over servers by their ports.',
  why: 'Every connection of a browser has another source port, so one visitor meets all servers in turns: shopping carts and logins that one server keeps are lost at the next click. src-address keeps a visitor on one server.',
  source: 'Per Connection Classifier manual.',
  valid: [{ code: `/ip firewall nat\n${RULE('src-address', 1)}\n${RULE('src-address', 2)}` }],
  invalid: [
    {
      code: `/ip firewall nat\n${RULE('src-address-and-port', 1)}\n${RULE('src-address-and-port', 2)}`,
      fixed: `/ip firewall nat\n${RULE('src-address', 1)}\n${RULE('src-address', 2)}`,
    },
  ],
  check({ network, text, report }) {
    const asked = new Set(
      network
        .allRules('nat')
        .filter((rule) => rule.action === 'dst-nat')
        .map((rule) => rule.value('connection-mark')),
    );
    for (const { table, action, fields, members } of askPccPartitions(network)) {
      const [first] = members;
      const sharesServers =
        table === 'nat'
          ? action === 'dst-nat'
          : action === 'mark-connection' && members.some(({ target }) => target && asked.has(target));
      if (!first || !sharesServers || !/src-port|ports?$/.test(fields) || !/src|both/.test(fields)) continue;
      if (new Set(members.map(({ target }) => target)).size < 2) continue;
      report({
        range: placeOf(first.rule.item, 'per-connection-classifier'),
        message: `“${fields}” changes with every connection of a visitor: he meets another server at each click. src-address keeps him on one.`,
        fixes: [
          {
            title: 'Share by the visitor’s address (src-address)',
            safe: false,
            edits: members.flatMap(({ rule }) => {
              const value = rule.value('per-connection-classifier')?.replace(/^[a-z-]+:/, 'src-address:');
              return value ? [setProperty(text, rule.item, 'per-connection-classifier', value)] : [];
            }),
          },
        ],
      });
    }
  },
};
