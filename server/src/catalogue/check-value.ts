import { describeType } from './describe-type';
import { isSlip } from './suggestion';
import type { AddressType, SequencePart, ValueType } from './value-type';
import { namedValues } from './value-type';

/** What is wrong with a value. */
export interface ValueFault {
  /** The part of the value text that is wrong. */
  readonly start: number;
  readonly end: number;
  /**
   * `enum`: none of the names; `range`: too small or too large; `length`: too long or too short a text; `missing`: a
   * part lacks behind it; `shape`: anything else that can't be read as the type.
   */
  readonly kind: 'enum' | 'range' | 'length' | 'missing' | 'shape';
  /** In plain words: "a number from 0 to 63". */
  readonly expected: string;
  /** The names that would fit, where the type has names: for did-you-mean. */
  readonly allowed?: readonly string[];
  /** False where the sources do not agree on all names: no more than a hint. */
  readonly certain: boolean;
}

/** Longer values are not judged: they are no slip of the pen, and some can be read in many ways. */
const MAX_LENGTH = 200;

/**
 * What is wrong with a value as a script writes it, or with the text that its quotes hold; offsets count in `text`.
 * Undefined where nothing is, and wherever it isn't sure: for an empty value, one that the script computes, names of
 * things on the router, abbreviations, and anything that the type leaves open.
 */
