/**
 * What a value may look like, read from the notation of the CLI reference (facts: command data, "Value grammar of typ").
 * What the notation leaves open is `other`, and nothing is concluded from it.
 */
export type ValueType =
  | { readonly kind: 'bool' }
  /** Stands without a value. */
  | { readonly kind: 'flag' }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  /** Bounds in seconds. */
  | { readonly kind: 'time'; readonly min: number; readonly max: number }
  /** Bounds of its length. */
  | { readonly kind: 'string'; readonly min: number; readonly max: number }
  /** `5`, `1-5`, `-5`, `5-`. */
  | { readonly kind: 'range'; readonly min: number; readonly max: number }
  /** `open`: the sources do not agree that these are all. */
  | { readonly kind: 'enum'; readonly values: readonly string[]; readonly open: boolean }
  | AddressType
  | { readonly kind: 'mac' }
  | { readonly kind: 'interface' }
  | { readonly kind: 'date' }
  | { readonly kind: 'file' }
  /** The name of an item of some menu. */
  | { readonly kind: 'item' }
  /** Separated by commas. */
  | { readonly kind: 'list'; readonly of: ValueType }
  | { readonly kind: 'choice'; readonly of: readonly ValueType[] }
  /** Parts in a row, as `src-address:2/0`. */
  | { readonly kind: 'sequence'; readonly negatable: boolean; readonly parts: readonly SequencePart[] }
  | { readonly kind: 'other' };

export interface AddressType {
  readonly kind: 'address';
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** Whether `/24` may follow. */
  readonly prefix: boolean;
  /** Whether `-10.0.0.9` may follow. */
  readonly range: boolean;
  /** Whether something else than a plain address may stand there: an interface, a name of the DNS, a VRF, a port. */
  readonly more: boolean;
}

export interface SequencePart {
  /** What stands before the part, as `:` or `/`; often nothing. */
  readonly prefix: string;
  readonly type: ValueType;
  readonly optional: boolean;
}

const OTHER: ValueType = { kind: 'other' };
/** Stands at the end of a set of values that is not known to be complete; added by tools/import-catalogue.ts. */
export const OPEN_SET = '...';

/** Reads the notation; an empty text, or one that is not understood, is `other`. */
export function parseValueType(text: string): ValueType {
  return new TypeReader(text).type() ?? OTHER;
}

/** Whether a `!` before the value turns it round. */
export function isNegatable(type: ValueType): boolean {
  return type.kind === 'sequence' && type.negatable;
}

/** Whether several values may stand with commas between. */
export function isList(type: ValueType): boolean {
  return core(type).kind === 'list';
}

/** The bounds of a number, a range, a time (seconds) or the length of a text; those that are not known are left out. */
export function valueBounds(type: ValueType): { readonly min?: number; readonly max?: number } {
  let inner = core(type);
  if (inner.kind === 'list') inner = core(inner.of);
  if (!('min' in inner)) return {};
  const { min, max } = inner;
  return { ...(Number.isFinite(min) && { min }), ...(Number.isFinite(max) && { max }) };
}

/** The type without its negation. */
function core(type: ValueType): ValueType {
  const [only, second] = type.kind === 'sequence' ? type.parts : [];
  return only && !second ? only.type : type;
}

/** The named values of a type, of all its alternatives and of the elements of a list; none for what has no names. */
export function namedValues(type: ValueType): readonly string[] {
  switch (type.kind) {
    case 'bool':
      return ['yes', 'no'];
    case 'enum':
      return type.values;
    case 'list':
      return namedValues(type.of);
    case 'choice':
      return [...new Set(type.of.flatMap(namedValues))];
    case 'sequence':
      return type.parts[0] ? namedValues(type.parts[0].type) : [];
    default:
      return [];
  }
}

const IPV4: AddressType = { kind: 'address', ipv4: true, ipv6: false, prefix: false, range: false, more: false };
const IPV6: AddressType = { ...IPV4, ipv4: false, ipv6: true };
/** Types of one word. */
const PLAIN: Readonly<Record<string, ValueType>> = {
  bool: { kind: 'bool' },
  switch: { kind: 'flag' },
  macAddr: { kind: 'mac' },
  iface_enum: { kind: 'interface' },
  ipAddr: IPV4,
  ipPrefix: { ...IPV4, prefix: true },
  ipRange: { ...IPV4, prefix: true, range: true },
  ip6Addr: IPV6,
  ip6Prefix: { ...IPV6, prefix: true },
  date: { kind: 'date' },
  file: { kind: 'file' },
};
/** What is understood, but could be anything. */
const OPAQUE = new Set(['composite', 'as', 'pic', 'meter', 'cfg', 'remote', 'timezone', 'array-id']);
const BOUNDED = new Set(['num', 'time', 'string', 'range']);
const NESTING = new Set(['multi', 'object', 'alt', 'super']);

class TypeReader {
  private at = 0;
  constructor(private readonly text: string) {}

