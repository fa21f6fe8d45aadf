import type { RouterState } from './router-state';
import { countedSince } from './rule-counters';
import { uplinkInterfaces } from './uplink-interfaces';

/** What one uplink or mark has of the whole. */
export interface LiveShare {
  /** The interface, or the connection mark. */
  readonly name: string;
  /** Bytes both ways, new connections, or tracked connections: as the question counts. */
  readonly amount: number;
  /** From 0 to 1. */
  readonly part: number;
}

/** Shares with what they are of; a total of 0 says nothing about shares. */
export interface LiveShares {
  readonly total: number;
  /** In the order of the router. */
  readonly shares: readonly LiveShare[];
}

/** How the bytes between two readings were shared among the uplinks; undefined where the router does not count them. */
export function uplinkTraffic(before: RouterState, after: RouterState): LiveShares | undefined {
  const amounts = uplinkInterfaces(after).flatMap((name): [string, number][] => {
    const [old, now] = [before, after].map((state) => bytesOf(state, name));
    return old === undefined || now === undefined ? [] : [[name, countedSince(old, now)]];
  });
  return amounts.length > 0 ? sharesOf(amounts) : undefined;
}

function bytesOf(state: RouterState, name: string): number | undefined {
  const found = state.interfaces?.find((each) => each.name === name);
  return found?.rxBytes === undefined || found.txBytes === undefined ? undefined : found.rxBytes + found.txBytes;
}

/**
 * How the new connections between two readings were shared among the uplinks. A NAT rule counts the first packet of a
 * connection only, so the packets of one that names its interface are connections. Undefined where no rule names one.
 */
export function newConnectionShares(before: RouterState, after: RouterState): LiveShares | undefined {
  const old = new Map((before.nat ?? []).map((rule) => [rule.id, rule.packets]));
  const amounts = new Map<string, number>();
  for (const { id, chain, isDisabled, packets, properties } of after.nat ?? []) {
    const name = properties['out-interface'];
    if (chain !== 'srcnat' || isDisabled || name === undefined || name.startsWith('!')) continue;
    // A rule that is new counts from its beginning.
    amounts.set(name, (amounts.get(name) ?? 0) + countedSince(old.get(id) ?? 0, packets));
  }
  return amounts.size > 0 ? sharesOf([...amounts]) : undefined;
}

/** How the tracked connections are shared among the marks now; `no-mark` is what none of them has. */
export function markShares({ marks }: RouterState): LiveShares | undefined {
  if (!marks || marks.byMark.size === 0) return undefined;
  const marked = [...marks.byMark.values()].reduce((sum, count) => sum + count, 0);
  const unmarked = marks.total === undefined ? 0 : Math.max(0, marks.total - marked);
  return sharesOf([...marks.byMark, ...(unmarked > 0 ? [['no-mark', unmarked] as const] : [])]);
}

function sharesOf(amounts: readonly (readonly [name: string, amount: number])[]): LiveShares {
  const total = amounts.reduce((sum, [, amount]) => sum + amount, 0);
  return {
    total,
    shares: amounts.map(([name, amount]) => ({ name, amount, part: total === 0 ? 0 : amount / total })),
  };
}
