import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import type { TextRange } from '../../../server/src/base/text-range';
import { catalogueFor } from '../../../server/src/catalogue/catalogue';
import { type Condition, conditionsOf } from '../../../server/src/config/selector';
import type { ArgumentUse, CommandUse } from '../../../server/src/resolve/command-use';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import type { SyntaxNode } from '../../../server/src/syntax/syntax-node';
import { parse } from '../../../server/src/syntax/syntax-tree';
import { hideSecrets } from '../device/hide-secrets';
import { isSecret } from '../device/secret-properties';
import { type ImportChunk, importChunks } from './import-chunks';

/** Which items a command is for: those that fulfil conditions when it runs. */
export interface ItemSelector {
  readonly menu: string;
  readonly conditions: readonly Condition[];
}

/** One command that goes to the router as a sentence of its own. */
export interface SentenceStep {
  /** `/ip/route/add`. */
  readonly command: string;
  readonly values: readonly (readonly [name: string, value: string | ItemSelector])[];
  /** Undefined for `add` and settings. */
  readonly selector: ItemSelector | undefined;
  /** The statement in the script. */
  readonly range: TextRange;
  /** From 1. */
  readonly line: number;
}

/**
 * How a script is brought onto a router. `sentences`: one by one, so that a refusal names its line. `script`: as a
 * whole, because it has variables, conditions or loops that only the router can run.
 */
export type DeployPlan =
  | {
      readonly kind: 'sentences';
      readonly steps: readonly SentenceStep[];
      /** The same commands as files to import one after another, where one by one would take long. */
      readonly parts?: readonly ImportChunk[];
    }
  | {
      readonly kind: 'script';
      readonly text: string;
      readonly reason: string;
      readonly via: 'import' | 'system-script';
      /** Where the text is longer than what a router takes at once: what it is parted in. */
      readonly parts?: readonly ImportChunk[];
    };

/** The largest file that a router takes over the API, and what is safe for the source of a script; in bytes. */
export const SCRIPT_LIMITS = { import: 61_440, 'system-script': 30_000 } as const;
/** Room for the marker that is put behind a part. */
const MARKER_BYTES = 100;
/** So many commands, one a round trip, take seconds on a distant router; fewer are better sent one by one. */
const MANY_STEPS = 200;

/** Plans a script for a router of that version. */
export function planDeploy(text: string, version: RouterOsVersion): DeployPlan {
  const tree = parse(text);
  const { uses } = resolveScript(tree, catalogueFor(version));
  const steps: SentenceStep[] = [];
  for (const use of uses) {
    if (isInsideSelector(use)) continue;
    if (use.slot === 'script' || use.holder?.slot === 'script' || isStored(use)) continue;
    const step = use.kind === 'menu' ? undefined : sentence(use, text);
    if (use.kind === 'menu') continue;
    if (typeof step === 'string' || step === undefined)
      return asScript(text, version, step ?? 'it holds something that can’t be read', use);
    steps.push(step);
  }
  const parts = steps.length > MANY_STEPS && hasImport(version) ? partsOf(text, version, 'import') : undefined;
  return { kind: 'sentences', steps, ...(parts && { parts }) };
}

function asScript(text: string, version: RouterOsVersion, why: string, use: CommandUse): DeployPlan {
  const line = text.slice(0, use.node.start).split('\n').length;
  const via = hasImport(version) ? 'import' : 'system-script';
  const isLong = Buffer.byteLength(text) > SCRIPT_LIMITS[via] - MARKER_BYTES;
  const parts = isLong ? partsOf(text, version, via) : undefined;
  return { kind: 'script', text, reason: `line ${line}: ${why}`, via, ...(parts && { parts }) };
}

/** `/file/add contents=` and `/import` over the API: 7.9. */
function hasImport({ major, minor = 0 }: RouterOsVersion): boolean {
  return major > 7 || (major === 7 && minor >= 9);
}

function partsOf(text: string, version: RouterOsVersion, via: keyof typeof SCRIPT_LIMITS) {
  return importChunks(text, version, SCRIPT_LIMITS[via] - MARKER_BYTES);
}

