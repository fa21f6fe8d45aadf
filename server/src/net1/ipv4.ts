import { type Interval, IntervalSet } from './interval-set';

/** All IPv4 addresses. */
export const ANY_ADDRESS = IntervalSet.of([0, 0xffff_ffff]);

/** `192.0.2.1` as a number of 32 bits; undefined for anything else. */
export function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    const byte = Number(part);
    if (byte > 255) return undefined;
    value = value * 256 + byte;
  }
  return value;
}

export function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** The addresses of `192.0.2.1`, `192.0.2.0/24` or `192.0.2.1-192.0.2.9`; undefined for names and anything else. */
export function parseAddresses(text: string): Interval | undefined {
  const range = text.split('-');
  if (range.length === 2) {
    const [first, last] = range.map((part) => parseIpv4(part.trim()));
    return first === undefined || last === undefined || first > last ? undefined : [first, last];
  }
  const [address = '', bits] = text.split('/');
  const value = parseIpv4(address);
  if (value === undefined) return undefined;
  if (bits === undefined) return [value, value];
  const length = Number(bits);
  if (!/^\d{1,2}$/.test(bits) || length > 32) return undefined;
  const size = 2 ** (32 - length);
  const network = Math.floor(value / size) * size;
  return [network, network + size - 1];
}

function block(text: string): Interval {
  return parseAddresses(text) ?? [0, -1];
}

/** Addresses for use inside a network (RFC 1918) and between a provider and its customers (RFC 6598). */
export const PRIVATE_ADDRESSES = IntervalSet.of(block('10.0.0.0/8'), block('172.16.0.0/12'), block('192.168.0.0/16'), block('100.64.0.0/10'));

/** What a packet from the Internet may carry as its source. The documentation blocks count: examples use them. */
export const PUBLIC_ADDRESSES = ANY_ADDRESS.subtract(PRIVATE_ADDRESSES).subtract(
  IntervalSet.of(block('0.0.0.0/8'), block('127.0.0.0/8'), block('169.254.0.0/16'), block('224.0.0.0/3')),
);
