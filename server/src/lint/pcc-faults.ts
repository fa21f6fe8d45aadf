import type { PccPartition } from '../network/questions/pcc-partitions';

/** Remainders of a partition that two rules take for different marks or servers. */
export function contestedRemainders({ members, repeated }: PccPartition): readonly number[] {
  return repeated.filter((remainder) => {
    const targets = members.filter((member) => member.remainder === remainder).map((member) => member.target);
    return new Set(targets).size > 1;
  });
}

/** Partitions of the same packets by other divisors or fields, each with gaps: they were meant to be one. */
export function mixedSiblings(partition: PccPartition, all: readonly PccPartition[]): readonly PccPartition[] {
  if (!hasGap(partition)) return [];
  return all.filter(
    (other) =>
      (other.denominator !== partition.denominator || other.fields !== partition.fields) &&
      other.table === partition.table &&
      other.chain === partition.chain &&
      other.action === partition.action &&
      hasGap(other) &&
      otherMatchers(other) === otherMatchers(partition),
  );
}

function hasGap({ missing, catchAll, uncertain }: PccPartition): boolean {
  return !uncertain && missing.length > 0 && catchAll === undefined;
}

const NOT_COMPARED = new Set(['per-connection-classifier', 'comment', 'passthrough', 'log', 'log-prefix', 'disabled']);

function otherMatchers({ members }: PccPartition): string {
  return [...(members[0]?.rule.item.properties.values() ?? [])]
    .filter(({ name }) => !NOT_COMPARED.has(name) && !name.startsWith('new-') && !name.startsWith('to-'))
    .map(({ name, value, origin }) => `${name}=${value ?? origin.range.start}`)
    .sort()
    .join('\n');
}
