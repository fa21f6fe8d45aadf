import type { AddressType, SequencePart, ValueType } from './value-type';

/** How many names are told one by one. */
const NAMES_TOLD = 12;

/** A type in plain words, for "expected …": "a number from 0 to 63". */
export function describeType(type: ValueType): string {
  switch (type.kind) {
    case 'bool':
      return 'yes or no';
    case 'flag':
      return 'no value';
    case 'number':
      return `a number${bounds(type.min, type.max, String)}`;
    case 'time':
      return `a time such as 30s or 1h30m${bounds(type.min, type.max, formatSeconds)}`;
    case 'string':
      return `text${lengthBounds(type.min, type.max)}`;
    case 'range':
      return `a number or a range such as 10-20${bounds(type.min, type.max, String, 'numbers')}`;
    case 'enum':
      return describeNames(type.values);
    case 'address':
      return describeAddress(type);
    case 'mac':
      return 'a MAC address such as 00:00:5E:00:53:01';
    case 'interface':
      return 'the name of an interface';
    case 'date':
      return 'a date such as 2026-01-31 10:00:00';
    case 'file':
      return 'the name of a file';
    case 'item':
      return 'the name of an item';
    case 'list':
      return `${describeType(type.of)}, or several of them with commas between`;
    case 'choice':
      return describeChoice(type.of);
    case 'sequence':
      return type.parts.map(describePart).join(', ');
    case 'other':
      return 'a value';
  }
}

function describeChoice(of: readonly ValueType[]): string {
  const told = of.filter(({ kind }) => kind !== 'other');
  return told.length === 0 ? 'a value' : told.map(describeType).join('; or ');
}

function describePart({ prefix, type, optional }: SequencePart): string {
  const text = prefix === '' ? describeType(type) : `"${prefix}" and ${describeType(type)}`;
  return optional ? `perhaps ${text}` : text;
}

function bounds(min: number, max: number, format: (value: number) => string, of = ''): string {
  const [hasMin, hasMax] = [Number.isFinite(min), Number.isFinite(max)];
  if (!hasMin && !hasMax) return '';
  const what = of === '' ? '' : `, ${of}`;
  if (!hasMax) return `${what} of at least ${format(min)}`;
  return hasMin ? `${what} from ${format(min)} to ${format(max)}` : `${what} up to ${format(max)}`;
}

function lengthBounds(min: number, max: number): string {
  if (Number.isFinite(max)) return ` of at most ${max} characters`;
  return min > 0 ? ` of at least ${min} characters` : '';
}

function formatSeconds(seconds: number): string {
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const)
    if (seconds >= size && seconds % size === 0) return `${seconds / size}${unit}`;
  return `${seconds}s`;
}

function describeNames(values: readonly string[]): string {
  if (values.length === 1) return values[0] ?? '';
  if (values.length <= NAMES_TOLD) return `${values.slice(0, -1).join(', ')} or ${values[values.length - 1]}`;
  return `${values.slice(0, NAMES_TOLD).join(', ')} or another of ${values.length} names`;
}

function describeAddress({ ipv4, ipv6, prefix, range }: AddressType): string {
  const family = ipv4 && ipv6 ? 'an IPv4 or IPv6 address' : ipv6 ? 'an IPv6 address' : 'an IPv4 address';
  const forms = [prefix ? 'a network such as 10.0.0.0/24' : '', range ? 'a range such as 10.0.0.1-10.0.0.9' : ''];
  return [family, ...forms.filter((form) => form !== '' && (ipv4 || !form.includes('10.')))].join(', or ');
}
