import { checkValue } from '../../server/src/catalogue/check-value';
import { OPEN_SET, parseValueType, type SequencePart, type ValueType } from '../../server/src/catalogue/value-type';

/** What is known of the values of one argument. */
export interface ValueSources {
  /** The type of the CLI reference; '' where it has none. */
  readonly reference: string;
  /** Names that a router's console offered, without names of things on that router. */
  readonly names: ReadonlySet<string>;
  /** Whether it offered names of things on the router. */
  readonly takesItems: boolean;
  /** Whether it offered `!`. */
  readonly negatable: boolean;
  /** What the console says of the form of the value. */
  readonly form: string;
  /** Values that real exports have. */
  readonly seen: readonly string[];
}

/** Names that stand beside names of items, or numbers, without being the whole set. */
const BESIDE_ITEMS = new Set(
  'none auto all any default disabled unlimited never main local global bottom first static-only unspecified request total indoors dynamic'.split(
    ' ',
  ),
);
/** More names than this are a list of the world (countries, time zones), which no one has to memorise. */
const MAX_NAMES = 300;

/** The type of an argument: the reference's, laid beside what real routers offered. */
export function valueType(sources: ValueSources): ValueType {
  const base = sources.reference === '' ? typeOfForm(sources.form) : parseValueType(sources.reference);
  const settled = settle(withBounds(base, sources.form), sources);
  const negatable = sources.negatable && !ownsNegation(settled);
  return negatable
    ? { kind: 'sequence', negatable: true, parts: [{ prefix: '', type: settled, optional: false }] }
    : settled;
}

/** Whether the `!` belongs to a part of the type, or to what is not known of it. */
function ownsNegation(type: ValueType): boolean {
  if (type.kind === 'list') return type.of.kind === 'sequence';
  return type.kind === 'sequence' || type.kind === 'other';
}

function settle(type: ValueType, sources: ValueSources): ValueType {
  const { names, takesItems, seen } = sources;
  const judged = judgeNames(withNames(type, takesItems ? new Set() : names), names, true);
  const isStrange = (as: ValueType, value: string) => !['missing', undefined].includes(checkValue(as, value)?.kind);
  const strict = withOpenness(judged, false);
  const beyond = [...names].filter((name) => isStrange(strict, name));
  const others = seen.filter((value) => isStrange(judged, value));
  if (takesItems || others.length > 0 || beyond.length > MAX_NAMES) return widened(judged, { kind: 'item' });
  if (beyond.length === 0) return judged;
  return widened(judged, { kind: 'enum', values: beyond.sort(), open: true });
}

/** What a router's console offers, where the reference leaves the names out. */
function withNames(type: ValueType, names: ReadonlySet<string>): ValueType {
  if (names.size === 0 || names.size > MAX_NAMES) return type;
  if (type.kind === 'list') return { ...type, of: withNames(type.of, names) };
  const [first, ...others] = type.kind === 'sequence' ? type.parts : [];
  if (type.kind === 'sequence' && first)
    return { ...type, parts: [{ ...first, type: withNames(first.type, names) }, ...others] };
  if (type.kind !== 'other') return type;
  if ([...names].every((name) => name === 'yes' || name === 'no')) return { kind: 'bool' };
  return { kind: 'enum', values: [...names].sort(), open: true };
}

/** Says of every set of names whether it is complete: where the reference and the console of a router agree. */
function judgeNames(type: ValueType, names: ReadonlySet<string>, first: boolean, alone = true): ValueType {
  switch (type.kind) {
    case 'enum': {
      if (alone && (type.values.length < 2 || type.values.every((value) => BESIDE_ITEMS.has(value))))
        return { kind: 'choice', of: [{ ...type, open: true }, { kind: 'item' }] };
      const agreed = !type.open && first && names.size > 0 && type.values.every((value) => names.has(value));
      return { ...type, open: !agreed || [...names].some((name) => !type.values.includes(name)) };
    }
    case 'list':
      return { ...type, of: judgeNames(type.of, names, first, alone) };
    case 'choice': {
      const all = new Set(type.of.flatMap((one) => (one.kind === 'enum' ? one.values : [])));
      const own = new Set([...names].filter((name) => all.has(name)));
      return { ...type, of: type.of.map((one) => judgeNames(one, own, first, false)) };
    }
    case 'sequence':
      return {
        ...type,
        parts: type.parts.map((part, i) => ({
          ...part,
          type: judgeNames(part.type, names, first && i === 0, alone && type.parts.length === 1),
        })),
      };
    default:
      return type;
  }
}

