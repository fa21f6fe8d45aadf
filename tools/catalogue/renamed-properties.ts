import type { MergedArgument, MergedCommand } from './merged-tree';

/**
 * Properties that got another name: one ends in the very release in which another of the same form begins, in the same
 * command. Where more than one would fit, none is taken.
 */
export function renamedProperties(command: MergedCommand, newest: number): Map<string, string> {
  const ended = new Map<number, string[]>();
  const begun = new Map<number, string[]>();
  for (const [name, { releases }] of command.arguments) {
    const [first, last] = [Math.min(...releases.all), Math.max(...releases.all)];
    if (last < newest) ended.set(last + 1, [...(ended.get(last + 1) ?? []), name]);
    if (first > 0) begun.set(first, [...(begun.get(first) ?? []), name]);
  }
  const renamed = new Map<string, string>();
  for (const [release, olds] of ended) {
    const news = begun.get(release) ?? [];
    const isLone = olds.length === 1 && news.length === 1;
    const successors = olds.map((old) => news.filter((name) => mayBeSame(command, old, name, isLone)));
    olds.forEach((old, i) => {
      const [only, second] = successors[i] ?? [];
      const isContested = successors.some((others, j) => j !== i && only !== undefined && others.includes(only));
      if (only !== undefined && second === undefined && !isContested) renamed.set(old, only);
    });
  }
  return renamed;
}

function mayBeSame(command: MergedCommand, old: string, name: string, isLone: boolean): boolean {
  const [before, after] = [formOf(command.arguments.get(old), 1), formOf(command.arguments.get(name), 0)];
  if (before !== '' && before === after && (isLone || before.includes('|'))) return true;
  return isSameName(old, name);
}

/** The form without the name that its lists carry: `ip|ipv6[,Afi*]`. */
function formOf(argument: MergedArgument | undefined, end: 0 | 1): string {
  return (argument?.forms[end] ?? '').replace(/\[,\w+\*\]$/, '');
}

/** `hashmask-length` and `hash-mask-length`, `vrf` and `vtep-vrf`, `configuration.rrm` and `steering.rrm`, `mounts` and `mount-lists`. */
function isSameName(old: string, name: string): boolean {
  const [left, right] = [old, name].map((text) => text.replace(/^.*\./, '').replace(/s$/, ''));
  if (!left || !right) return false;
  const squeezed = [left, right].map((text) => text.replace(/-/g, ''));
  if (squeezed[0] === squeezed[1] || right.startsWith(left)) return true;
  const [few, many] = [left.split('-'), right.split('-')].sort((a, b) => a.length - b.length);
  return (
    few !== undefined && many !== undefined && few.length * 2 >= many.length && few.every((word) => many.includes(word))
  );
}
