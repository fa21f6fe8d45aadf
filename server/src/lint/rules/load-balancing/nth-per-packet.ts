import { effectiveConditions } from '../../../network/chain-entries';
import { NO_MARK } from '../../../network/cube';
import type { FirewallRule } from '../../../network/firewall-rule';
import { placeOf } from '../../edit-item';
import { appendArgument } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

export const nthPerPacket: LintRule = {
  id: 'nth-per-packet',
  severity: 'error',
  needs: 'local',
  summary: 'nth that counts packets instead of connections.',
  why: 'nth counts whatever the rule sees. If it sees every packet, the packets of one connection leave by different uplinks with different source addresses, and no server puts them together again.',
  source: 'Load Balancing manual.',
  valid: [
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection connection-state=new nth=2,1 new-connection-mark=a',
    },
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=jump connection-mark=no-mark jump-target=share\nadd chain=share action=mark-connection nth=2,1 new-connection-mark=a',
    },
  ],
  invalid: [
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection nth=2,1 new-connection-mark=a',
      fixed:
        '/ip firewall mangle\nadd chain=prerouting action=mark-connection nth=2,1 new-connection-mark=a connection-state=new connection-mark=no-mark',
    },
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-routing nth=2,1 new-routing-mark=to_a',
      routeros: '6.49',
    },
  ],
  check({ network, text, report }) {
    const packetMarks = new Set(
      network
        .allRules('mangle')
        .filter((rule) => rule.action === 'mark-routing')
        .map((rule) => rule.value('packet-mark')),
    );
    /** By itself, or by a packet mark that another rule steers by. */
    const steers = (rule: FirewallRule) =>
      rule.action === 'mark-routing' ||
      (rule.action === 'mark-packet' && packetMarks.has(rule.value('new-packet-mark')));
    for (const rule of network.allRules('mangle')) {
      const isMark = rule.action === 'mark-connection';
      if (!rule.value('nth') || (!isMark && !steers(rule))) continue;
      const ways = effectiveConditions(network, rule);
      const isPerConnection = ways.every(
        ({ matchers }) =>
          matchers.get('connection-state')?.includes('new') || matchers.get('connection-mark')?.includes(NO_MARK),
      );
      // A chain that no rule jumps to may be entered from another file.
      if (ways.length === 0 || isPerConnection) continue;
      report({
        range: placeOf(rule.item, 'nth'),
        message: isMark
          ? 'This rule counts every packet: one connection gets several marks, one after the other. Count connections: connection-state=new connection-mark=no-mark.'
          : 'This rule steers every n-th packet: the packets of one connection leave by different uplinks. Mark connections with nth, and steer by the connection mark.',
        fixes: isMark
          ? [
              {
                title: 'Count new, unmarked connections',
                safe: false,
                edits: [appendArgument(text, rule.item.origin.range, 'connection-state=new connection-mark=no-mark')],
              },
            ]
          : [],
      });
    }
  },
};
