import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

export const nthNoStickiness: LintRule = {
  id: 'nth-no-stickiness',
  severity: 'hint',
  needs: 'local',
  summary: 'nth that spreads the connections of one user over all uplinks.',
  why: 'nth takes connections in turns: two connections of one user, opened one after the other, leave by different uplinks with different addresses. Sites that tie a login to the address log the user out. An address list that remembers the user’s uplink, or a per-connection classifier over addresses, avoids that.',
  source: 'Load Balancing manual, persistent user sessions; not proven to matter everywhere, so a hint.',
  valid: [
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection connection-mark=no-mark src-address-list=on-wan1 new-connection-mark=a\nadd chain=prerouting action=mark-connection connection-mark=no-mark nth=2,1 new-connection-mark=a\nadd chain=prerouting action=add-src-to-address-list address-list=on-wan1 address-list-timeout=1d connection-mark=a',
    },
  ],
  invalid: [
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection connection-mark=no-mark nth=2,1 new-connection-mark=a',
    },
  ],
  check({ network, report }) {
    const rules = network.allRules('mangle');
    const remembers = rules.some(
      (rule) => rule.action === 'add-src-to-address-list' || rule.item.properties.has('src-address-list'),
    );
    const first = rules.find((rule) => rule.action === 'mark-connection' && rule.value('nth'));
    if (!first || remembers) return;
    report({
      range: placeOf(first.item, 'nth'),
      message:
        'Connections take the uplinks in turns: one user shows several addresses at the same server. per-connection-classifier=both-addresses:… keeps a user on one uplink.',
    });
  },
};
