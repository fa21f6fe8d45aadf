import { formatIpv4 } from '../base/ip-address';
import { formatIpv4Set, parseIpv4Prefix } from '../base/ip-set';
import type { ValueType } from '../catalogue/value-type';
import { parsePcc } from '../network/questions/pcc-partitions';

/** What a concrete value does, as one sentence of Markdown; undefined where its text says it all. */
export function explainValue(property: string, text: string, type: ValueType | undefined): string | undefined {
  switch (property) {
    case 'per-connection-classifier':
      return explainPcc(text);
    case 'nth':
      return explainNth(text);
    case 'random':
      return /^\d+$/.test(text) ? `By chance ${text} % of the packets.` : undefined;
    default:
      if (type?.kind === 'string' || property === 'comment') return undefined;
      return explainPrefix(text) ?? (type?.kind === 'time' || type?.kind === 'other' ? explainTime(text) : undefined);
  }
}

/** The same for a literal of an expression. */
export function explainLiteral(text: string): string | undefined {
  return explainPrefix(text) ?? explainTime(text);
}

const PCC_FIELDS: Readonly<Record<string, string>> = {
  'src-address': 'the source address',
  'dst-address': 'the destination address',
  'both-addresses': 'both addresses',
  'src-port': 'the source port',
  'dst-port': 'the destination port',
  'both-ports': 'both ports',
  'src-address-and-port': 'the source address and port',
  'dst-address-and-port': 'the destination address and port',
  'both-addresses-and-ports': 'both addresses and ports',
};

function explainPcc(text: string): string | undefined {
  const pcc = parsePcc(text);
  const fields = pcc && PCC_FIELDS[pcc.fields];
  if (!pcc || !fields || pcc.denominator < 1) return undefined;
  const { denominator, remainder, negated } = pcc;
  if (remainder >= denominator)
    return `Remainder ${remainder} of ${denominator} by ${fields}: never, because a remainder is below the number that it is divided by.`;
  const share = negated ? denominator - 1 : 1;
  const what = `${negated ? 'All but remainder' : 'Remainder'} ${remainder} of ${denominator} by ${fields}`;
  return `${what}: ${percent(share, denominator)} of connections.`;
}

function explainNth(text: string): string | undefined {
  const [, not, every, packet] = /^(!?)(\d+),(\d+)$/.exec(text) ?? [];
  const [n, k] = [Number(every), Number(packet)];
  if (!n || !k || k > n) return undefined;
  return not
    ? `All but number ${k} of every ${n} packets: ${percent(n - 1, n)}.`
    : `Number ${k} of every ${n} packets: ${percent(1, n)}.`;
}

function percent(share: number, of: number): string {
  const exact = (100 * share) / of;
  const rounded = exact < 1 ? exact.toPrecision(1) : Math.round(exact * 10) / 10;
  return `about ${rounded} %`;
}

/** `192.168.88.0/24`: its first and last address. */
function explainPrefix(text: string): string | undefined {
  const prefix = /^!?\d+(\.\d+){3}\/\d/.test(text) ? parseIpv4Prefix(text.replace('!', '')) : undefined;
  const [first, last] = [...(prefix?.network.intervals() ?? [])][0] ?? [];
  if (!prefix || first === undefined || last === undefined || prefix.length === 32) return undefined;
  if (prefix.length === 0) return 'Every address.';
  const size = last - first + 1;
  const range = `${formatIpv4(first)} to ${formatIpv4(last)}, ${size.toLocaleString('en')} addresses`;
  return prefix.address === first
    ? `${range}.`
    : `${formatIpv4(prefix.address)} in the network ${formatIpv4Set(prefix.network)}: ${range}.`;
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(\d+)w/, 'week'],
  [/^(\d+)d/, 'day'],
  [/^(\d+)h/, 'hour'],
  [/^(\d+)ms/, 'millisecond'],
  [/^(\d+)m/, 'minute'],
  [/^(\d+)s/, 'second'],
];
const SECONDS: Readonly<Record<string, number>> = {
  week: 604_800,
  day: 86_400,
  hour: 3600,
  minute: 60,
  second: 1,
  millisecond: 0.001,
};

/** `1d2h`, `90s`, `00:05:00`: a time in words. */
function explainTime(text: string): string | undefined {
  const seconds = secondsOf(text);
  // `10s` says so itself.
  if (seconds === undefined || /^\d{1,2}[wdhms]$/.test(text)) return undefined;
  let rest = Math.round(seconds * 1000);
  const parts: string[] = [];
  for (const unit of ['week', 'day', 'hour', 'minute', 'second', 'millisecond']) {
    const size = Math.round((SECONDS[unit] ?? 1) * 1000);
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  return parts.length > 0 ? `${parts.join(' ')}.` : undefined;
}

function secondsOf(text: string): number | undefined {
  const clock = /^(?:(\d+)d)?(\d+):(\d\d)(?::(\d\d))?$/.exec(text);
  if (clock) {
    const [, days = 0, hours, minutes, seconds = 0] = clock;
    return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  }
  let rest = text;
  let total = 0;
  while (rest !== '') {
    const found = UNITS.map(([pattern, unit]) => ({ match: pattern.exec(rest), unit })).find(({ match }) => match);
    if (!found?.match) return undefined;
    total += Number(found.match[1]) * (SECONDS[found.unit] ?? 0);
    rest = rest.slice(found.match[0].length);
  }
  return text === '' ? undefined : total;
}