/** Code between the braces of `source={…}` is stored as text. */
function isStored(use: CommandUse): boolean {
  for (let at: CommandUse | undefined = use; at; at = at.holder) if (at.slot === 'script') return true;
  return false;
}

/** `find` in `[find …]` of a statement that is planned as a whole. */
function isInsideSelector(use: CommandUse): boolean {
  return use.slot === 'substitution' && use.command?.name === 'find';
}

function sentence(use: CommandUse, text: string): SentenceStep | string {
  if (use.kind !== 'command' || !use.command)
    return use.kind === 'other' ? 'it calls a function' : 'it has a command that this version does not know';
  if (use.menu.parent === undefined) return `“${use.command.name}” has to run on the router`;
  if (use.slot !== undefined && use.slot !== 'block') return 'it stands in a condition, a loop or a function';
  const values: [string, string | ItemSelector][] = [];
  let selector: ItemSelector | undefined;
  for (const argument of use.arguments) {
    const value = argumentValue(use, argument);
    if (value === undefined) return `the value of “${argument.name || 'an unnamed argument'}” is computed`;
    if (['numbers', 'number', '.id'].includes(argument.name)) {
      const found = typeof value === 'string' ? nameSelector(use.menu.path, value) : value;
      if (!found) return 'it names items by their number';
      selector = found;
    } else if (argument.name === 'place-before' && typeof value === 'string') return 'it names a place by its number';
    else if (argument.form === 'unset') values.push([`!${argument.name}`, '']);
    else values.push([argument.name, value]);
  }
  const line = text.slice(0, use.node.start).split('\n').length;
  return {
    command: `${use.menu.path}/${use.command.name}`,
    values,
    selector,
    range: { start: use.node.start, end: use.node.end },
    line,
  };
}

function argumentValue(use: CommandUse, argument: ArgumentUse): string | ItemSelector | undefined {
  if (argument.text !== undefined) return argument.text;
  return argument.value ? findSelector(use.menu.path, argument.value) : undefined;
}

/** `[find name=x]` or `[/ip/route/find …]` as a selector; undefined where its conditions are computed. */
function findSelector(menu: string, value: SyntaxNode): ItemSelector | undefined {
  const [command, ...more] = value.kind === 'substitution' ? value.nodes : [];
  if (!command || more.length > 0 || command.kind !== 'command') return undefined;
  const path = command.child('path');
  const words = path?.tokens('word') ?? [];
  if (words.length !== 1 || words[0]?.text !== 'find' || path?.token('/', ':')) return undefined;
  const conditions = conditionsOf(command.child('filter'));
  return conditions ? { menu, conditions } : undefined;
}

function nameSelector(menu: string, name: string): ItemSelector | undefined {
  return /^[\d*,]/.test(name) ? undefined : { menu, conditions: [{ property: 'name', operator: '=', value: name }] };
}

/** A step as people read it, in the form of the console; secrets are hidden. */
export function describeStep({ command, values, selector }: SentenceStep): string {
  const menu = command.slice(0, command.lastIndexOf('/'));
  const shown = values.map(([name, value]) => {
    if (value === '' && name.startsWith('!')) return name;
    if (isSecret(name, menu)) return `${name}=••••`;
    if (typeof value !== 'string') return `${name}=${describeSelector(value)}`;
    return `${name}=${quoteShort(name === 'comment' ? value : hideSecrets(value))}`;
  });
  return [command, ...(selector ? [describeSelector(selector)] : []), ...shown].join(' ');
}

function quoteShort(value: string): string {
  const short = value.length > 60 ? `${value.slice(0, 57)}…` : value;
  return /^[^\s"]+$/.test(short) ? short : JSON.stringify(short);
}

function describeSelector({ menu, conditions }: ItemSelector): string {
  const shown = conditions.map(({ property, operator, value }) => {
    if (operator === 'is') return ` ${property}`;
    if (operator === 'not') return ` !${property}`;
    return ` ${property}${operator}${isSecret(property, menu) ? '••••' : quoteShort(value)}`;
  });
  return `[find${shown.join('')}]`;
}
