import type { Argument } from '../../catalogue/catalogue';
import {
  normalizeAddress,
  normalizeBool,
  normalizeDuration,
  normalizeIpv6,
  normalizeLiteral,
  normalizeNumber,
} from './literals';

/**
 * How the router prints the unquoted value of an argument, which it has read by the argument's type. A value with
 * several parts is printed as a list: `192.0.2.1/24` is `192.0.2.1;24`. One that could be negated begins with whether it
 * is: `ether1` is `;ether1`, `!ether1` is `true;ether1`; in a condition that is left out.
 */
export function typedValue(argument: Argument, text: string, place: 'given' | 'compared' = 'given'): string {
  const { notation, name, command } = argument;
  if (notation !== '') return byNotation(notation, text, place);
  // The reference tells no types for what all menus have, and for commands that only do something.
  if (TEXTS.has(name)) return text;
  if (TIMES.has(name)) return normalizeDuration(text) ?? text;
  if (LISTS.has(name)) return text.split(',').join(';');
  if (command.menu.parent === undefined && !MENU_LIKE.has(command.name)) return normalizeLiteral(text);
  return normalizeBool(text) ?? text;
}

const TEXTS = new Set(['comment', 'name', 'server', 'domain-name']);
const TIMES = new Set('delay delay-time duration interval timeout idle-timeout freeze-frame-interval'.split(' '));
const LISTS = new Set(['path', 'proplist']);
/** Commands of the root whose arguments are properties, as those of menus are. */
const MENU_LIKE = new Set(['export', 'import', 'ping']);

type Place = 'given' | 'compared';

/** Reads a value as the source's notation of its type tells (facts: command data, "Value grammar of typ"). */
function byNotation(notation: string, text: string, place: Place): string {
  const [, constructor = '', braces = ''] = /^([a-z0-9_]+)[^{]*(?:\{(.*)\})?/s.exec(notation.trim()) ?? [];
  switch (constructor) {
    case 'time':
      return normalizeDuration(text) ?? text;
    case 'bool':
    case 'switch':
      return normalizeBool(text) ?? text;
    case 'num':
      return normalizeNumber(text) ?? text;
    case 'address':
    case 'ipAddr':
    case 'ipPrefix':
    case 'ipRange':
    case 'ip6Addr':
    case 'ip6Prefix':
      return normalizeAddress(text) ?? normalizeIpv6(text) ?? text;
    case 'composite':
      return (normalizeAddress(text) ?? text).split('/').join(';');
    case 'multi':
    case 'object':
      return text
        .split(',')
        .map((item) => byNotation(itemType(braces), item, place))
        .join(';');
    case 'super':
      return parts(membersOf(braces), text, place);
    case 'alt':
      return alternative(membersOf(braces), text, place);
    default:
      return text;
  }
}

/** The type of a list's items stands behind marks that say how the list is kept. */
function itemType(braces: string): string {
  return membersOf(braces).find((member) => member !== '' && member !== 'array-id') ?? '';
}

/** The first of several types that makes something of the text. */
function alternative(members: readonly string[], text: string, place: Place): string {
  for (const member of members) {
    const value = byNotation(member, text, place);
    if (value !== text) return value;
  }
  return text;
}

/** A value with several parts: each further one begins with its separator, and may be left out: `enum , :num , [ /num]`. */
function parts(members: readonly string[], text: string, place: Place): string {
  const [first, ...others] = members.filter((member) => member !== '' && member !== '!');
  const values: string[] = [];
  let type = first ?? '';
  let rest = text;
  if (members.includes('!')) {
    if (place === 'given') values.push(rest.startsWith('!') ? 'true' : '');
    rest = rest.replace(/^!/, '');
  }
  for (const member of others) {
    const [, separator = '', next = ''] = /^\[? ?([^a-z0-9\s]*)(.*?)\]?$/s.exec(member) ?? [];
    const at = separator === '' ? -1 : rest.indexOf(separator);
    if (at < 0) continue;
    values.push(byNotation(type, rest.slice(0, at), place));
    rest = rest.slice(at + separator.length);
    type = next;
  }
  return [...values, byNotation(type, rest, place)].join(';');
}

/** What stands between the commas that no bracket holds. A comma that is itself a separator stays: `, ,num` is `,num`. */
function membersOf(braces: string): string[] {
  const members: string[] = [];
  let depth = 0;
  let member = '';
  for (const [index, char] of [...braces].entries()) {
    if ('{[('.includes(char)) depth++;
    if ('}])'.includes(char)) depth--;
    const isSeparator = char === ',' && /[a-z]/.test(braces.charAt(index + 1));
    if (char === ',' && depth === 0 && !isSeparator) {
      members.push(member.trim());
      member = '';
    } else member += char;
  }
  return [...members, member.trim()];
}
