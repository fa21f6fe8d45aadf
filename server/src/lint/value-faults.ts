import type { TextRange } from '../base/text-range';
import { checkValue, type ValueFault } from '../catalogue/check-value';
import type { ArgumentUse, CommandUse, ResolvedScript } from '../resolve/command-use';
import type { RuleContext, Severity } from './lint-rule';

/** A value that its property does not take. */
export interface WrongValue {
  readonly use: CommandUse;
  readonly argument: ArgumentUse;
  readonly fault: ValueFault;
  /** The wrong part of the value, in the text. */
  readonly range: TextRange;
  readonly written: string;
}

/** Every value in the script that the type of its property rules out. What the script computes is not judged. */
export function wrongValues(context: RuleContext): readonly WrongValue[] {
  const known = cache.get(context.script);
  if (known) return known;
  const values = findAll(context);
  cache.set(context.script, values);
  return values;
}

/** Two rules ask for the same. */
const cache = new WeakMap<ResolvedScript, readonly WrongValue[]>();

function findAll({ script, text }: RuleContext): readonly WrongValue[] {
  return script.uses.flatMap((use) => {
    if (use.kind !== 'command' || use.menu.parent === undefined || use.afterUnknownMenu) return [];
    return use.arguments.flatMap((argument) => {
      const { value } = argument;
      if (argument.form !== 'named' || !argument.argument || argument.text === undefined) return [];
      if (value?.kind !== 'bare-value' && value?.kind !== 'string') return [];
      const fault = checkValue(argument.argument.type, value.text);
      if (!fault) return [];
      const range = { start: value.start + fault.start, end: value.start + fault.end };
      return [{ use, argument, fault, range, written: text.slice(range.start, range.end) }];
    });
  });
}

/**
 * How sure it is that the router refuses a value: the sources speak of the newest releases. A switch takes yes and no in
 * all of them, and `disabled` has always been one.
 */
export function severityOf(
  { catalogue }: RuleContext,
  { fault, argument }: Pick<WrongValue, 'fault' | 'argument'>,
  isSlip: boolean,
): Severity {
  if (!fault.certain) return 'hint';
  if (catalogue.knowsValues || argument.name === 'disabled') return 'error';
  return isSlip || argument.argument?.type.kind === 'bool' ? 'warning' : 'hint';
}
