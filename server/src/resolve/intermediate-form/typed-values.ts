import type { Argument } from '../../catalogue/catalogue';
import { normalizeAddress, normalizeBool, normalizeDuration, normalizeLiteral, normalizeNumber } from './literals';

/**
 * How the router prints the value of an argument that it has read by the argument's type. A value with several parts is
 * printed as a list: `192.0.2.1/24` is `192.0.2.1;24`, and one that can be negated begins with that: `ether1` is
 * `;ether1`, `!ether1` is `true;ether1`.
 */
export function typedValue(argument: Argument, text: string, use: 'given' | 'compared' = 'given'): string {
  const { notation, name, command } = argument;
  // A condition compares with the value alone, whether it could be negated or not.
  if (notation !== '')
    return byNotation(use === 'given' ? notation : notation.replace(/super \{ ?! ?, ?/g, 'super { , '), text);
  if (TEXTS.has(name)) return text;
  // The reference tells no types for what all menus have, and for commands that only do something.
  if (TIMES.has(name)) return normalizeDuration(text) ?? text;
  if (LISTS.has(name)) return text.split(',').join(';');
  if (command.menu.parent === undefined && !MENU_LIKE.has(command.name)) return normalizeLiteral(text);
  return normalizeBool(text) ?? text;
}

const TIMES = new Set([
  'delay',
  'delay-time',
  'duration',
  'interval',
  'timeout',
  'idle-timeout',
  'freeze-frame-interval',
]);
const TEXTS = new Set(['comment', 'name', 'server', 'domain-name']);
const LISTS = new Set(['path', 'proplist']);
/** Commands of the root whose arguments are properties, as those of menus are. */
const MENU_LIKE = new Set(['export', 'import', 'ping']);

const LIST = /^multi \{ ?(?:array-id, ?)*(?:, ?)*(super \{.*\}|[^{}]*).*\}$/;
const NEGATABLE = /^super \{ ?! ?, ?(.*)\}$/;
const TUPLE = /^super \{(.*)\}$/;

function byNotation(notation: string, text: string): string {
  const list = LIST.exec(notation);
  if (list) {
    const of = (list[1] ?? '').trim();
    return text
      .split(',')
      .map((item) => byNotation(of, item))
      .join(';');
  }
  const negatable = NEGATABLE.exec(notation);
  if (negatable) {
    const isNegated = text.startsWith('!');
    return `${isNegated ? 'true' : ''};${parts(negatable[1] ?? '', isNegated ? text.slice(1) : text)}`;
  }
  const tuple = TUPLE.exec(notation);
  if (tuple) return parts(tuple[1] ?? '', text);
  if (notation.startsWith('composite')) return (normalizeAddress(text) ?? text).split('/').join(';');
  if (notation.startsWith('time')) return normalizeDuration(text) ?? text;
  if (notation.startsWith('bool') || notation.startsWith('switch')) return normalizeBool(text) ?? text;
  if (/^num\b/.test(notation)) return normalizeNumber(text) ?? text;
  if (/^(ipAddr|ipPrefix|ipRange|address)/.test(notation)) return normalizeAddress(text) ?? text;
  return text;
}

/** The separators of a value with several parts stand in its notation: `enum , :num , /num`. */
function parts(notation: string, text: string): string {
  if (notation.trim().startsWith('multi')) return byNotation(notation.trim(), text);
  const separators = [...notation.replace(/\{[^{}]*\}/g, '').matchAll(/,\s*\[? ?([:/,-])(?=[a-z])/g)].map(
    ([, sign = '']) => sign,
  );
  const values: string[] = [];
  let rest = text;
  for (const separator of separators) {
    const at = rest.indexOf(separator);
    if (at < 0) break;
    values.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...values, rest].join(';');
}
