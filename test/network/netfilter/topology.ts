/** The router of the oracle: three interfaces, one address on each, and a default route (README.md, Topology). */
export const INTERFACES = ['lan', 'wan1', 'wan2'] as const;
export type InterfaceName = (typeof INTERFACES)[number];

export const ROUTER_ADDRESS: Readonly<Record<InterfaceName, string>> = {
  lan: '192.168.88.1',
  wan1: '192.0.2.1',
  wan2: '198.51.100.1',
};
/** The neighbour on each interface, which is the gateway of the routes that leave by it. */
export const NEIGHBOUR: Readonly<Record<InterfaceName, string>> = {
  lan: '192.168.88.2',
  wan1: '192.0.2.2',
  wan2: '198.51.100.2',
};
/** Where packets come from that arrive at an interface, and where those go that leave by it. */
export const HOSTS: Readonly<Record<InterfaceName, readonly string[]>> = {
  lan: ['192.168.88.10', '192.168.88.11', '192.168.88.20'],
  wan1: ['203.0.113.5', '203.0.113.77', '203.0.113.130'],
  wan2: ['198.51.100.77', '198.51.100.130'],
};
/** Marks have names in RouterOS and numbers in netfilter. */
export const CONNECTION_MARKS: Readonly<Record<string, number>> = { 'no-mark': 0, cm1: 1, cm2: 2, cm3: 3 };
export const PACKET_MARKS: Readonly<Record<string, number>> = { 'no-mark': 0, pm1: 1, pm2: 2, pm3: 3 };
/** Routing marks are routing tables; in netfilter bits 8 to 15 of the packet's mark. */
export const ROUTING_TABLES: Readonly<Record<string, number>> = { to_wan2: 1, to_lan: 2, dead_end: 3, empty: 4 };
/** The TCP and UDP ports that rules and packets are about. */
export const PORTS = [22, 53, 80, 443, 8291] as const;
