import type { InterfaceListDefinition, RandomRoutingRule, RandomRule, RuleSet } from './rule-set';
import { CONNECTION_MARKS, INTERFACES, type InterfaceName, NEIGHBOUR, PACKET_MARKS, ROUTING_TABLES } from './topology';

/** A rule set for the oracle (README.md, `load`). */
export interface OracleRules {
  readonly rules: string;
  readonly sets: Readonly<Record<string, readonly string[]>>;
  readonly ip: readonly string[];
}

/** Which rule of the set stands where, by `table CHAIN n`, as the oracle names it. */
export type RulePlaces = ReadonlyMap<string, number>;

const CHAINS: Readonly<Record<string, string>> = { dstnat: 'PREROUTING', srcnat: 'POSTROUTING' };
const BASE_CHAINS = new Set(['prerouting', 'input', 'forward', 'output', 'postrouting', 'dstnat', 'srcnat']);

/** Says in iptables's words what a rule set says in RouterOS's; written from the tables in README.md. */
export function iptablesRules(set: RuleSet): OracleRules & { readonly places: RulePlaces } {
  const lists = new InterfaceGroups(set.interfaceLists);
  const places = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const [index, { table, chain, disabled }] of set.rules.entries()) {
    if (disabled) continue;
    const name = `${table} ${chainName(chain)}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    places.set(`${name} ${counts.get(name)}`, index);
  }
  const rules = (['raw', 'mangle', 'nat', 'filter'] as const).map((table) => {
    const own = set.rules.filter((rule) => rule.table === table && !rule.disabled);
    const written = own.flatMap((rule, index) => ruleLines(rule, index, lists));
    const chains = new Set([...set.rules.filter((rule) => rule.table === table).map(({ chain }) => chain)]);
    for (const rule of own) if (rule.parameters['jump-target']) chains.add(rule.parameters['jump-target']);
    const user = [...chains].filter((chain) => !BASE_CHAINS.has(chain)).map(chainName);
    const declared = [
      ...user,
      ...written.flatMap(
        (line) => /^-A (k_\S+) -j MARK|^-A (k_\S+) -j CONNMARK/.exec(line)?.slice(1).find(Boolean) ?? [],
      ),
    ];
    return [`*${table}`, ...declared.map((chain) => `:${chain} - [0:0]`), ...written, 'COMMIT'].join('\n');
  });
  return { rules: `${rules.join('\n')}\n`, sets: set.addressLists, ip: [...lists.commands, ...routing(set)], places };
}

function chainName(chain: string): string {
  return BASE_CHAINS.has(chain)
    ? (CHAINS[chain] ?? chain.toUpperCase())
    : `u_${chain.replaceAll('postrouting', 'post')}`;
}

function ruleLines(rule: RandomRule, index: number, lists: InterfaceGroups): string[] {
  const head = ['-A', chainName(rule.chain), ...matchers(rule, lists)].join(' ');
  const { target, ends } = targetOf(rule, index);
  if (ends === undefined) return [target === '' ? head : `${head} -j ${target}`];
  return [`${head} -j ${ends}`, `-A ${ends} -j ${target}`, `-A ${ends} -j ACCEPT`];
}

/** The target, and for `passthrough=no` the chain of its own that a mark and an ACCEPT need. */
function targetOf({ action, parameters, table }: RandomRule, index: number): { target: string; ends?: string } {
  const ends = parameters['passthrough'] === 'no' ? { ends: `k_${table}${index}` } : {};
  const port = parameters['to-ports'];
  switch (action) {
    case 'accept':
    case 'drop':
    case 'return':
      return { target: action.toUpperCase() };
    case 'reject': {
      const answer = {
        'tcp-reset': 'tcp-reset',
        'icmp-port-unreachable': 'icmp-port-unreachable',
        'icmp-admin-prohibited': 'icmp-admin-prohibited',
      };
      const chosen = answer[parameters['reject-with'] as keyof typeof answer] ?? 'icmp-net-unreachable';
      return { target: `REJECT --reject-with ${chosen}` };
    }
    case 'jump':
      return { target: chainName(parameters['jump-target'] as string) };
    case 'passthrough':
    case 'log':
      return { target: '' };
    case 'notrack':
      return { target: 'CT --notrack' };
    case 'mark-packet':
      return { target: `MARK --set-xmark ${PACKET_MARKS[parameters['new-packet-mark'] as string]}/0xff`, ...ends };
    case 'mark-connection':
      return {
        target: `CONNMARK --set-mark ${CONNECTION_MARKS[parameters['new-connection-mark'] as string]}`,
        ...ends,
      };
    case 'mark-routing':
      return { target: `MARK --set-xmark ${routingMark(parameters['new-routing-mark'] as string)}/0xff00`, ...ends };
    case 'dst-nat':
      return { target: `DNAT --to-destination ${parameters['to-addresses']}${port ? `:${port}` : ''}` };
    case 'redirect':
      return { target: `REDIRECT${port ? ` --to-ports ${port}` : ''}` };
    case 'src-nat':
      return { target: `SNAT --to-source ${parameters['to-addresses']}` };
    case 'masquerade':
      return { target: 'MASQUERADE' };
    case 'netmap':
      return { target: `NETMAP --to ${parameters['to-addresses']}` };
    default:
      throw new Error(`no target for ${action}`);
  }
}

function routingMark(name: string): string {
  return `0x${((ROUTING_TABLES[name] as number) << 8).toString(16)}`;
}

function matchers(rule: RandomRule, lists: InterfaceGroups): string[] {
  // iptables wants the protocol before what looks into its header.
  const entries = Object.entries(rule.matchers);
  const protocol = entries.filter(([name]) => name === 'protocol');
  return [...protocol, ...entries.filter(([name]) => name !== 'protocol')].map(([name, text]) =>
    matcher(name, text, lists),
  );
}

function matcher(name: string, text: string, lists: InterfaceGroups): string {
  const isNot = text.startsWith('!') && name !== 'tcp-flags';
  const value = isNot ? text.slice(1) : text;
  const not = isNot ? '! ' : '';
  const side = name.startsWith('src') || name.startsWith('in') ? 'src' : 'dst';
  switch (name) {
    case 'protocol':
      return `${not}-p ${value === 'ospf' ? '89' : value}`;
    case 'src-port':
    case 'dst-port':
    case 'port':
      return `-m multiport ${not}--${{ 'src-port': 'sports', 'dst-port': 'dports', port: 'ports' }[name]} ${value.replaceAll('-', ':')}`;
    case 'tcp-flags': {
      const flags = value.toUpperCase().split(',');
      const set = flags.filter((flag) => !flag.startsWith('!'));
      return `--tcp-flags ${flags.map((flag) => flag.replace('!', '')).join(',')} ${set.join(',') || 'NONE'}`;
    }
    case 'icmp-options': {
      const [type, codes] = value.split(':');
      return `--icmp-type ${type}${codes === undefined || codes === '0-255' ? '' : `/${codes}`}`;
    }
    case 'in-interface':
      return `${not}-i ${value}`;
    case 'out-interface':
      return `${not}-o ${value}`;
    case 'in-interface-list':
    case 'out-interface-list':
      return `-m devgroup ${not}--${side}-group ${lists.maskOf(value)}`;
    case 'src-address':
    case 'dst-address':
      // `! -d 0.0.0.0/0` is refused.
      if (value === '0.0.0.0/0') return `-m iprange ${not}--${side}-range 0.0.0.0-255.255.255.255`;
      return value.includes('-') ? `-m iprange ${not}--${side}-range ${value}` : `${not}-${side[0]} ${value}`;
    case 'src-address-list':
    case 'dst-address-list':
      return `-m set ${not}--match-set ${value} ${side}`;
    case 'src-address-type':
    case 'dst-address-type':
      return `-m addrtype ${not}--${side}-type ${value.toUpperCase()}`;
    case 'connection-state':
    case 'connection-nat-state':
      return `-m conntrack ${not}--ctstate ${value.toUpperCase().replaceAll('SRCNAT', 'SNAT').replaceAll('DSTNAT', 'DNAT')}`;
    case 'connection-mark':
      return `-m connmark ${not}--mark ${CONNECTION_MARKS[value]}`;
    case 'packet-mark':
      return `-m mark ${not}--mark ${PACKET_MARKS[value]}/0xff`;
    case 'routing-mark':
      return `-m mark ${not}--mark ${routingMark(value)}/0xff00`;
    default:
      throw new Error(`no match for ${name}`);
  }
}

/** Interface lists as bits of each interface's device group. */
class InterfaceGroups {
  private readonly bits = new Map<string, number>();

  constructor(private readonly definitions: Readonly<Record<string, InterfaceListDefinition>>) {
    for (const list of ['all', ...Object.keys(definitions)]) this.bits.set(list, 1 << this.bits.size);
  }

  maskOf(list: string): string {
    const bit = `0x${(this.bits.get(list) as number).toString(16)}`;
    return `${bit}/${bit}`;
  }

  get commands(): string[] {
    return INTERFACES.map((name) => {
      const lists = [...this.bits.keys()].filter((list) => this.members(list).has(name));
      return `link set dev ${name} group ${lists.reduce((sum, list) => sum + (this.bits.get(list) as number), 0)}`;
    });
  }

  /** RouterOS: the included lists, less the excluded ones, and the list's own members. */
  private members(list: string): Set<InterfaceName> {
    if (list === 'all') return new Set(INTERFACES);
    const { members, include, exclude } = this.definitions[list] as InterfaceListDefinition;
    const all = new Set(include.flatMap((each) => [...this.members(each)]));
    for (const each of exclude) for (const name of this.members(each)) all.delete(name);
    return new Set([...all, ...members]);
  }
}

/** RouterOS 7 asks the routing mark's table first, then for its own addresses, then the rules, then table main. */
function routing({ routes, routingRules }: RuleSet): string[] {
  const table = (name: string) => (name === 'main' ? 'main' : String(100 + (ROUTING_TABLES[name] as number)));
  const commands = Object.keys(ROUTING_TABLES).map(
    (name, index) => `rule add pref ${100 + index} fwmark ${routingMark(name)}/0xff00 lookup ${table(name)}`,
  );
  commands.push('rule add pref 200 lookup local', 'rule del pref 0');
  commands.push('route del default');
  for (const { destination, table: name, distance, to } of routes) {
    const target = to === 'blackhole' ? '' : ` via ${NEIGHBOUR[to]} dev ${to}`;
    const kind = to === 'blackhole' ? 'blackhole ' : '';
    commands.push(`route add ${kind}${destination}${target} table ${table(name)} metric ${distance}`);
  }
  // Last: Linux asks them for gateways, too, when a route is made.
  routingRules.forEach((rule, index) => {
    commands.push(...ruleCommands(rule, 300 + 2 * index, table(rule.table)));
  });
  return commands;
}

function ruleCommands({ matchers, action }: RandomRoutingRule, preference: number, number: string): string[] {
  const { 'src-address': src, 'dst-address': dst, interface: iif } = matchers;
  const selectors = [src && `from ${src}`, dst && `to ${dst}`, iif && `iif ${iif}`].filter(Boolean).join(' ');
  if (action === 'drop') return [`rule add pref ${preference} ${selectors} blackhole`];
  const lookup = `rule add pref ${preference} ${selectors} lookup ${number}`;
  return action === 'lookup' ? [lookup] : [lookup, `rule add pref ${preference + 1} ${selectors} blackhole`];
}
