/** An IPv6 address with a prefix length: `2001:db8::1/64`. */
export interface Ipv6Prefix {
  readonly address: bigint;
  readonly length: number;
}

/** An IPv6 address as an unsigned 128-bit integer; undefined for anything else. A zone (`%ether1`) is not part of it. */
export function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = groupsOf(halves[1] ?? '');
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...new Array<bigint>(missing).fill(0n), ...tail].reduce((all, group) => (all << 16n) | group, 0n);
}

/** The 16-bit groups of a half of an address, the last two of which may be written as an IPv4 address. */
function groupsOf(text: string): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const embedded = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(part);
    if (embedded && index === parts.length - 1) {
      const octets = embedded.slice(1).map(Number);
      if (octets.some((octet) => octet > 255)) return undefined;
      const [a = 0, b = 0, c = 0, d = 0] = octets;
      groups.push(BigInt(a * 256 + b), BigInt(c * 256 + d));
    } else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

/** Reads `2001:db8::/32` and a bare address (a /128). */
export function parseIpv6Prefix(text: string): Ipv6Prefix | undefined {
  const [addressText = '', lengthText, ...rest] = text.trim().split('/');
  const address = parseIpv6(addressText);
  if (address === undefined || rest.length > 0) return undefined;
  if (lengthText === undefined) return { address, length: 128 };
  const length = /^\d{1,3}$/.test(lengthText) ? Number(lengthText) : 129;
  return length <= 128 ? { address, length } : undefined;
}

/** The shortest form of an address: the longest run of zero groups is left out (RFC 5952). */
export function formatIpv6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  let start = -1;
  let length = 1;
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (groups[end] === '0') end++;
    if (end - at > length) [start, length] = [at, end - at];
  }
  if (start < 0) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}
