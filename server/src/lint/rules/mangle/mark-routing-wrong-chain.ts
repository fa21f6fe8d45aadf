import { chainEntries } from '../../../network/chain-entries';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

export const markRoutingWrongChain: LintRule = {
  id: 'mark-routing-wrong-chain',
  severity: 'error',
  needs: 'local',
  summary: 'A routing mark in a chain that packets meet after their route was chosen.',
  why: 'Routes are looked up behind prerouting (for what comes in) and behind output (for what the router sends). In input, forward and postrouting the way is settled: the mark changes nothing.',
  source: 'Per Connection Classifier manual (“only output and prerouting”); Packet Flow manual.',
  valid: [
    { code: '/ip firewall mangle add chain=output action=mark-routing connection-mark=a new-routing-mark=to_a' },
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=jump jump-target=steer\nadd chain=steer action=mark-routing connection-mark=a new-routing-mark=to_a',
    },
  ],
  invalid: [
    { code: '/ip firewall mangle add chain=forward action=mark-routing connection-mark=a new-routing-mark=to_a' },
    {
      code: '/ip firewall mangle\nadd chain=postrouting action=jump jump-target=steer\nadd chain=steer action=mark-routing connection-mark=a new-routing-mark=to_a',
    },
  ],
  check({ network, configuration, report }) {
    for (const table of ['mangle', 'ipv6-mangle'] as const) {
      const isUncertain = configuration.menu(
        table === 'mangle' ? '/ip/firewall/mangle' : '/ipv6/firewall/mangle',
      ).uncertain;
      for (const rule of network.allRules(table)) {
        if (rule.action !== 'mark-routing' || rule.chain === undefined) continue;
        const entered = chainEntries(network, table, rule.chain).map(({ baseChain }) => baseChain);
        if (entered.length === 0 || entered.some((chain) => chain === 'prerouting' || chain === 'output')) continue;
        if (isUncertain && entered[0] !== rule.chain) continue;
        report({
          range: placeOf(rule.item, 'chain'),
          message: `In ${[...new Set(entered)].join(' and ')} the route is chosen already: this mark changes nothing. Mark in prerouting (what comes in) or in output (what the router sends).`,
        });
      }
    }
  },
};
