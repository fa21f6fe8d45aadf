import { lanSide } from '../lan-side';
import type { NetworkModel } from '../network-model';
import { isLanList, uplinks } from '../uplinks';

/**
 * From which side packets come that a rule's matchers let through: `inside` or `outside` as far as interfaces, lists or
 * source addresses tell; `unknown` where they name something of which nothing tells; `any` where nothing is asked.
 */
export type TrafficSide = 'inside' | 'outside' | 'unknown' | 'any';

const WAN_WORD = /wan|isp|internet|uplink|pppoe|lte/i;
const LAN_WORD = /lan|local|bridge|inside|internal|vlan|clients|users/i;

/** The side that the matchers of a rule, jumps included, restrict packets to. */
export function sideOfMatchers(model: NetworkModel, matchers: ReadonlyMap<string, readonly string[]>): TrafficSide {
  let side: TrafficSide = 'any';
  for (const value of matchers.get('in-interface') ?? [])
    side = both(
      side,
      negatable(value, (name) => interfaceSide(model, name)),
    );
  for (const value of matchers.get('in-interface-list') ?? [])
    side = both(
      side,
      negatable(value, (name) => listSide(model, name)),
    );
  if (side !== 'any') return side;
  // Whoever names sources has the inside in mind: strangers have no known addresses.
  return matchers.has('src-address') || matchers.has('src-address-list') ? 'inside' : 'any';
}

function both(a: TrafficSide, b: TrafficSide): TrafficSide {
  if (a === 'any') return b;
  return a === b ? a : 'unknown';
}

/** What is not one side is the other: `!WAN` is the inside. */
function negatable(value: string, sideOf: (name: string) => TrafficSide): TrafficSide {
  if (!value.startsWith('!')) return sideOf(value);
  const side = sideOf(value.slice(1));
  return side === 'inside' ? 'outside' : side === 'outside' ? 'inside' : 'unknown';
}

function interfaceSide(model: NetworkModel, written: string): TrafficSide {
  const name = model.interfaces.canonical(written);
  if (uplinks(model).some((uplink) => uplink.interface === name)) return 'outside';
  if (lanSide(model).some((inside) => inside.interface === name)) return 'inside';
  return sideOfName(name);
}

function listSide(model: NetworkModel, list: string): TrafficSide {
  if (isLanList(list)) return 'inside';
  const members = model.interfaceLists.membersOf(list).certain;
  const sides = members.isCofinite ? [] : [...members.listed].map((name) => interfaceSide(model, name));
  const [first] = sides;
  if (first !== undefined && sides.every((side) => side === first)) return first;
  return sideOfName(list);
}

/** Interfaces are mostly named for what they lead to. */
function sideOfName(name: string): TrafficSide {
  if (WAN_WORD.test(name)) return 'outside';
  return LAN_WORD.test(name) ? 'inside' : 'unknown';
}