/** The type with one more alternative, where its names stand: for the element of a list, the first part of a row. */
function widened(type: ValueType, by: ValueType): ValueType {
  if (takesAnyName(type)) return type;
  if (type.kind === 'list') return { ...type, of: widened(type.of, by) };
  if (type.kind === 'choice') return { ...type, of: [...type.of.map((one) => withOpenness(one, true)), by] };
  const [first, ...others] = type.kind === 'sequence' ? type.parts : [];
  if (type.kind === 'sequence' && first)
    return { ...type, parts: [{ ...first, type: widened(first.type, by) }, ...others] };
  if (type.kind === 'enum' && by.kind === 'enum')
    return { ...type, values: [...type.values, ...by.values], open: true };
  return { kind: 'choice', of: [withOpenness(type, true), by] };
}

function takesAnyName(type: ValueType): boolean {
  if (type.kind === 'choice') return type.of.some(takesAnyName);
  return type.kind === 'item' || type.kind === 'interface';
}

/** The type with all its sets of names taken as incomplete, or as complete. */
function withOpenness(type: ValueType, open: boolean): ValueType {
  switch (type.kind) {
    case 'enum':
      return { ...type, open };
    case 'list':
      return { ...type, of: withOpenness(type.of, open) };
    case 'choice':
      return { ...type, of: type.of.map((one) => withOpenness(one, open)) };
    case 'sequence':
      return { ...type, parts: type.parts.map((part) => ({ ...part, type: withOpenness(part.type, open) })) };
    default:
      return type;
  }
}

/** What the console says of the form where the reference is silent. */
function typeOfForm(form: string): ValueType {
  if (form.endsWith('time interval') || form.endsWith('(time interval)')) return parseValueType('time');
  if (/^string value/.test(form)) return parseValueType('string');
  if (form.endsWith('(IP address)')) return parseValueType('ipAddr');
  if (form.endsWith('(IP prefix)')) return parseValueType('ipPrefix');
  if (form.endsWith('(IPv6 prefix)')) return parseValueType('ip6Prefix');
  if (form.endsWith('(IP address range)')) return parseValueType('ipRange');
  if (form.endsWith('(MAC address)')) return parseValueType('macAddr');
  if (/^\d+\.\.\d+$/.test(form)) return parseValueType('num');
  const list = /^([^ ]+\|[^ ]+)\[,\w+\*\]$/.exec(form)?.[1];
  if (list) return parseValueType(`ubit (${list.split('|').join(', ')})`);
  return { kind: 'other' };
}

/** Bounds that the console tells and the reference does not. */
function withBounds(type: ValueType, form: string): ValueType {
  if (type.kind === 'number' && !Number.isFinite(type.min) && !Number.isFinite(type.max)) {
    const found = /^(\d+)\.\.(\d+)$/.exec(form);
    if (found) return { ...type, min: Number(found[1]), max: Number(found[2]) };
  }
  if (type.kind === 'string') {
    const [min, max] = [/min length (\d+)/.exec(form)?.[1], /max length (\d+)/.exec(form)?.[1]];
    return { ...type, min: min ? Number(min) : type.min, max: max ? Number(max) : type.max };
  }
  return type;
}

/** A type in the notation that `parseValueType` reads; '' for one that tells nothing. */
export function printType(type: ValueType): string {
  switch (type.kind) {
    case 'bool':
      return 'bool';
    case 'flag':
      return 'switch';
    case 'number':
      return `num${printBounds(type.min, type.max)}`;
    case 'time':
    case 'string':
    case 'range':
      return `${type.kind}${printBounds(type.min, type.max)}`;
    case 'enum':
      return `enum (${[...type.values, ...(type.open ? [OPEN_SET] : [])].join('|')})`;
    case 'address': {
      if (type.range) return 'ipRange';
      const flags = `${type.ipv4 ? 4 : ''}${type.ipv6 ? 6 : ''}${type.prefix ? '/' : ''}${type.more ? 'i' : ''}`;
      return `address (flags=${flags})`;
    }
    case 'mac':
      return 'macAddr';
    case 'interface':
      return 'iface_enum';
    case 'item':
      return 'enum';
    case 'date':
    case 'file':
      return type.kind;
    case 'list':
      return `multi {${printType(type.of) || 'composite'}}`;
    case 'choice':
      return `alt {${type.of.map((one) => printType(one) || 'composite').join(', ')}}`;
    case 'sequence':
      return `super {${[...(type.negatable ? ['!'] : []), ...type.parts.map(printPart)].join(', ')}}`;
    case 'other':
      return '';
  }
}

function printPart({ prefix, type, optional }: SequencePart): string {
  const text = `${prefix}${printType(type) || 'composite'}`;
  return optional ? `[${text}]` : text;
}

function printBounds(min: number, max: number): string {
  const [low, high] = [min, max].map((bound) => (Number.isFinite(bound) ? String(bound) : ''));
  return low || high ? ` [${low}..${high}]` : '';
}