export function checkValue(type: ValueType, text: string): ValueFault | undefined {
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) {
    const inner = text.slice(1, -1);
    return inner.includes('\\') ? undefined : shifted(checkValue(type, inner), 1);
  }
  if (/[$[({]/.test(text)) return undefined;
  return check(type, text, 0);
}

/** `offset` is where `text` starts in the whole value. */
function check(type: ValueType, text: string, offset: number): ValueFault | undefined {
  // Where a type takes no negation, the source may have forgotten it.
  const trimmed = text.replace(/^[!\s]+/, '').trimEnd();
  if (trimmed === '') return undefined;
  const at = offset + text.indexOf(trimmed);
  const fault = (kind: ValueFault['kind'], certain = true): ValueFault => {
    const names = namedValues(type);
    return {
      start: at,
      end: at + trimmed.length,
      kind,
      expected: describeType(type),
      ...(names.length > 0 && { allowed: names }),
      certain,
    };
  };
  switch (type.kind) {
    case 'bool':
      return isBool(trimmed) ? undefined : fault('enum');
    case 'number':
      return checkNumber(trimmed, type.min, type.max, fault);
    case 'time':
      return checkTime(trimmed, type.min, type.max, fault);
    case 'range':
      return checkRange(trimmed, type.min, type.max, fault);
    case 'string':
      return text.length > type.max || text.length < type.min ? fault('length') : undefined;
    case 'enum':
      return checkName(trimmed, type.values, type.open, fault);
    case 'address':
      return checkAddress(trimmed, type, fault);
    case 'mac':
      return isMac(trimmed) ? undefined : fault('shape');
    case 'list':
      return checkList(type.of, trimmed, at);
    case 'choice':
      return checkChoice(type, trimmed, at);
    case 'sequence':
      return checkSequence(type.parts, trimmed, at, fault);
    default:
      return undefined;
  }
}

type MakeFault = (kind: ValueFault['kind'], certain?: boolean) => ValueFault;

function shifted(fault: ValueFault | undefined, by: number): ValueFault | undefined {
  return fault && { ...fault, start: fault.start + by, end: fault.end + by };
}

/** `yes`, `no` and their beginnings; numbers are the router's matter. */
function isBool(text: string): boolean {
  return /^\d+$/.test(text) || ['yes', 'no', 'true', 'false'].some((word) => word.startsWith(text));
}

/** The number that a text means, with the suffixes of rates; undefined for what is none. */
function readNumber(text: string): number | undefined {
  if (/^0x[\da-fA-F]+$/.test(text)) return Number(text);
  const found = /^([+-]?\d+(?:\.\d+)?)([kMGT]?)(?:i?[bB]|bps|bits?)?$/.exec(text);
  return found ? Number(found[1]) * 1000 ** ' kMGT'.indexOf(found[2] || ' ') : undefined;
}

function checkNumber(text: string, min: number, max: number, fault: MakeFault): ValueFault | undefined {
  const number = readNumber(text);
  // Other ways to write a quantity, such as a percentage, are left to the router; a plain word is none.
  if (number === undefined) return /^[a-zA-Z][\w-]*$/.test(text) ? fault('shape') : undefined;
  const isPlain = /^(-?\d+|0x[\da-fA-F]+)$/.test(text);
  return isPlain && (number < min || number > max) ? fault('range') : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  w: 604_800,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  ns: 1e-9,
};

/** A time in seconds: `1d2h3m`, `10s`, `1d 00:10:00`, `00:10`, bare seconds. */
function readTime(text: string): number | undefined {
  const found =
    /^[+-]?((?:\d+(?:\.\d+)?(?:ms|us|ns|[wdhms])\s*)*)(?:(\d+):(\d+)(?::(\d+(?:\.\d+)?))?|(\d*\.?\d+))?$/.exec(text);
  if (!found) return undefined;
  const [, units = '', hours = '0', minutes = '0', seconds = '0', bare = '0'] = found;
  let sum = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(bare);
  for (const [, amount, unit = 's'] of units.matchAll(/(\d+(?:\.\d+)?)(ms|us|ns|[wdhms])/g))
    sum += Number(amount) * (UNITS[unit] ?? 1);
  return sum;
}

function checkTime(text: string, min: number, max: number, fault: MakeFault): ValueFault | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const seconds = readTime(text);
  if (seconds === undefined) return /^\w[\w-]*$/.test(text) && !/^0x/.test(text) ? fault('shape') : undefined;
  return seconds < min || seconds > max ? fault('range') : undefined;
}

function checkRange(text: string, min: number, max: number, fault: MakeFault): ValueFault | undefined {
  const found = /^(\d*|0x[\da-fA-F]+)(?:-(\d*|0x[\da-fA-F]+))?$/.exec(text);
  if (!found) return /^(\d+-)?[a-zA-Z][\w-]*$/.test(text) ? fault('shape') : undefined;
  const numbers = [found[1], found[2]].flatMap((part) => (part ? [Number(part)] : []));
  return numbers.some((number) => number < min || number > max) ? fault('range') : undefined;
}

/** The console takes the beginning of a name, and for many names a number. */
function checkName(text: string, values: readonly string[], open: boolean, fault: MakeFault): ValueFault | undefined {
  if (text.length > MAX_LENGTH || /^(\d+|0x[\da-fA-F]+)$/.test(text) || values.some((value) => value.startsWith(text)))
    return undefined;
  if (!open) return fault('enum');
  return values.some((value) => isSlip(text, value)) ? fault('enum', false) : undefined;
}

const HEX_PAIRS = /^([\da-fA-F]{1,2}[:.-]){5}[\da-fA-F]{1,2}$/;
function isMac(text: string): boolean {
  return HEX_PAIRS.test(text) || !/[:-]/.test(text) ? /^[\da-fA-F:.-]+$/.test(text) : false;
}

function checkAddress(text: string, type: AddressType, fault: MakeFault): ValueFault | undefined {
  // A port, an interface or a VRF behind it, or a name instead of it.
  if (type.more && !/^[\d.]+(\/\d+)?$/.test(text)) return undefined;
  const ends = text.split('-');
  if (ends.length > 2 || (ends.length === 2 && !type.range)) return fault('shape');
  const wrong = ends.findIndex((end) => !isAddress(end, type));
  if (wrong < 0) return undefined;
  const whole = fault('shape');
  // Of a range only the end that is wrong.
  return wrong === 0
    ? { ...whole, end: whole.start + (ends[0] ?? '').length }
    : { ...whole, start: whole.end - (ends[1] ?? '').length };
}

function isAddress(text: string, { ipv6, prefix }: AddressType): boolean {
  const [host = '', length, ...rest] = text.split('/');
  if (rest.length > 0) return false;
  const isVersion6 = host.includes(':');
  // Which of the two kinds a property takes is not always told, and `10.0` is an address as well.
  const isHost = isVersion6
    ? ipv6 && /^[\da-fA-F:]*(:\d+\.\d+\.\d+\.\d+)?(%.+)?$/.test(host)
    : /^\d+(\.\d+){0,3}$/.test(host) && (!host.includes('.') || host.split('.').every((octet) => Number(octet) <= 255));
  if (!isHost) return false;
  if (length === undefined) return true;
  if (!prefix) return false;
  if (/^\d+$/.test(length)) return Number(length) <= (isVersion6 ? 128 : 32);
  return /^\d+\.\d+\.\d+\.\d+$/.test(length);
}

function checkList(of: ValueType, text: string, at: number): ValueFault | undefined {
  // Where an element may hold a comma itself, its end can't be told.
  if (holdsComma(of)) return undefined;
  let offset = 0;
  for (const element of text.split(',')) {
    const fault = check(of, element, at + offset);
    if (fault) return fault;
    offset += element.length + 1;
  }
  return undefined;
}

function holdsComma(type: ValueType): boolean {
  switch (type.kind) {
    case 'list':
      return true;
    case 'choice':
      return type.of.some(holdsComma);
    case 'sequence':
      return type.parts.some((part) => part.prefix.includes(',') || holdsComma(part.type));
    default:
      return false;
  }
}

function checkChoice(type: ValueType & { kind: 'choice' }, text: string, at: number): ValueFault | undefined {
  const faults: ValueFault[] = [];
  for (const alternative of type.of) {
    const fault = check(alternative, text, at);
    if (!fault) return undefined;
    faults.push(fault);
  }
  // The alternative that was meant is the one that fits furthest; a number that is too large was meant as a number.
  const furthest = Math.max(...faults.map((fault) => fault.start));
  const likely = faults.filter((fault) => fault.start === furthest);
  const best = likely.find((fault) => fault.kind === 'range') ?? likely[0];
  if (!best || furthest > at) return best;
  const names = namedValues(type);
  return {
    ...best,
    expected: describeType(type),
    ...(names.length > 0 && { allowed: names }),
    certain: faults.every((fault) => fault.certain),
  };
}

function checkSequence(
  parts: readonly SequencePart[],
  text: string,
  at: number,
  fault: MakeFault,
): ValueFault | undefined {
  const isLoose = parts.some(({ prefix }, index) => index > 0 && prefix === '');
  if (isLoose || text.length > MAX_LENGTH) return undefined;
  const reading = readParts(parts, 0, text, 0, at);
  if (!reading) return fault('shape');
  // A name that a number belongs to: `src-address:2/0`. Other parts, as a mask, may often be left out.
  const [first, second] = parts;
  const lacks = second && !second.optional && second.prefix === ':' && !text.includes(':');
  if (reading.fault || !lacks || first?.type.kind !== 'enum' || first.type.open) return reading.fault;
  return fault('missing');
}

interface Reading {
  readonly fault: ValueFault | undefined;
}

/** The best way to read `text` from `from` on as the parts from `index` on; undefined where parts are missing. */
function readParts(
  parts: readonly SequencePart[],
  index: number,
  text: string,
  from: number,
  at: number,
): Reading | undefined {
  const part = parts[index];
  if (from === text.length && index > 0) return { fault: undefined };
  if (!part) return undefined;
  let best: Reading | undefined;
  const consider = (reading: Reading | undefined): boolean => {
    if (reading && (!best || !reading.fault || (best.fault && reading.fault.start > best.fault.start))) best = reading;
    return best !== undefined && best.fault === undefined;
  };
  if (text.startsWith(part.prefix, from)) {
    const start = from + part.prefix.length;
    for (const end of possibleEnds(parts, index, text, start)) {
      const rest = readParts(parts, index + 1, text, end, at);
      const own = rest && check(part.type, text.slice(start, end), at + start);
      if (consider(rest && { fault: own ?? rest.fault })) return best;
    }
  }
  if (part.optional) consider(readParts(parts, index + 1, text, from, at));
  return best;
}

/** Where a part may end: before what stands before a later part, or at the end of the text. */
function possibleEnds(parts: readonly SequencePart[], index: number, text: string, start: number): number[] {
  const type = parts[index]?.type;
  const ends = new Set<number>();
  let last = text.length;
  for (const { prefix } of parts.slice(index + 1)) {
    if (prefix === '') continue;
    const first = text.indexOf(prefix, start);
    if (first >= 0 && type && !mayHold(type, prefix)) last = Math.min(last, first);
    for (let at = first; at >= 0; at = text.indexOf(prefix, at + 1)) ends.add(at);
  }
  return [...ends.add(text.length)].filter((end) => end <= last);
}

/** Whether a value of a type may have a mark in it. */
function mayHold(type: ValueType, mark: string): boolean {
  switch (type.kind) {
    case 'bool':
    case 'number':
      return false;
    case 'time':
      return mark === ':' || mark === '.';
    case 'enum':
      return type.values.some((value) => value.includes(mark));
    default:
      return true;
  }
}
