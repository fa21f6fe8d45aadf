import type { Row } from '../transport/router-connection';
import { isSet, numberOf } from './router-questions';

/** One rule of a firewall table with what it counted; rules that the router made itself are left out. */
export interface RuleCounters {
  /** The router's id, which a rule keeps while it is there. */
  readonly id: string;
  /** From 1, as people count the rules of the table. */
  readonly number: number;
  readonly chain: string;
  readonly action: string;
  readonly isDisabled: boolean;
  /** The router can't use it: it names an interface that is gone. */
  readonly isInvalid: boolean;
  /** Since the counters were reset, or the router started. */
  readonly bytes: number;
  readonly packets: number;
  readonly comment: string;
  /** What else it says that matters here: `out-interface`, `new-connection-mark` … */
  readonly properties: Row;
}

const OWN: readonly string[] = [
  ...['.id', 'chain', 'action', 'disabled', 'invalid', 'dynamic', 'bytes', 'packets', 'comment'],
];
const MORE: readonly string[] = [
  ...[
    'in-interface',
    'in-interface-list',
    'out-interface',
    'out-interface-list',
    'protocol',
    'dst-port',
    'src-address',
  ],
  ...['dst-address', 'connection-mark', 'connection-state', 'new-connection-mark', 'new-routing-mark'],
  ...['to-addresses', 'to-ports', 'per-connection-classifier', 'nth'],
];

/** What is asked of `print` of a firewall table. */
export const RULE_PROPERTIES: readonly string[] = [...OWN, ...MORE];

export function readRuleCounters(rows: readonly Row[]): readonly RuleCounters[] {
  return rows
    .filter((row) => !isSet(row['dynamic']))
    .map((row, at) => ({
      id: row['.id'] ?? '',
      number: at + 1,
      chain: row['chain'] ?? '',
      action: row['action'] ?? 'accept',
      isDisabled: isSet(row['disabled']),
      isInvalid: isSet(row['invalid']),
      bytes: numberOf(row['bytes']) ?? 0,
      packets: numberOf(row['packets']) ?? 0,
      comment: row['comment'] ?? '',
      properties: Object.fromEntries(Object.entries(row).filter(([name]) => MORE.includes(name))),
    }));
}

/** How much a counter moved between two readings; after a reset in between, what it has counted since. */
export function countedSince(before: number, after: number): number {
  return after >= before ? after - before : after;
}

/** A rule in few words, its comment before all: `rule 2 (srcnat masquerade, out-interface=WAN1)`. */
export function describeRule({ number, chain, action, comment, properties }: RuleCounters): string {
  const matchers = Object.entries(properties)
    .slice(0, 4)
    .map(([name, value]) => `${name}=${value}`);
  return `rule ${number} (${[`${chain} ${action}`, ...(comment ? [`“${comment}”`] : matchers)].join(', ')})`;
}
