import { askConnectionMarkers } from '../../../network/questions/steering';
import { sideOfMatchers } from '../../../network/questions/traffic-side';
import { placeOf } from '../../edit-item';
import { appendArgument } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

const RULE = 'add chain=prerouting action=mark-connection per-connection-classifier=both-addresses';

export const pccMissingNoMarkGuard: LintRule = {
  id: 'pcc-missing-no-mark-guard',
  severity: 'warning',
  needs: 'local',
  summary: 'A per-connection classifier that marks connections which have a mark already.',
  why: 'Without connection-mark=no-mark every packet is hashed again. A connection that came in by the second uplink and was marked for it gets the hash’s mark with the first reply, and leaves by the other uplink.',
  source: 'Per Connection Classifier manual.',
  valid: [
    {
      code: `/ip firewall mangle\n${RULE}:2/0 connection-mark=no-mark new-connection-mark=a\n${RULE}:2/1 connection-mark=no-mark new-connection-mark=b`,
    },
    {
      code: `/ip firewall mangle\n${RULE}:2/0 in-interface=LAN connection-state=new new-connection-mark=a\n${RULE}:2/1 in-interface=LAN connection-state=new new-connection-mark=b`,
    },
  ],
  invalid: [
    {
      code: `/ip firewall mangle\n${RULE}:1/0 in-interface-list=LAN new-connection-mark=a`,
      fixed: `/ip firewall mangle\n${RULE}:1/0 in-interface-list=LAN new-connection-mark=a connection-mark=no-mark`,
    },
  ],
  check({ network, text, report }) {
    const done = new Set<unknown>();
    for (const { rule, matchers } of askConnectionMarkers(network)) {
      if (done.has(rule) || !rule.item.properties.has('per-connection-classifier')) continue;
      if (matchers.has('connection-mark')) continue;
      // Only the first packet is hashed, and nothing that came in from outside is among what meets the rule.
      const onlyNew = matchers.get('connection-state')?.includes('new') ?? false;
      if (onlyNew && sideOfMatchers(network, matchers) !== 'outside') continue;
      done.add(rule);
      report({
        range: placeOf(rule.item, 'per-connection-classifier'),
        message:
          'This rule hashes every packet, of marked connections too, and replaces the mark that they have. Add connection-mark=no-mark.',
        fixes: [
          {
            title: 'Mark only what has no mark',
            safe: false,
            edits: [appendArgument(text, rule.item.origin.range, 'connection-mark=no-mark')],
          },
        ],
      });
    }
  },
};
