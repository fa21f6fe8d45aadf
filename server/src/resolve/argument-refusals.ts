import { compareRouterOsVersions } from '../base/routeros-version';
import type { Catalogue, Command } from '../catalogue/catalogue';
import { type ArgumentUse, argumentOf, type CommandUse } from './command-use';
import { firstOf, type Refusal, refuse } from './refusal';
import { variableName } from './static-value';

/** The first release that reads over a name that the command does not have; the command then fails when it runs. */
const READS_OVER_UNKNOWN_NAMES = { major: 7, minor: 23 };
/** What it takes as such a name. */
export const UNKNOWN_NAME = /^[a-z0-9.:/-]+/;

/** The first argument of a known command that a router refuses. */
export function refusalInArguments(use: CommandUse, catalogue: Catalogue): Refusal | undefined {
  const { command } = use;
  if (!command) return undefined;
  const { version } = catalogue;
  const readsOver = version !== undefined && compareRouterOsVersions(version, READS_OVER_UNKNOWN_NAMES) >= 0;
  let slotsLeft = command.positional.length;
  for (const argument of use.arguments) {
    let refusal: Refusal | undefined;
    if (argument.argument) refusal = badValue(argument, command);
    else if (argument.form === 'positional') refusal = furtherValue(argument, command, readsOver);
    else if (argument.form === 'named') refusal = unknownName(argument, command, slotsLeft > 0, readsOver);
    if (refusal) return firstOf(refusal, gluedBehindValue(use));
    if (takesSlot(argument, command)) slotsLeft--;
  }
  return firstOf(missingWhere(use), gluedBehindValue(use));
}

/** `:local name($x)`: behind a value that is a plain word nothing may stand without a blank. */
function gluedBehindValue(use: CommandUse): Refusal | undefined {
  const path = use.node.child('path');
  const next = use.node.nodes[1];
  if (!path || !next || next.start !== path.end || path.end === use.word?.end) return undefined;
  return refuse(
    next.start,
    'expected end of command',
    'Put a blank before this, or join the parts with . in parentheses.',
  );
}

function unknownName(
  argument: ArgumentUse,
  command: Command,
  mayBeValue: boolean,
  readsOver: boolean,
): Refusal | undefined {
  const menu = command.menu.parent ? `${command.menu.path} ` : ':';
  const message = `${menu}${command.name} has no ${argument.name}.`;
  if (mayBeValue) {
    // Where the word could have been an unnamed value the router reads it as one, and stumbles over the =.
    return refuse(argument.nameRange.end, 'expected end of command', message);
  }
  if (!readsOver) return refuse(argument.range.start, 'expected end of command', message);
  const { value } = argument;
  return value?.kind === 'array' || value?.kind === 'block' ? refuse(value.start, 'syntax error', message) : undefined;
}

function takesSlot({ form, name }: ArgumentUse, { positional }: Command): boolean {
  return form === 'positional' ? positional.includes(name) : positional[0] === name;
}

/** A value beyond those that the command takes unnamed. */
function furtherValue(argument: ArgumentUse, command: Command, readsOver: boolean): Refusal | undefined {
  const { start } = argument.range;
  const isPlain = argument.value === undefined || argument.value.kind === 'bare-value';
  const read = readsOver && isPlain ? (UNKNOWN_NAME.exec(argument.text ?? '')?.[0].length ?? 0) : 0;
  const rest = (argument.text ?? '').slice(read);
  if (read > 0 && (rest === '' || rest.startsWith('='))) return undefined;
  return refuse(start + read, 'expected end of command', `${command.name} takes no further value here.`);
}

/**
 * Menus of the routing daemon. Where a router offers no item by its name there, it takes numbers only: an old export's
 * `/routing bgp instance set default` is refused, `/routing bgp template set default` is not.
 */
const NUMBERED_ONLY = /^\/routing\/bgp\//;
const ITEM_NUMBERS = /^[\d*,.-]/;
const TRUTH = /^(?:y|ye|yes|n|no|t|tr|tru|true|f|fa|fal|fals|false)$/;

/** `disabled` is yes or no in every menu, also where no reference says so. */
function isTruth({ argument }: ArgumentUse): boolean {
  return argument?.type.kind === 'bool' || argument?.name === 'disabled';
}

/** A plain word where only some words may stand. */
function badValue(argument: ArgumentUse, command: Command): Refusal | undefined {
  const { form, text, value } = argument;
  if (!text || (value && value.kind !== 'bare-value')) return undefined;
  const at = value?.start ?? argument.range.start;
  if (form === 'positional' && text.startsWith('='))
    return refuse(
      at,
      'expected end of command',
      'No value begins with =: leave it out, or write name=value without blanks.',
    );
  if (form === 'named' && isTruth(argument) && !TRUTH.test(text))
    return refuse(at, 'syntax error', `${argument.name} takes yes or no, not ${JSON.stringify(text)}.`);
  const takesNumbersOnly = NUMBERED_ONLY.test(`${command.menu.path}/`) && argument.argument?.notation === '';
  if (argument.name === 'numbers' && takesNumbersOnly && !ITEM_NUMBERS.test(text))
    return refuse(at, 'syntax error', `${command.menu.path} has no item names: use [find name=${text}].`);
  return undefined;
}

function missingWhere(use: CommandUse): Refusal | undefined {
  const where = argumentOf(use, 'where');
  if (where?.form !== 'named' || where.value) return undefined;
  return refuse(where.range.end, 'missing value for where', 'A condition must follow where=.');
}

const DECLARING: Readonly<Record<string, readonly string[]>> = {
  local: ['name'],
  global: ['name'],
  for: ['counter'],
  foreach: ['counter'],
};
const NAME = /^[A-Za-z0-9]+/;

/** `:local $x` and `:local café`: a name is letters and digits, or quoted. */
export function variableNameSlot(use: CommandUse): Refusal | undefined {
  if (use.command?.menu.parent) return undefined;
  const slots = DECLARING[use.command?.name ?? ''];
  if (!slots) return undefined;
  const argument = use.arguments.find((candidate) => slots.includes(candidate.name));
  return argument ? badName(argument, use.command?.name === 'foreach') : undefined;
}

function badName(argument: ArgumentUse, mayBePair: boolean): Refusal | undefined {
  const { value, range } = argument;
  if (value?.kind === 'variable') {
    return refuse(value.start, 'syntax error', `Write the name without $: ${variableName(value) ?? 'name'}.`);
  }
  if (value && value.kind !== 'bare-value') return undefined;
  const text = argument.text ?? '';
  const length = (mayBePair ? text.split(',') : [text]).map((part) => NAME.exec(part)?.[0].length ?? 0);
  const valid = length.reduce((sum, part) => sum + part, length.length - 1);
  if (valid >= text.length) return undefined;
  const at = value ? value.start : range.start;
  return refuse(at + valid, 'expected end of command', 'A variable name is letters and digits; quote any other name.');
}
