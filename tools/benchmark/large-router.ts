/** How much a made-up router's export has. */
export interface RouterSize {
  readonly filterRules: number;
  readonly mangleRules: number;
  readonly interfaces: number;
  readonly listEntries: number;
}

/** What the router of an Internet provider may come to. */
export const LARGE_ROUTER: RouterSize = {
  filterRules: 1000,
  mangleRules: 500,
  interfaces: 100,
  listEntries: 100_000,
};

const BLOCKLISTS = 10;
const PORTS = [22, 25, 53, 80, 110, 123, 143, 443, 465, 587, 993, 995, 1194, 3306, 3389, 5060, 5432, 8080, 8443, 51820];

/**
 * The export of a router with two uplinks that are shared by PCC, one LAN a VLAN, blocklists, and filter rules that let
 * single customers have single services. The same for the same size.
 */
export function largeRouter({ filterRules, mangleRules, interfaces, listEntries }: RouterSize): string {
  const lines = ['# 2026-01-05 10:00:00 by RouterOS 7.20'];
  const add = (menu: string, statements: readonly string[]): void => {
    lines.push(menu, ...statements);
  };
  const lans = Array.from({ length: Math.max(1, interfaces - 6) }, (_, i) => i);
  add('/interface bridge', ['add name=bridge1']);
  add(
    '/interface ethernet',
    [1, 2, 3, 4, 5].map((i) => `set [ find default-name=ether${i} ] name=${i < 3 ? `WAN${i}` : `ether${i}`}`),
  );
  add(
    '/interface vlan',
    lans.map((i) => `add interface=bridge1 name=vlan${i + 1} vlan-id=${i + 1}`),
  );
  add('/interface list', ['add name=WAN', 'add name=LAN', 'add name=SERVERS']);
  add('/routing table', ['add disabled=no fib name=to-WAN1', 'add disabled=no fib name=to-WAN2']);
  add('/interface list member', [
    ...['WAN1', 'WAN2'].map((name) => `add interface=${name} list=WAN`),
    ...lans.map((i) => `add interface=vlan${i + 1} list=${i % 10 === 9 ? 'SERVERS' : 'LAN'}`),
  ]);
  add('/ip address', [
    'add address=198.51.100.2/24 interface=WAN1 network=198.51.100.0',
    'add address=203.0.113.2/24 interface=WAN2 network=203.0.113.0',
    ...lans.map((i) => `add address=10.${i + 1}.0.1/16 interface=vlan${i + 1} network=10.${i + 1}.0.0`),
  ]);
  add(
    '/ip firewall address-list',
    Array.from({ length: listEntries }, (_, i) => {
      const [high, low] = [64 + Math.floor(i / 4096), i % 4096];
      return `add address=${high}.${low >> 4}.${(low & 15) * 16}.0/24 list=block${i % BLOCKLISTS}`;
    }),
  );
  add('/ip firewall filter', filter(filterRules, lans.length));
  add('/ip firewall mangle', mangle(mangleRules, lans.length));
  add('/ip firewall nat', [
    'add action=masquerade chain=srcnat out-interface=WAN1',
    'add action=masquerade chain=srcnat out-interface=WAN2',
    ...Array.from(
      { length: 20 },
      (_, i) =>
        `add action=dst-nat chain=dstnat dst-address=198.51.100.2 dst-port=${PORTS[i]} protocol=tcp to-addresses=10.10.0.${i + 10}`,
    ),
  ]);
  add('/ip route', [
    'add check-gateway=ping distance=1 dst-address=0.0.0.0/0 gateway=198.51.100.1',
    'add check-gateway=ping distance=2 dst-address=0.0.0.0/0 gateway=203.0.113.1',
    'add check-gateway=ping dst-address=0.0.0.0/0 gateway=198.51.100.1 routing-table=to-WAN1',
    'add check-gateway=ping dst-address=0.0.0.0/0 gateway=203.0.113.1 routing-table=to-WAN2',
    'add distance=2 dst-address=0.0.0.0/0 gateway=203.0.113.1 routing-table=to-WAN1',
    'add distance=2 dst-address=0.0.0.0/0 gateway=198.51.100.1 routing-table=to-WAN2',
  ]);
  return `${lines.join('\n')}\n`;
}

function filter(count: number, lans: number): string[] {
  const frame = [
    'add action=accept chain=input connection-state=established,related,untracked',
    'add action=drop chain=input connection-state=invalid',
    'add action=accept chain=input protocol=icmp',
    'add action=accept chain=input in-interface-list=LAN',
  ];
  const forward = [
    'add action=accept chain=forward connection-state=established,related,untracked',
    'add action=drop chain=forward connection-state=invalid',
    ...Array.from({ length: BLOCKLISTS }, (_, i) => `add action=drop chain=forward src-address-list=block${i}`),
    'add action=jump chain=forward in-interface-list=WAN jump-target=customers',
    'add action=drop chain=forward connection-nat-state=!dstnat in-interface-list=WAN',
  ];
  const end = ['add action=drop chain=input in-interface-list=WAN'];
  const free = Math.max(0, count - frame.length - forward.length - end.length);
  const services = Array.from({ length: free }, (_, i) => {
    const [lan, host, port] = [i % lans, 10 + Math.floor(i / lans), PORTS[(i * 7) % PORTS.length]];
    const address = `10.${lan + 1}.${host >> 8}.${host & 255}`;
    if (i % 10 === 0)
      return `add action=accept chain=input dst-port=${port} protocol=tcp src-address=100.${64 + (i >> 8)}.${i & 255}.0/24`;
    return `add action=accept chain=customers dst-address=${address} dst-port=${port} protocol=${i % 3 === 0 ? 'udp' : 'tcp'}`;
  });
  return [...frame, ...services.filter((_, i) => i % 10 === 0), ...end, ...forward].concat(
    services.filter((_, i) => i % 10 !== 0),
  );
}

function mangle(count: number, lans: number): string[] {
  const pcc = [0, 1].map(
    (i) =>
      `add action=mark-connection chain=prerouting connection-mark=no-mark dst-address-type=!local in-interface-list=LAN new-connection-mark=WAN${i + 1}-conn passthrough=yes per-connection-classifier=both-addresses:2/${i}`,
  );
  const frame = [1, 2].flatMap((i) => [
    `add action=mark-connection chain=prerouting connection-mark=no-mark in-interface=WAN${i} new-connection-mark=WAN${i}-conn passthrough=yes`,
    `add action=mark-routing chain=prerouting connection-mark=WAN${i}-conn in-interface-list=LAN new-routing-mark=to-WAN${i} passthrough=no`,
    `add action=mark-routing chain=output connection-mark=WAN${i}-conn new-routing-mark=to-WAN${i} passthrough=no`,
  ]);
  const free = Math.max(0, count - pcc.length - frame.length);
  const pinned = Array.from({ length: free }, (_, i) => {
    const [lan, host] = [(i * 3) % lans, 10 + Math.floor(i / lans)];
    return `add action=mark-connection chain=prerouting connection-mark=no-mark in-interface=vlan${lan + 1} new-connection-mark=WAN${(i % 2) + 1}-conn passthrough=yes src-address=10.${lan + 1}.1.${host}`;
  });
  return [frame[0], frame[3], ...pinned, ...pcc, ...frame.filter((_, i) => i % 3 !== 0)] as string[];
}
