/** RouterOS's names of IP protocols with their numbers, as its console completes them. */
const PROTOCOLS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    icmp: 1,
    igmp: 2,
    ggp: 3,
    'ip-encap': 4,
    ipencap: 4,
    st: 5,
    tcp: 6,
    egp: 8,
    pup: 12,
    udp: 17,
    hmp: 20,
    'xns-idp': 22,
    rdp: 27,
    'iso-tp4': 29,
    dccp: 33,
    xtp: 36,
    ddp: 37,
    'idpr-cmtp': 38,
    'ipv6-encap': 41,
    ipv6: 41,
    'ipv6-route': 43,
    'ipv6-frag': 44,
    rsvp: 46,
    gre: 47,
    'ipsec-esp': 50,
    'ipsec-ah': 51,
    icmpv6: 58,
    'ipv6-nonxt': 59,
    'ipv6-opts': 60,
    rspf: 73,
    vmtp: 81,
    ospf: 89,
    ipip: 94,
    etherip: 97,
    encap: 98,
    pim: 103,
    vrrp: 112,
    l2tp: 115,
    sctp: 132,
    'udp-lite': 136,
  }),
);

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;
/** Protocols whose packets have ports; RouterOS takes a port matcher for no other. */
export const PROTOCOLS_WITH_PORTS: readonly number[] = [TCP, UDP, 33, 132, 136];

/** The number of a protocol's name or number in text form, or undefined. */
export function parseProtocol(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 255 ? Number(text) : undefined;
  return PROTOCOLS.get(text);
}

/** The name of a protocol number, or the number where it has none. */
export function protocolName(number: number): string {
  for (const [name, value] of PROTOCOLS) if (value === number) return name;
  return String(number);
}
