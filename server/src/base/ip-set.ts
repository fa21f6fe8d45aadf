import { type Interval, IntervalSet } from './interval-set';
import { formatIpv4, parseIpv4 } from './ip-address';

/** Every IPv4 address. */
export const ANY_IPV4 = IntervalSet.range(0, 2 ** 32 - 1);

/** An address with the network that its prefix length names: `192.168.88.1/24`. */
export interface Ipv4Prefix {
  readonly address: number;
  readonly length: number;
  /** All addresses of the network, its own and its broadcast address among them. */
  readonly network: IntervalSet;
}

/** Reads `192.168.88.1/24`, `192.168.88.1/255.255.255.0` and a bare address (a /32). */
export function parseIpv4Prefix(text: string): Ipv4Prefix | undefined {
  const [addressText = '', lengthText, ...rest] = text.trim().split('/');
  const address = parseIpv4(addressText);
  if (address === undefined || rest.length > 0) return undefined;
  const length = lengthText === undefined ? 32 : parsePrefixLength(lengthText);
  if (length === undefined) return undefined;
  const [first, last] = prefixInterval(address, length);
  return { address, length, network: IntervalSet.range(first, last) };
}

/**
 * The addresses that a RouterOS address value names: `1.2.3.4`, `1.2.3.0/24`, `1.2.3.4-1.2.3.9`. Undefined for anything
 * else, such as a host name or an IPv6 address. A leading `!` is the matcher's matter, not the value's.
 */
export function parseIpv4Set(text: string): IntervalSet | undefined {
  const dash = text.indexOf('-');
  if (dash < 0) return parseIpv4Prefix(text)?.network;
  const first = parseIpv4(text.slice(0, dash).trim());
  const last = parseIpv4(text.slice(dash + 1).trim());
  return first === undefined || last === undefined || first > last ? undefined : IntervalSet.range(first, last);
}

/** `203.0.113.5`, `203.0.113.0/24` or `203.0.113.5-203.0.113.9`, comma-separated for several intervals. */
export function formatIpv4Set(set: IntervalSet): string {
  return [...set.intervals()].map(formatInterval).join(',');
}

function formatInterval([first, last]: Interval): string {
  if (first === last) return formatIpv4(first);
  const length = 32 - Math.log2(last - first + 1);
  if (Number.isInteger(length) && prefixInterval(first, length)[0] === first) return `${formatIpv4(first)}/${length}`;
  return `${formatIpv4(first)}-${formatIpv4(last)}`;
}

function parsePrefixLength(text: string): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text) <= 32 ? Number(text) : undefined;
  const mask = parseIpv4(text);
  if (mask === undefined) return undefined;
  const length = 32 - Math.log2(2 ** 32 - mask);
  return Number.isInteger(length) ? length : undefined;
}

function prefixInterval(address: number, length: number): Interval {
  const size = 2 ** (32 - length);
  const first = Math.floor(address / size) * size;
  return [first, first + size - 1];
}

function networks(...texts: string[]): IntervalSet {
  return texts.reduce((set, text) => set.union(parseIpv4Set(text) ?? IntervalSet.empty), IntervalSet.empty);
}

/** RFC 1918: what a provider does not route. */
export const PRIVATE_IPV4 = networks('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16');

/**
 * What a stranger on the Internet may have as a source: all unicast addresses but those of RFC 6890 that are never
 * global. The documentation networks stay in, so that examples can be told with them.
 */
export const PUBLIC_IPV4 = ANY_IPV4.subtract(
  networks('0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12').union(
    networks('192.168.0.0/16', '224.0.0.0/3'),
  ),
);
