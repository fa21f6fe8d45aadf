import { valueOf } from '../../../config/item';
import { hasCatchAll, parseClassifier, pccPartitions, type PccPartition } from '../../../net1/pcc-partition';
import { insertLinesBelow } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

export const pccIncompletePartition: LintRule = {
  id: 'pcc-incomplete-partition',
  severity: 'warning',
  needs: 'owned',
  summary: 'A per-connection classifier some of whose remainders no rule catches.',
  why: 'The connections of a remainder that no rule catches stay unmarked: they all leave by the main table, through one uplink, and fail when that one does.',
  source: 'Per Connection Classifier manual.',
  valid: [
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection per-connection-classifier=both-addresses:2/0 new-connection-mark=a\nadd chain=prerouting action=mark-connection per-connection-classifier=both-addresses:2/1 new-connection-mark=b',
    },
  ],
  invalid: [
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection per-connection-classifier=both-addresses:3/0 new-connection-mark=a\nadd chain=prerouting action=mark-connection per-connection-classifier=both-addresses:3/1 new-connection-mark=b',
      fixed:
        '/ip firewall mangle\nadd chain=prerouting action=mark-connection per-connection-classifier=both-addresses:3/0 new-connection-mark=a\nadd chain=prerouting action=mark-connection per-connection-classifier=both-addresses:3/1 new-connection-mark=b\nadd chain=prerouting action=mark-connection per-connection-classifier=both-addresses:3/2 new-connection-mark=b',
    },
  ],
  check(context) {
    for (const table of ['mangle', 'nat'] as const) {
      if (context.configuration.menu(`/ip/firewall/${table}`).uncertain) continue;
      for (const partition of pccPartitions(context.network, table)) {
        if (partition.missing.length === 0 || hasOutOfRange(partition) || hasCatchAll(context.network, table, partition)) continue;
        reportPartition(context, partition);
      }
    }
  },
};

/** A remainder that can't occur is the better explanation, and another rule gives it. */
function hasOutOfRange({ rules, classifier }: PccPartition): boolean {
  return rules.some((rule) => (parseClassifier(valueOf(rule, 'per-connection-classifier') ?? '')?.remainder ?? 0) >= classifier.denominator);
}

function reportPartition(context: RuleContext, partition: PccPartition): void {
  const { rules, missing, classifier } = partition;
  const last = rules[rules.length - 1];
  const property = last?.properties.get('per-connection-classifier');
  if (!last || !property) return;
  const share = Math.round((100 * missing.length) / classifier.denominator);
  const list = missing.map((remainder) => `${classifier.denominator}/${remainder}`).join(', ');
  // One rule alone may take a share out on purpose and leave the rest to main.
  const severity = rules.length > 1 ? 'warning' : 'hint';
  context.report({
    range: property.origin.range,
    severity,
    message: `No rule catches ${classifier.fields}:${list}: about ${share} % of the connections stay unmarked and take the main table. Add the missing remainder${missing.length > 1 ? 's' : ''}.`,
    fixes: missing.length <= 16 ? [addMissing(context, partition, property.value ?? '')] : [],
    related: rules.slice(0, -1).map((rule) => ({ range: rule.origin.range, message: `This rule catches ${valueOf(rule, 'per-connection-classifier')}.` })),
  });
}

function addMissing(context: RuleContext, { rules, missing, classifier }: PccPartition, value: string): Fix {
  const last = rules[rules.length - 1];
  const range = last?.origin.range ?? { start: 0, end: 0 };
  const statement = context.text.slice(range.start, range.end).trimEnd();
  const lines = missing.map((remainder) => statement.replace(value, `${classifier.fields}:${classifier.denominator}/${remainder}`));
  return { title: `Catch the missing remainder${missing.length > 1 ? 's' : ''} with the mark of this rule`, safe: false, edits: [insertLinesBelow(context.text, range, lines)] };
}
