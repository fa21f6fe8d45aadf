/** What can't be known before a router runs the script: the time, the answer to a ping. Only a router that is described gives it. */
export class Unknown {
  readonly kind = 'unknown';
}
export const UNKNOWN = new Unknown();

/** A value of the script language; undefined is `nil`. Addresses, times and ids are their text. */
export type Value = string | number | boolean | readonly Value[] | ReadonlyMap<string, Value> | Unknown | undefined;

/** The text of a value as `:put` prints it. */
export function textOf(value: Value): string {
  if (value === undefined || value instanceof Unknown) return '';
  if (Array.isArray(value)) return value.map(textOf).join(';');
  if (value instanceof Map) return [...value].map(([key, inner]) => `${key}=${textOf(inner)}`).join(';');
  return String(value);
}

/** What `:typeof` says. */
export function typeName(value: Value): string {
  if (value === undefined) return 'nil';
  if (typeof value === 'number') return 'num';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'string') return value instanceof Unknown ? 'unknown' : 'array';
  if (/^\*[0-9A-F]+$/.test(value)) return 'id';
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(value)) return 'ip';
  return 'str';
}

/** A number, where the value is one or reads as one. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
  if (typeof value === 'string' && /^0x[0-9a-fA-F]+$/.test(value)) return Number.parseInt(value, 16);
  return undefined;
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
  return x !== undefined && y !== undefined ? x === y : textOf(a) === textOf(b);
}
