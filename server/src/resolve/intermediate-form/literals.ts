/**
 * How the router prints an unquoted value that it has read as a number, an address, a time or a truth value. It prints
 * what it understood, not what was written: `0xFF` is 255, `1.1` is 1.0.0.1, `90s` is 00:01:30.
 */
export function normalizeLiteral(text: string): string {
  return (
    normalizeBool(text) ??
    normalizeNumber(text) ??
    normalizeAddress(text) ??
    normalizeTime(text) ??
    normalizeIpv6(text) ??
    text
  );
}

export function normalizeBool(text: string): string | undefined {
  if (text === 'yes' || text === 'true') return 'true';
  return text === 'no' || text === 'false' ? 'false' : undefined;
}

const NUMBER = /^(-?)(0x[0-9A-Fa-f]{1,16}|\d{1,19})$/;
const LARGEST = 2n ** 63n - 1n;

export function normalizeNumber(text: string): string | undefined {
  const [, sign = '', digits = ''] = NUMBER.exec(text) ?? [];
  if (digits === '') return undefined;
  const value = BigInt(digits);
  return value > LARGEST ? undefined : `${sign}${value}`;
}

const ADDRESS = /^(\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?\.(\d{1,3})(\/\d{1,2})?$/;

/** An address with fewer than four numbers has its zeros before the last: 10.1 is 10.0.0.1. */
export function normalizeAddress(text: string): string | undefined {
  const match = ADDRESS.exec(text);
  if (!match) return undefined;
  const [, first = '0', second = '0', third = '0', last = '0', prefix = ''] = match;
  const octets = [first, second, third, last].map(Number);
  return octets.every((octet) => octet <= 255) ? `${octets.join('.')}${prefix}` : undefined;
}

const UNITS: Readonly<Record<string, bigint>> = {
  w: 604_800_000_000_000n,
  d: 86_400_000_000_000n,
  h: 3_600_000_000_000n,
  m: 60_000_000_000n,
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1_000n,
  ns: 1n,
};
const TIME = /^(-?)((?:\d+(?:ms|us|ns|w|d|h|m|s))*)(?:(\d+):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?$/;

/** A duration (`1d2h`, `500ms`) or a time of day (`10:30`), as weeks, days, and hours to seconds. */
function normalizeTime(text: string): string | undefined {
  const match = text === '' ? null : TIME.exec(text);
  if (!match) return undefined;
  const [, sign = '', parts = '', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  let total = BigInt(hours) * (UNITS['h'] ?? 0n) + BigInt(minutes) * (UNITS['m'] ?? 0n);
  total += BigInt(seconds) * (UNITS['s'] ?? 0n) + BigInt(fraction.padEnd(9, '0'));
  for (const [, count = '0', unit = 's'] of parts.matchAll(/(\d+)(ms|us|ns|w|d|h|m|s)/g))
    total += BigInt(count) * (UNITS[unit] ?? 0n);
  return sign + printTime(total);
}

/** A time in nanoseconds; the fraction has three, six or nine digits, as many as it needs. */
function printTime(total: bigint): string {
  const count = (unit: string) => {
    const size = UNITS[unit] ?? 1n;
    const whole = total / size;
    total -= whole * size;
    return whole;
  };
  const two = (value: bigint) => value.toString().padStart(2, '0');
  const [weeks, days] = [count('w'), count('d')];
  const clock = [count('h'), count('m'), count('s')].map(two).join(':');
  const fraction =
    total === 0n
      ? ''
      : `.${total
          .toString()
          .padStart(9, '0')
          .replace(/(?:000){1,2}$/, '')}`;
  return `${weeks > 0n ? `${weeks}w` : ''}${days > 0n ? `${days}d` : ''}${clock}${fraction}`;
}

/** A number of seconds, or a time, where the argument can be nothing else: `:delay 60` is 00:01:00. */
export function normalizeDuration(text: string): string | undefined {
  return normalizeTime(/^-?\d+$/.test(text) ? `${text}s` : text);
}

/** An IPv6 address in its shortest form; of a prefix only the bits that its length covers. */
export function normalizeIpv6(text: string): string | undefined {
  const [, address = '', length] = /^([0-9A-Fa-f:]*:[0-9A-Fa-f:]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const halves = address.split('::');
  if (address === '' || halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 0) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (groups.some((group) => !/^[0-9A-Fa-f]{1,4}$/.test(group))) return undefined;
  const bits = length === undefined ? 128 : Number(length);
  const masked = groups.map((group, index) => {
    const kept = Math.min(16, Math.max(0, bits - index * 16));
    return Number.parseInt(group, 16) & (0xffff << (16 - kept)) & 0xffff;
  });
  return `${shortestIpv6(masked)}${length === undefined ? '' : `/${bits}`}`;
}

/** The longest run of zeros is left out. */
function shortestIpv6(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = [...text.matchAll(/(?<![^:])0(?::0)+(?![^:])/g)].sort((a, b) => b[0].length - a[0].length);
  const run = runs[0];
  if (!run) return text;
  const before = text.slice(0, run.index).replace(/:$/, '');
  const behind = text.slice(run.index + run[0].length).replace(/^:/, '');
  return `${before}::${behind}`;
}
