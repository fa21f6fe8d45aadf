import type { Random } from './random';
import {
  CONNECTION_MARKS,
  HOSTS,
  INTERFACES,
  type InterfaceName,
  PACKET_MARKS,
  PORTS,
  ROUTER_ADDRESS,
  ROUTING_TABLES,
} from './topology';

export type Table = 'raw' | 'mangle' | 'nat' | 'filter';

/** A firewall rule as RouterOS has it: every property but table and chain by its name. */
export interface RandomRule {
  readonly table: Table;
  readonly chain: string;
  readonly action: string;
  /** What packets it fits. */
  readonly matchers: Readonly<Record<string, string>>;
  /** `new-packet-mark`, `to-addresses`, … */
  readonly parameters: Readonly<Record<string, string>>;
  readonly disabled: boolean;
}

export interface RandomRoute {
  readonly destination: string;
  readonly table: string;
  readonly distance: number;
  /** `blackhole`, or the interface whose neighbour is the gateway. */
  readonly to: InterfaceName | 'blackhole';
}

export interface RandomRoutingRule {
  readonly matchers: Readonly<Partial<Record<'src-address' | 'dst-address' | 'interface', string>>>;
  readonly action: 'lookup' | 'lookup-only-in-table' | 'drop';
  readonly table: string;
}

/** A router's whole configuration, but for what the topology fixes. */
export interface RuleSet {
  readonly rules: readonly RandomRule[];
  readonly interfaceLists: Readonly<Record<string, InterfaceListDefinition>>;
  readonly addressLists: Readonly<Record<string, readonly string[]>>;
  readonly routes: readonly RandomRoute[];
  readonly routingRules: readonly RandomRoutingRule[];
}

