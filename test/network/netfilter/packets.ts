import type { Random } from './random';
import { HOSTS, INTERFACES, type InterfaceName, PORTS, ROUTER_ADDRESS } from './topology';

/** The first packet of a flow, and what is sent behind it if it arrives. */
export interface RandomFlow {
  /** `router` for what the router itself sends. */
  readonly in: InterfaceName | 'router';
  readonly src: string;
  readonly dst: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'ospf';
  readonly sport?: number;
  readonly dport?: number;
  /** `S`, `A`, `SA`, `FA`. */
  readonly flags?: string;
  readonly icmpType?: number;
  readonly then: readonly ('reply' | 'follow-up')[];
}

/** Broadcast and multicast addresses that every router listens to. */
const TO_ALL = ['192.168.88.255', '192.0.2.255', '255.255.255.255', '224.0.0.1'];

/** Random flows. Ports differ from flow to flow: on a clash the kernel draws one that nobody can tell. */
export function randomFlows(random: Random, count: number, firstPort: number): RandomFlow[] {
  let port = firstPort;
  let hasPortless = false;
  return Array.from({ length: count }, () => {
    const source = random.weighted<InterfaceName | 'router'>({ lan: 5, wan1: 4, wan2: 2, router: 2 });
    const isToAll = source !== 'router' && random.chance(0.05);
    const dst = isToAll ? random.pick(TO_ALL) : destination(random, source);
    const src = source === 'router' ? random.pick(Object.values(ROUTER_ADDRESS)) : random.pick(HOSTS[source]);
    const protocol = random.weighted({ tcp: 5, udp: 4, icmp: 2, ospf: hasPortless ? 0 : 0.4 });
    // Without ports two flows between the same hosts are one connection.
    if (protocol === 'ospf') hasPortless = true;
    const then = isToAll
      ? []
      : random.pick<RandomFlow['then']>([
          [],
          ['reply'],
          ['reply', 'follow-up'],
          ['reply', 'follow-up'],
          ['follow-up', 'reply'],
        ]);
    const base = { in: source, src, dst, protocol, then };
    if (protocol === 'ospf') return base;
    const sport = ++port;
    if (protocol === 'icmp') return { ...base, sport, icmpType: random.weighted({ '8': 4, '13': 1 }) === '8' ? 8 : 13 };
    const flags = protocol === 'tcp' ? { flags: random.weighted({ S: 12, A: 1.5, SA: 0.8, FA: 0.8 }) } : {};
    return { ...base, sport, dport: random.pick([...PORTS, 7777]), ...flags };
  });
}

function destination(random: Random, source: InterfaceName | 'router'): string {
  const isRouter = source !== 'router' && random.chance(source === 'lan' ? 0.35 : 0.55);
  if (isRouter) return random.pick(Object.values(ROUTER_ADDRESS));
  return random.pick(INTERFACES.filter((name) => name !== source).flatMap((name) => HOSTS[name]));
}
