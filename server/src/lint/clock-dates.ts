import type { CommandUse } from '../resolve/command-use';
import { variableName } from '../resolve/static-value';
import type { SyntaxNode } from '../syntax/syntax-node';
import { type CodeBody, isCommand } from './stored-code';

/** Variables of a piece of code that hold the router's date as it writes it, alone or with text around it. */
export interface ClockDates {
  /** Exactly the date. */
  readonly dates: ReadonlySet<string>;
  /** The date with other text before or behind it, such as a file's name. */
  readonly texts: ReadonlySet<string>;
}

/** Follows `[/system clock get date]` through assignments; what is cut out of it (`:pick`) is not it any more. */
export function clockDates(body: CodeBody): ClockDates {
  const dates = new Set<string>();
  const texts = new Set<string>();
  for (const use of body.uses) {
    if (!ASSIGNING.some((command) => isCommand(use, '/', command))) continue;
    const name = use.arguments.find((argument) => argument.name === 'name')?.text;
    const value = use.arguments.find((argument) => argument.name === 'value')?.value;
    if (!name || !value) continue;
    if (isDate(body, value, dates)) dates.add(name);
    else if (holdsDate(body, value, { dates, texts })) texts.add(name);
    else {
      dates.delete(name);
      texts.delete(name);
    }
  }
  return { dates, texts };
}

const ASSIGNING = ['local', 'global', 'set'];

/** Whether a value is the router's date: the command itself, or a variable that holds it. */
export function isDate(body: CodeBody, value: SyntaxNode, dates: ReadonlySet<string>): boolean {
  if (value.kind === 'variable') return dates.has(variableName(value) ?? '');
  if (value.kind !== 'substitution') return false;
  const [inner, ...more] = value.nodes;
  return (
    more.length === 0 &&
    inner !== undefined &&
    body.uses.some((use) => readsDate(use) && use.node.start === inner.start)
  );
}

/** Whether a value has the whole date in it: joined from parts, or in a string. */
export function holdsDate(body: CodeBody, value: SyntaxNode, { dates, texts }: ClockDates): boolean {
  if (isDate(body, value, dates)) return true;
  if (value.kind === 'variable') return texts.has(variableName(value) ?? '');
  // What another command makes of the date is not the date.
  if (value.kind === 'substitution' || value.kind === 'block') return false;
  return value.nodes.some((node) => holdsDate(body, node, { dates, texts }));
}

function readsDate(use: CommandUse): boolean {
  return (
    isCommand(use, '/system/clock', 'get') &&
    use.arguments.some(({ name, text }) => name === 'value-name' && text === 'date')
  );
}