export interface InterfaceListDefinition {
  readonly members: readonly InterfaceName[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** A chain that packets enter by themselves, and what RouterOS lets its rules look at. */
interface BaseChain {
  readonly table: Table;
  readonly chain: string;
  readonly sides: readonly ('in' | 'out')[];
  readonly rules: readonly [number, number];
  /** Its user chains look at no interface that this one may not. */
  readonly hasUserChain: boolean;
}

const BASE_CHAINS: readonly BaseChain[] = [
  { table: 'raw', chain: 'prerouting', sides: ['in'], rules: [0, 3], hasUserChain: false },
  { table: 'raw', chain: 'output', sides: ['out'], rules: [0, 1], hasUserChain: false },
  { table: 'mangle', chain: 'prerouting', sides: ['in'], rules: [1, 5], hasUserChain: true },
  { table: 'mangle', chain: 'input', sides: ['in'], rules: [0, 1], hasUserChain: false },
  { table: 'mangle', chain: 'forward', sides: ['in', 'out'], rules: [0, 3], hasUserChain: true },
  { table: 'mangle', chain: 'output', sides: ['out'], rules: [0, 2], hasUserChain: false },
  { table: 'mangle', chain: 'postrouting', sides: ['out'], rules: [0, 2], hasUserChain: false },
  { table: 'nat', chain: 'dstnat', sides: ['in'], rules: [1, 4], hasUserChain: true },
  { table: 'nat', chain: 'srcnat', sides: ['out'], rules: [1, 4], hasUserChain: true },
  { table: 'filter', chain: 'input', sides: ['in'], rules: [2, 4], hasUserChain: true },
  { table: 'filter', chain: 'forward', sides: ['in', 'out'], rules: [2, 4], hasUserChain: true },
  { table: 'filter', chain: 'output', sides: ['out'], rules: [0, 3], hasUserChain: false },
];

export const ACTIONS = [
  ...['accept', 'drop', 'reject', 'jump', 'return', 'passthrough', 'log', 'notrack'],
  ...['mark-connection', 'mark-packet', 'mark-routing', 'dst-nat', 'redirect', 'netmap', 'src-nat', 'masquerade'],
] as const;
type Action = (typeof ACTIONS)[number];

export const MATCHERS = [
  ...['protocol', 'src-port', 'dst-port', 'port', 'tcp-flags', 'icmp-options'],
  ...['in-interface', 'out-interface', 'in-interface-list', 'out-interface-list'],
  ...['src-address', 'dst-address', 'src-address-list', 'dst-address-list', 'src-address-type', 'dst-address-type'],
  ...['connection-state', 'connection-nat-state', 'connection-mark', 'packet-mark', 'routing-mark'],
] as const;
type Matcher = (typeof MATCHERS)[number];

const NETWORKS = [
  ...['192.168.88.0/24', '192.168.88.10', '192.168.88.16/28', '192.168.88.10-192.168.88.15', '203.0.113.0/25'],
  ...['203.0.113.5', '203.0.113.64-203.0.113.140', '198.51.100.0/24', '198.51.100.77', '192.0.2.1', '192.168.88.1'],
  ...['0.0.0.0/0', '192.0.0.0/8'],
];
const INTERFACE_LISTS = ['LAN', 'WAN', 'uplinks', 'others'];
const ADDRESS_LISTS = ['bad', 'servers', 'mixed'];

/** A random configuration. */
export function randomRuleSet(random: Random): RuleSet {
  return {
    rules: BASE_CHAINS.flatMap((base) => randomChain(random, base)),
    interfaceLists: {
      LAN: { members: ['lan'], include: [], exclude: [] },
      WAN: { members: random.pick([['wan1', 'wan2'], ['wan1']]), include: [], exclude: [] },
      uplinks: { members: random.chance(0.3) ? ['lan'] : [], include: ['WAN'], exclude: [] },
      others: { members: random.pick([['wan2'], []]), include: ['all'], exclude: [random.pick(['WAN', 'LAN'])] },
    },
    addressLists: Object.fromEntries(
      ADDRESS_LISTS.map((list) => [list, random.shuffled(NETWORKS.slice(0, 11)).slice(0, random.integer(1, 4))]),
    ),
    routes: randomRoutes(random),
    routingRules: random.chance(0.25) ? Array.from({ length: random.integer(1, 2) }, () => routingRule(random)) : [],
  };
}

function randomChain(random: Random, base: BaseChain): RandomRule[] {
  const rules: RandomRule[] = [];
  const [least, most] = base.rules;
  const user = base.hasUserChain && random.chance(0.6) ? `${base.table}-${base.chain}-more` : undefined;
  const count = random.integer(least, most);
  for (let at = 0; at < count; at++) rules.push(randomRule(random, base, base.chain, user));
  if (user === undefined) return rules;
  if (!rules.some((rule) => rule.action === 'jump')) {
    const jump = makeRule(random, base, base.chain, 'jump', user);
    rules.splice(random.integer(0, rules.length), 0, jump);
  }
  const deeper = random.chance(0.3) ? `${user}-yet` : undefined;
  for (const [chain, next] of [
    [user, deeper],
    [deeper, undefined],
  ]) {
    if (chain === undefined) continue;
    const inner = random.integer(1, 3);
    for (let at = 0; at < inner; at++) rules.push(randomRule(random, base, chain, next));
  }
  return rules;
}

function randomRule(random: Random, base: BaseChain, chain: string, jumpTarget: string | undefined): RandomRule {
  const isUserChain = chain !== base.chain;
  const action = random.weighted<Action>(actionsOf(base, isUserChain, jumpTarget !== undefined));
  return makeRule(random, base, chain, action, jumpTarget);
}

/** What rules of a chain do, and how often. `return` leads back from where a jump came, so base chains have none. */
function actionsOf(base: BaseChain, isUserChain: boolean, hasTarget: boolean): Partial<Record<Action, number>> {
  const back = isUserChain ? 4 : 0;
  const jump = hasTarget ? 3 : 0;
  switch (base.table) {
    case 'raw':
      return { notrack: 7, drop: 1, accept: 1 };
    case 'mangle': {
      const routing = base.chain === 'prerouting' || base.chain === 'output' ? 3.6 : 0;
      const marks = { 'mark-connection': 3, 'mark-packet': 3, 'mark-routing': routing };
      return { ...marks, passthrough: 2, log: 1, drop: 0.5, accept: 0.6, jump, return: back };
    }
    case 'nat':
      return base.chain === 'dstnat'
        ? { 'dst-nat': 4, redirect: 4, netmap: 2, accept: 0.5, jump, return: back / 2 }
        : { 'src-nat': 4, masquerade: 4, netmap: 2, accept: 0.5, jump, return: back / 2 };
    case 'filter':
      return { accept: 2, drop: 2, reject: 4.8, passthrough: 1, log: 1.4, jump, return: back };
  }
}

function makeRule(random: Random, base: BaseChain, chain: string, action: Action, jumpTarget?: string): RandomRule {
  const matchers = randomMatchers(random, base, action);
  const parameters: Record<string, string> = {};
  const hasPorts = matchers['protocol'] === 'tcp' || matchers['protocol'] === 'udp';
  switch (action) {
    case 'jump':
      parameters['jump-target'] = jumpTarget as string;
      break;
    case 'reject':
      if (matchers['protocol'] === 'tcp' && random.chance(0.5)) parameters['reject-with'] = 'tcp-reset';
      else if (random.chance(0.7))
        parameters['reject-with'] = random.pick(['icmp-port-unreachable', 'icmp-admin-prohibited']);
      break;
    case 'mark-connection':
      parameters['new-connection-mark'] = random.pick(Object.keys(CONNECTION_MARKS).slice(1));
      break;
    case 'mark-packet':
      parameters['new-packet-mark'] = random.pick(Object.keys(PACKET_MARKS).slice(1));
      break;
    case 'mark-routing':
      parameters['new-routing-mark'] = random.pick(Object.keys(ROUTING_TABLES));
      break;
    case 'dst-nat':
      parameters['to-addresses'] = random.pick([...HOSTS.lan, HOSTS.wan2[0] as string, ROUTER_ADDRESS.lan]);
      if (hasPorts && random.chance(0.6)) parameters['to-ports'] = String(random.pick(PORTS));
      break;
    case 'redirect':
      if (hasPorts && random.chance(0.6)) parameters['to-ports'] = String(random.pick(PORTS));
      break;
    case 'src-nat':
      parameters['to-addresses'] = random.pick(['192.0.2.99', ROUTER_ADDRESS.wan2, ROUTER_ADDRESS.wan1]);
      break;
    case 'netmap':
      parameters['to-addresses'] = base.chain === 'dstnat' ? '192.168.88.0/24' : '10.20.30.0/24';
  }
  if (action.startsWith('mark-')) {
    const passthrough = random.pick(['yes', 'no', undefined]);
    if (passthrough !== undefined) parameters['passthrough'] = passthrough;
  }
  return { table: base.table, chain, action, matchers, parameters, disabled: random.chance(0.06) };
}

/** How often a rule has a matcher, beside what protocols bring along. */
const FREQUENCIES: Partial<Record<Matcher, number>> = {
  'in-interface': 0.12,
  'out-interface': 0.13,
  'in-interface-list': 0.12,
  'out-interface-list': 0.13,
  'src-address': 0.07,
  'dst-address': 0.07,
  'src-address-list': 0.07,
  'dst-address-list': 0.07,
  'src-address-type': 0.07,
  'dst-address-type': 0.07,
  'connection-state': 0.1,
  'connection-nat-state': 0.08,
  'connection-mark': 0.08,
  'packet-mark': 0.08,
  'routing-mark': 0.08,
};

function randomMatchers(random: Random, base: BaseChain, action: Action): Record<string, string> {
  const matchers: Record<string, string> = {};
  const protocol = random.weighted({ none: 42, tcp: 22, udp: 17, icmp: 11, ospf: 2, '!tcp': 3, '!udp': 3 });
  if (protocol !== 'none') Object.assign(matchers, { protocol }, protocolMatchers(random, protocol));
  for (const matcher of MATCHERS) {
    if (!random.chance(FREQUENCIES[matcher] ?? 0)) continue;
    if (matcher.startsWith('in-') && !base.sides.includes('in')) continue;
    if (matcher.startsWith('out-') && !base.sides.includes('out')) continue;
    if (matcher.startsWith('connection-') && base.table === 'raw') continue;
    matchers[matcher] = matcherValue(random, matcher);
  }
  // A jump that fits nothing leads nowhere; a terminal rule that fits everything hides all behind it.
  const names = Object.keys(matchers);
  if (action === 'jump' && names.length > 1)
    for (const name of names.slice(1)) if (!isProtocolPart(name)) delete matchers[name];
  const isHarsh = ['drop', 'reject', 'accept', 'notrack', 'redirect', 'dst-nat'].includes(action);
  if (isHarsh && names.length === 0) return randomMatchers(random, base, action);
  return matchers;
}

function isProtocolPart(name: string): boolean {
  return /port|flags|options/.test(name);
}

function protocolMatchers(random: Random, protocol: string): Record<string, string> {
  if (protocol === 'icmp') {
    return random.chance(0.45) ? { 'icmp-options': random.pick(['8:0', '8:0-255', '13:0', '8']) } : {};
  }
  if (protocol !== 'tcp' && protocol !== 'udp') return {};
  const found: Record<string, string> = {};
  if (protocol === 'tcp' && random.chance(0.22)) {
    found['tcp-flags'] = random.pick(['syn', 'syn,!ack', '!syn', 'ack', 'fin,ack', '!rst,!fin']);
  }
  const side = random.weighted({ none: 2.5, 'dst-port': 4, 'src-port': 1.6, port: 1.6 });
  if (side !== 'none') {
    const own = random.pick(['22', '80,443', '53', '1-1023', '8291', '80', '20-25,53,8000-9000']);
    const value = side === 'src-port' ? random.pick([own, '1024-65535', '20000-65535']) : own;
    found[side] = random.chance(0.15) ? `!${value}` : value;
  }
  return found;
}

function matcherValue(random: Random, matcher: Matcher): string {
  const not = (probability: number) => (random.chance(probability) ? '!' : '');
  switch (matcher) {
    case 'in-interface':
    case 'out-interface':
      return not(0.3) + random.pick(INTERFACES);
    case 'in-interface-list':
    case 'out-interface-list':
      return not(0.35) + random.pick([...INTERFACE_LISTS, ...INTERFACE_LISTS, 'all']);
    case 'src-address':
    case 'dst-address':
      return not(0.3) + random.pick(NETWORKS);
    case 'src-address-list':
    case 'dst-address-list':
      return not(0.35) + random.pick(ADDRESS_LISTS);
    case 'src-address-type':
      return not(0.3) + random.pick(['unicast', 'local']);
    case 'dst-address-type':
      return not(0.3) + random.pick(['local', 'local', 'unicast', 'broadcast', 'multicast', 'broadcast,multicast']);
    case 'connection-state':
      return (
        not(0.2) +
        random.pick(['new', 'established', 'established,related,untracked', 'invalid', 'untracked', 'new,invalid'])
      );
    case 'connection-nat-state':
      return not(0.4) + random.pick(['dstnat', 'srcnat', 'dstnat', 'srcnat,dstnat']);
    case 'connection-mark':
      return not(0.3) + random.pick(Object.keys(CONNECTION_MARKS));
    case 'packet-mark':
      return not(0.3) + random.pick(Object.keys(PACKET_MARKS));
    case 'routing-mark':
      return not(0.4) + random.pick(Object.keys(ROUTING_TABLES).slice(0, 2));
    default:
      throw new Error(`${matcher} comes with its protocol`);
  }
}

function randomRoutes(random: Random): RandomRoute[] {
  const routes: RandomRoute[] = [
    { destination: '0.0.0.0/0', table: 'main', distance: 1, to: 'wan1' },
    { destination: '0.0.0.0/0', table: 'to_wan2', distance: 1, to: 'wan2' },
    { destination: '203.0.113.0/25', table: 'to_lan', distance: 1, to: 'lan' },
    { destination: '203.0.113.0/24', table: 'dead_end', distance: 1, to: 'blackhole' },
  ];
  if (random.chance(0.3)) routes.push({ destination: '0.0.0.0/0', table: 'main', distance: 2, to: 'wan2' });
  const more = random.chance(0.4) ? random.integer(1, 2) : 0;
  for (let at = 0; at < more; at++) {
    const destination = random.pick(['203.0.113.0/25', '203.0.113.77/32', '203.0.113.128/25', '198.51.100.128/25']);
    const distance = random.integer(1, 5);
    // Two equal routes would share the packets; which takes one, a hash decides.
    if (routes.some((each) => each.table === 'main' && each.destination === destination && each.distance === distance))
      continue;
    routes.push({ destination, table: 'main', distance, to: random.pick(['wan1', 'wan2', 'lan', 'blackhole']) });
  }
  return routes;
}

function routingRule(random: Random): RandomRoutingRule {
  // No address of the router: what the oracle sends for it is routed before the kernel looks at its source.
  const matchers: Record<string, string> = {};
  if (random.chance(0.5))
    matchers['src-address'] = random.pick(['192.168.88.10/32', '192.168.88.8/29', '203.0.113.0/24']);
  if (random.chance(0.3)) matchers['dst-address'] = random.pick(['203.0.113.0/25', '198.51.100.0/24']);
  if (random.chance(0.3) || Object.keys(matchers).length === 0) matchers['interface'] = random.pick(INTERFACES);
  const action = random.weighted({ lookup: 3, 'lookup-only-in-table': 1, drop: 0.5 });
  return { matchers, action, table: random.pick([...Object.keys(ROUTING_TABLES), 'main']) };
}
