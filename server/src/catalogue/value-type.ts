/**
 * A value type of the CLI reference, as far as it can be told in one word. The grammar of the source (facts: command
 * data, "Value grammar of typ") nests; what does not fit a simple case is `other`, and nothing is concluded from it.
 */
export type ValueType =
  | { readonly kind: 'bool' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'time' }
  | { readonly kind: 'string' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'address' }
  | { readonly kind: 'list'; readonly of: ValueType }
  | { readonly kind: 'other' };

const ENUM = /^enum \(([^()]+)\)$/;
const NUMBER = /^num(?: \[(-?\d*)\.\.(-?\d*)\])?$/;
const LIST = /^multi \{ ?(.*?) ?\}$/;

/** Reads the source's notation; an empty text, or one that is not understood, is `other`. */
export function parseValueType(text: string): ValueType {
  if (text === 'bool') return { kind: 'bool' };
  if (text === 'switch') return { kind: 'flag' };
  if (text === 'string' || text.startsWith('string ')) return { kind: 'string' };
  if (text === 'time' || text.startsWith('time [')) return { kind: 'time' };
  const values = ENUM.exec(text)?.[1];
  if (values) return { kind: 'enum', values: values.split('|').map((value) => value.trim()) };
  const number = NUMBER.exec(text);
  if (number) {
    const bound = (digits: string | undefined, open: number) => (digits ? Number(digits) : open);
    return {
      kind: 'number',
      min: bound(number[1], Number.NEGATIVE_INFINITY),
      max: bound(number[2], Number.POSITIVE_INFINITY),
    };
  }
  if (/^(ipAddr|ipPrefix|ipRange|ip6Addr|ip6Prefix|address)\b/.test(text)) return { kind: 'address' };
  const of = LIST.exec(text)?.[1];
  if (of) return { kind: 'list', of: parseValueType(of) };
  return { kind: 'other' };
}

/**
 * The characters that divide an unquoted value of a type into parts: `,` in a list, `/` in a pair such as
 * `max-limit=10M/2M`, `:` and `/` in `both-addresses:3/0`; `!` where the value may be negated.
 */
export function separatorsOf(text: string): string {
  let separators = '';
  if (/\b(multi|ubit)\b/.test(text)) separators += ',';
  if (/\bcomposite\b/.test(text) || /\/num\b/.test(text)) separators += '/';
  if (/:num\b/.test(text)) separators += ':';
  if (/\bsuper \{ ?!/.test(text)) separators += '!';
  return separators;
}
