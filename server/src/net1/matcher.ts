import { IntervalSet } from './interval-set';
import { ANY_ADDRESS, parseAddresses } from './ipv4';
import { type Item, valueOf } from '../config/item';
import type { Certainty, NetworkModel } from './network-model';
import type { Probe } from './probe';

/** The sources for which a rule matches for certain, and those for which it may. `certain` lies within `possible`. */
export interface Match {
  readonly certain: IntervalSet;
  readonly possible: IntervalSet;
}

const ALL: Match = { certain: ANY_ADDRESS, possible: ANY_ADDRESS };
const NONE: Match = { certain: IntervalSet.empty, possible: IntervalSet.empty };
const MAYBE: Match = { certain: IntervalSet.empty, possible: ANY_ADDRESS };

/** Properties of a rule that say what it does or are remarks, not what it matches. */
const NOT_MATCHERS = new Set([
  'chain', 'action', 'comment', 'disabled', 'log', 'log-prefix', 'jump-target', 'reject-with', 'address-list',
  'address-list-timeout', 'passthrough', 'new-connection-mark', 'new-routing-mark', 'new-packet-mark', 'to-addresses', 'to-ports', 'copy-from',
  'hw-offload',
]);

/**
 * What a rule matches of a probe's packets. Matchers that can't be modelled exactly (limits, layer 7, random …) may
 * match anything; so does a value that the script computes.
 */
export function matchRule(model: NetworkModel, rule: Item, probe: Probe): Match {
  let match: Match = rule.certain ? ALL : MAYBE;
  for (const [name, property] of rule.properties) {
    if (NOT_MATCHERS.has(name) || property.value === '') continue;
    match = both(match, property.value === undefined ? MAYBE : matchProperty(model, name, property.value, probe));
    if (match.possible.isEmpty) return NONE;
  }
  return match;
}

function both(a: Match, b: Match): Match {
  return { certain: a.certain.intersect(b.certain), possible: a.possible.intersect(b.possible) };
}

function matchProperty(model: NetworkModel, name: string, value: string, probe: Probe): Match {
  const negated = value.startsWith('!');
  const match = matchPositive(model, name, negated ? value.slice(1) : value, probe);
  return negated ? { certain: ANY_ADDRESS.subtract(match.possible), possible: ANY_ADDRESS.subtract(match.certain) } : match;
}

function matchPositive(model: NetworkModel, name: string, value: string, probe: Probe): Match {
  switch (name) {
    case 'in-interface':
      return is(value === probe.inInterface || value === 'all' ? 'yes' : value.startsWith('all-') ? 'maybe' : 'no');
    case 'in-interface-list':
      return is(model.inList(probe.inInterface, value));
    case 'protocol':
      return is(protocolIs(value, probe.protocol));
    case 'dst-port':
    case 'port':
      return is(probe.dstPort === undefined ? 'no' : name === 'port' && !inPorts(value, probe.dstPort) ? 'maybe' : inPorts(value, probe.dstPort) ? 'yes' : 'no');
    case 'connection-state':
      return is(value.split(',').includes(probe.connectionState) ? 'yes' : 'no');
    case 'connection-nat-state':
      // A packet to the router itself that nothing translated.
      return is(probe.connectionState === 'new' ? 'no' : 'maybe');
    case 'src-address': {
      const interval = parseAddresses(value);
      if (!interval) return MAYBE;
      const set = IntervalSet.of(interval);
      return { certain: set, possible: set };
    }
    case 'src-address-list': {
      const list = model.addressList(value);
      return { certain: list.certain, possible: list.open ? ANY_ADDRESS : list.certain };
    }
    case 'src-address-type':
      return is(value.split(',').includes('unicast') ? 'yes' : value === 'local' || value === 'broadcast' || value === 'multicast' ? 'no' : 'maybe');
    case 'dst-address-type':
      return is(value.split(',').includes('local') ? 'yes' : 'no');
    case 'connection-mark':
    case 'packet-mark':
    case 'routing-mark':
      return is(value === 'no-mark' ? 'maybe' : 'maybe');
    case 'ipsec-policy':
      return is(value === 'in,none' ? 'yes' : value.startsWith('in,') ? 'maybe' : 'maybe');
    case 'fragment':
      return is(value === 'no' || value === 'false' ? 'yes' : 'maybe');
    default:
      return MAYBE;
  }
}

function is(certainty: Certainty): Match {
  return certainty === 'yes' ? ALL : certainty === 'no' ? NONE : MAYBE;
}

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp' };

function protocolIs(value: string, protocol: string): Certainty {
  return (PROTOCOL_NUMBERS[value] ?? value) === protocol ? 'yes' : 'no';
}

/** `80`, `80,443`, `1000-2000,53`. */
export function inPorts(value: string, port: number): boolean {
  return value.split(',').some((part) => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    return first <= port && port <= last;
  });
}
