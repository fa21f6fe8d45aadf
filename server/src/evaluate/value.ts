import { formatDuration, parseDuration } from '../base/duration';
import type { CommandUse } from '../resolve/command-use';
import type { SyntaxNode } from '../syntax/syntax-node';

/** What can't be known before a router runs the script: the time, the answer to a ping. Only a router that is described gives it. */
export class Unknown {
  readonly kind = 'unknown';
}
export const UNKNOWN = new Unknown();

/** Code that a variable holds: a function, or what `:parse` made of a text. It sees no variables from around it. */
export class ScriptFunction {
  constructor(
    readonly body: SyntaxNode | undefined,
    /** The script that the body is part of. */
    readonly code: ScriptCode,
  ) {}
}

/** A script that was read, and what each statement of it means. */
export interface ScriptCode {
  readonly text: string;
  readonly uses: ReadonlyMap<string, CommandUse>;
}

/** A value of the script language; undefined is `nil`. Addresses, times and ids are their text. */
export type Value =
  | string
  | number
  | boolean
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | ScriptFunction
  | Unknown
  | undefined;

/** The text of a value as `:put` prints it. */
export function textOf(value: Value): string {
  if (value === undefined || value instanceof Unknown) return '';
  if (Array.isArray(value)) return value.map(textOf).join(';');
  if (value instanceof Map) return [...value].map(([key, inner]) => `${key}=${textOf(inner)}`).join(';');
  return value instanceof ScriptFunction ? '(code)' : String(value);
}

/** What `:typeof` says. */
export function typeName(value: Value): string {
  if (value === undefined) return 'nil';
  if (typeof value === 'number') return 'num';
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof ScriptFunction) return 'code';
  if (typeof value !== 'string') return value instanceof Unknown ? 'unknown' : 'array';
  if (/^\*[0-9A-F]+$/.test(value)) return 'id';
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(value)) return 'ip';
  return timeOf(value) === undefined ? 'str' : 'time';
}

/** A number, where the value is one or reads as one. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
  if (typeof value === 'string' && /^0x[0-9a-fA-F]+$/.test(value)) return Number.parseInt(value, 16);
  return undefined;
}

/** Milliseconds, where the value is a time (`5m`, `00:05:00`); a bare number is none. */
export function timeOf(value: Value): number | undefined {
  if (typeof value !== 'string' || !/^-?\d.*[:a-z]/.test(value)) return undefined;
  const isNegative = value.startsWith('-');
  const time = parseDuration(isNegative ? value.slice(1) : value);
  return time === undefined || !isNegative ? time : -time;
}

/** A time as scripts print it: `1w2d03:04:05`, with the milliseconds where there are any. */
export function timeText(milliseconds: number): string {
  const rest = Math.abs(milliseconds);
  const days = Math.floor(rest / 86_400_000) * 86_400_000;
  const two = (count: number) => String(Math.floor(count)).padStart(2, '0');
  const fraction = rest % 1000 === 0 ? '' : `.${String(rest % 1000).padStart(3, '0')}`;
  const clock = `${two((rest - days) / 3_600_000)}:${two((rest % 3_600_000) / 60_000)}:${two((rest % 60_000) / 1000)}`;
  return `${milliseconds < 0 ? '-' : ''}${days > 0 ? formatDuration(days) : ''}${clock}${fraction}`;
}

export function isTrue(value: Value): boolean {
  return value === true || value === 'true' || value === 'yes';
}

export function listOf(value: Value): readonly Value[] {
  if (value === undefined || value === '' || value instanceof Unknown) return [];
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value.values()];
  return [value as Value];
}

export function equal(a: Value, b: Value): boolean {
  if (typeof a === 'boolean' || typeof b === 'boolean') return isTrue(a) === isTrue(b);
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x === y;
  const [s, t] = [timeOf(a), timeOf(b)];
  return s !== undefined && t !== undefined ? s === t : textOf(a) === textOf(b);
}