  /** One type with all that belongs to it; undefined where no known one stands. */
  type(): ValueType | undefined {
    const word = this.match(/\s*([A-Za-z][\w-]*)/y);
    if (word === undefined) return undefined;
    const type = this.typeOf(word);
    // The source writes the numbers behind the names, and the content of a nested type twice.
    while (this.match(/\s*(\{)/y) !== undefined) this.balanced('{', '}');
    return type;
  }

  private typeOf(word: string): ValueType | undefined {
    const plain = PLAIN[word];
    if (plain) return plain;
    if (BOUNDED.has(word)) return this.bounded(word);
    if (OPAQUE.has(word)) return OTHER;
    if (word === 'enum' || word === 'ubit') return this.named(word);
    if (word === 'address') return this.address();
    if (NESTING.has(word)) return this.match(/\s*(\{)/y) === undefined ? OTHER : nested(word, this.parts('}'));
    return undefined;
  }

  private bounded(word: string): ValueType {
    const bounds = this.match(/\s*(\[[^[\]]*\])/y)?.slice(1, -1) ?? '..';
    const [low = '', high = ''] = bounds.split('..');
    const [min, max] = [bound(low) ?? Number.NEGATIVE_INFINITY, bound(high) ?? Number.POSITIVE_INFINITY];
    if (word === 'num') return { kind: 'number', min, max };
    return { kind: word as 'time' | 'string' | 'range', min, max };
  }

  private named(word: 'enum' | 'ubit'): ValueType {
    if (this.match(/\s*(\()/y) === undefined) return word === 'enum' ? { kind: 'item' } : OTHER;
    const names = this.balanced('(', ')')
      .split(word === 'enum' ? '|' : ',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const values = names.filter((name) => name !== OPEN_SET);
    if (values.length === 0) return OTHER;
    const type: ValueType = { kind: 'enum', values, open: values.length < names.length };
    return word === 'enum' ? type : { kind: 'list', of: type };
  }

  private address(): ValueType {
    const flags = this.match(/\s*(\(flags=[^()]*\))/y)?.slice('(flags='.length, -1) ?? '';
    if (!/[46]/.test(flags)) return OTHER;
    const [ipv4, ipv6] = [flags.includes('4'), flags.includes('6')];
    return { kind: 'address', ipv4, ipv6, prefix: flags.includes('/'), range: false, more: /[^46/]/.test(flags) };
  }

  /** What stands between braces or brackets: types with what is written before them. */
  private parts(close: '}' | ']'): Part[] {
    const parts: Part[] = [];
    while (this.at < this.text.length) {
      if (this.match(close === '}' ? /\s*(\})/y : /\s*(\])/y) !== undefined) return parts;
      // A comma with a type glued to it is written in the value, one with a blank behind it separates.
      if (this.match(/\s*(,)(?=[\s,}\]]|$)/y) !== undefined) continue;
      if (this.match(/\s*(!)/y) !== undefined) {
        parts.push({ prefix: '!', type: undefined, optional: false });
        continue;
      }
      if (this.match(/\s*(\[)/y) !== undefined) {
        for (const part of this.parts(']')) parts.push({ ...part, optional: true });
        continue;
      }
      parts.push(this.part());
    }
    return parts;
  }

  private part(): Part {
    const prefix = this.match(/\s*([^\sA-Za-z{}[\]]+)\s*/y) ?? '';
    const start = this.at;
    const type = this.type();
    if (type) return { prefix, type, optional: false };
    // A word that is no type is written in the value as well; what it means to the rest is not known.
    if (this.at === start) this.at++;
    return { prefix, type: OTHER, optional: true };
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return undefined;
    this.at = pattern.lastIndex;
    return found[1];
  }

  /** What stands up to the bracket that closes the one just read, and goes behind it. */
  private balanced(open: string, close: string): string {
    const start = this.at;
    let depth = 1;
    for (; this.at < this.text.length && depth > 0; this.at++) {
      const char = this.text[this.at];
      if (char === open) depth++;
      else if (char === close) depth--;
    }
    return this.text.slice(start, this.at - 1);
  }
}

/** A part of a nested type; without a type it is a mark such as `!`. */
interface Part {
  readonly prefix: string;
  readonly type: ValueType | undefined;
  readonly optional: boolean;
}

function nested(word: string, parts: readonly Part[]): ValueType {
  const typed = parts.flatMap(({ prefix, type, optional }) => (type ? [{ prefix, type, optional }] : []));
  const [first] = typed;
  if (!first) return OTHER;
  if (word === 'super') {
    const negatable = parts.some(({ prefix, type }) => prefix === '!' && !type);
    return !negatable && typed.length === 1 && first.prefix === ''
      ? first.type
      : { kind: 'sequence', negatable, parts: typed };
  }
  if (word === 'alt') return typed.length === 1 ? first.type : { kind: 'choice', of: typed.map(({ type }) => type) };
  const known = typed.filter(({ type }) => type.kind !== 'other');
  return { kind: 'list', of: known.length === 1 && known[0] ? known[0].type : OTHER };
}

/** `255`, `0xffff`, `60*60*24`, `30s`, `2h`. */
function bound(text: string): number | undefined {
  const factors = text.trim().split('*');
  const values = factors.map((factor) => {
    const found = /^(-?(?:0x[\da-fA-F]+|\d+))([smhdw]?)$/.exec(factor.trim());
    return found ? Number(found[1]) * (UNIT_SECONDS[found[2] ?? ''] ?? 1) : undefined;
  });
  return values.reduce((product, value) =>
    product === undefined || value === undefined ? undefined : product * value,
  );
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

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
