import type { FirewallRule } from '../../../network/firewall-rule';
import { askShadowedRules } from '../../../network/questions/shadowed-rules';
import { insertBelowItem } from '../../edit-item';
import { removeStatement } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

const RULE = 'add chain=dstnat action=dst-nat dst-address-type=local protocol=tcp dst-port=80';
const MARKED = `${RULE} connection-mark=s1 to-addresses=192.168.10.11\n${RULE} connection-mark=s2 to-addresses=192.168.10.12`;
const REST = `${RULE} to-addresses=192.168.10.11`;
const HEAD =
  '/ip firewall mangle\nadd chain=prerouting action=mark-connection connection-mark=no-mark in-interface=ether1 per-connection-classifier=src-address:2/0 new-connection-mark=s1\nadd chain=prerouting action=mark-connection connection-mark=no-mark in-interface=ether1 per-connection-classifier=src-address:2/1 new-connection-mark=s2\n/ip firewall nat\n';

export const serverlbLastResortOrder: LintRule = {
  id: 'serverlb-last-resort-order',
  severity: 'error',
  needs: 'owned',
  speaksBefore: ['rule-shadowed'],
  summary: 'The rule for whatever is left over stands before the rules that share the visitors out.',
  why: 'The first dst-nat that fits decides. The rule without a mark fits everything, so all visitors go to its server, and the others idle.',
  source: 'NAT manual, first match.',
  valid: [{ code: `${HEAD}${MARKED}\n${REST}\n` }],
  invalid: [{ code: `${HEAD}${REST}\n${MARKED}\n`, fixed: `${HEAD}${MARKED}\n${REST}\n` }],
  check({ network, text, report }) {
    const shadowed = askShadowedRules(network).filter(
      ({ rule, by }) => isShare(rule) && by.length === 1 && by[0]?.action === 'dst-nat' && !isShare(by[0]),
    );
    shadowed.forEach(({ rule, by: [first] }, index) => {
      const last = shadowed.filter((each) => each.by[0] === first).at(-1)?.rule;
      if (!first || !last) return;
      const { start, end } = first.origin.range;
      const statement = text
        .slice(start, end)
        .trim()
        .replace(/^\/ip[\s/]+firewall[\s/]+nat\s+/, '');
      const isFirst = shadowed.findIndex((each) => each.by[0] === first) === index;
      report({
        range: rule.origin.range,
        message: `The rule without a mark before it takes every visitor: this server never gets one. Move that rule below the marked ones.`,
        fixes: isFirst
          ? [
              {
                title: 'Move the rule for the rest to the end',
                safe: false,
                edits: [removeStatement(text, first.origin.range), insertBelowItem(text, last.item, statement)],
              },
            ]
          : [],
        related: [{ range: first.origin.range, message: 'The rule that takes everything.' }],
      });
    });
  },
};

/** A rule for a share of the visitors: by mark, or by a classifier of its own. */
function isShare(rule: FirewallRule): boolean {
  return (
    rule.action === 'dst-nat' &&
    ['connection-mark', 'per-connection-classifier', 'nth'].some((name) => rule.item.properties.has(name))
  );
}
