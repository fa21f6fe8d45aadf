import { formatIpv4, parseIpv4 } from '../../base/ip-address';
import { parseIpv4Prefix } from '../../base/ip-set';
import { formatIpv6, type Ipv6Prefix, parseIpv6, parseIpv6Prefix } from '../../base/ipv6-address';

/** The version of the Internet protocol. Routing treats both alike: addresses are integers of 32 or 128 bits. */
export type IpFamily = 4 | 6;

/** A network, or an address within it, of either family. */
export type IpPrefix = Ipv6Prefix;

/** The menu that holds what the two families have apart: `/ip`, `/ipv6`. */
export function menuOf(family: IpFamily, menu: string): string {
  return `${family === 4 ? '/ip' : '/ipv6'}/${menu}`;
}

export function bitsOf(family: IpFamily): 32 | 128 {
  return family === 4 ? 32 : 128;
}

/** An address of the family; undefined for anything else. */
export function parseAddress(text: string, family: IpFamily): bigint | undefined {
  if (family === 6) return parseIpv6(text);
  const address = parseIpv4(text);
  return address === undefined ? undefined : BigInt(address);
}

export function formatAddress(address: bigint, family: IpFamily): string {
  return family === 4 ? formatIpv4(Number(address)) : formatIpv6(address);
}

/** `198.51.100.0/24`, `2001:db8::1`; undefined for anything but a prefix or an address of the family. */
export function parsePrefix(text: string, family: IpFamily): IpPrefix | undefined {
  if (family === 6) return parseIpv6Prefix(text);
  const prefix = parseIpv4Prefix(text);
  return prefix && { address: BigInt(prefix.address), length: prefix.length };
}

/** The network's first address and its length: `198.51.100.0/24`. */
export function formatPrefix(prefix: IpPrefix, family: IpFamily): string {
  return `${formatAddress(firstAddress(prefix, family), family)}/${prefix.length}`;
}

export function prefixHas({ address, length }: IpPrefix, value: bigint, family: IpFamily): boolean {
  const host = BigInt(bitsOf(family) - length);
  return address >> host === value >> host;
}

export function firstAddress({ address, length }: IpPrefix, family: IpFamily): bigint {
  const host = BigInt(bitsOf(family) - length);
  return (address >> host) << host;
}

/** The last address of an IPv4 network of more than two, to which all its hosts listen. */
export function broadcastAddress(prefix: IpPrefix): bigint | undefined {
  if (prefix.length > 30) return undefined;
  return firstAddress(prefix, 4) + (1n << BigInt(32 - prefix.length)) - 1n;
}

/** Whether an IPv6 address is one of `fe80::/10`, which holds on one link alone. */
export function isLinkLocal(address: bigint): boolean {
  return address >> 118n === 0x3fan;
}
