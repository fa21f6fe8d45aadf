import { type Item, valueOf } from '../config/item';
import type { NetworkModel } from './network-model';

/** `both-addresses:3/1`. */
export interface Classifier {
  readonly fields: string;
  readonly denominator: number;
  readonly remainder: number;
}

/** Reads a per-connection-classifier; undefined for a negated one and for anything that is none. */
export function parseClassifier(text: string): Classifier | undefined {
  const match = /^([a-z-]+):(\d+)\/(\d+)$/.exec(text);
  if (!match) return undefined;
  return { fields: match[1] ?? '', denominator: Number(match[2]), remainder: Number(match[3]) };
}

/** Rules that split the same connections by the same classifier. */
export interface PccPartition {
  readonly classifier: Omit<Classifier, 'remainder'>;
  /** In the order of the chain. */
  readonly rules: readonly Item[];
  /** Remainders that no rule catches. */
  readonly missing: readonly number[];
}

/** What distinguishes the rules of one partition from each other: all else must be equal. */
const OWN = new Set(['per-connection-classifier', 'new-connection-mark', 'new-routing-mark', 'new-packet-mark', 'comment', 'disabled', 'log', 'log-prefix', 'to-addresses', 'to-ports']);

/** Every partition of a table's chains, with what it leaves over. */
export function pccPartitions(model: NetworkModel, table: 'mangle' | 'nat'): PccPartition[] {
  const groups = new Map<string, { classifier: Classifier; rules: Item[]; remainders: Set<number> }>();
  for (const rule of model.items(`/ip/firewall/${table}`)) {
    const classifier = parseClassifier(valueOf(rule, 'per-connection-classifier') ?? '');
    if (!classifier) continue;
    const key = [...matchersOf(rule), classifier.fields, classifier.denominator].join(' ');
    const group = groups.get(key) ?? { classifier, rules: [], remainders: new Set() };
    group.rules.push(rule);
    group.remainders.add(classifier.remainder);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ classifier, rules, remainders }) => ({
    classifier: { fields: classifier.fields, denominator: classifier.denominator },
    rules,
    missing: Array.from({ length: Math.min(classifier.denominator, 1024) }, (_, i) => i).filter((i) => !remainders.has(i)),
  }));
}

function matchersOf(rule: Item): string[] {
  return [...rule.properties.values()]
    .filter((property) => !OWN.has(property.name))
    .map((property) => `${property.name}=${property.value ?? '?'}`)
    .sort();
}

/** Whether a later rule of the chain marks what a partition leaves over: one without a classifier, not narrower than the partition. */
export function hasCatchAll(model: NetworkModel, table: 'mangle' | 'nat', partition: PccPartition): boolean {
  const [first] = partition.rules;
  const last = partition.rules[partition.rules.length - 1];
  if (!first || !last) return false;
  const rules = model.items(`/ip/firewall/${table}`);
  const matchers = new Set(matchersOf(first));
  return rules.slice(rules.indexOf(last) + 1).some((rule) => {
    if (valueOf(rule, 'chain') !== valueOf(first, 'chain') || rule.properties.has('per-connection-classifier')) return false;
    const own = matchersOf(rule).filter((matcher) => !matcher.startsWith('action=') && !matcher.startsWith('passthrough='));
    const marks = ['mark-connection', 'mark-routing', 'dst-nat', 'src-nat', 'masquerade', 'jump'].includes(valueOf(rule, 'action') ?? '');
    // A rule narrower than the partition may still catch the rest: only what is surely not one is passed over.
    const consumes = own.some((matcher) => /^connection-mark=(?!no-mark)/.test(matcher));
    return marks && !consumes && own.every((matcher) => matchers.has(matcher) || matcher === 'connection-mark=no-mark' || matcher.startsWith('chain='));
  });
}
