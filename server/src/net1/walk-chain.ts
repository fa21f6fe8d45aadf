import { IntervalSet } from './interval-set';
import { type Item, valueOf } from '../config/item';
import { matchRule } from './matcher';
import type { NetworkModel } from './network-model';
import type { Probe } from './probe';

/** Sources that arrive at a place for certain, and those that may. */
export interface Flow {
  readonly certain: IntervalSet;
  readonly possible: IntervalSet;
}

/** Packets that a chain lets through: at a rule, or at its end. */
export interface Acceptance extends Flow {
  /** The rules that decided: jumps, and the accepting rule; empty where the end of the chain accepts. */
  readonly path: readonly Item[];
}

/** How deep chains may call each other; RouterOS refuses loops, a script can still write one. */
const MAX_DEPTH = 32;

/** Actions that end the walk and let the packet through. */
const ACCEPTING = new Set(['accept', 'fasttrack-connection']);
const DROPPING = new Set(['drop', 'reject', 'tarpit']);

/**
 * Sends the packets of a probe down a chain, first match first. What no rule decides is accepted at the end, as RouterOS
 * does. Two sets go down: a rule takes from the certain ones what it may match, from the possible ones only what it
 * certainly matches; so neither set ever claims too much (README.md beside this file).
 */
export function walkChain(model: NetworkModel, table: string, chain: string, probe: Probe): Acceptance[] {
  const accepted: Acceptance[] = [];
  const start: Flow = { certain: probe.sources, possible: probe.sources };
  const rest = walk(model, table, chain, probe, start, [], accepted);
  if (!rest.possible.isEmpty) accepted.push({ ...rest, path: [] });
  return accepted;
}

function walk(
  model: NetworkModel,
  table: string,
  chain: string,
  probe: Probe,
  start: Flow,
  path: readonly Item[],
  accepted: Acceptance[],
): Flow {
  if (path.length > MAX_DEPTH) return { certain: IntervalSet.empty, possible: start.possible };
  let flow = start;
  let returned: Flow = { certain: IntervalSet.empty, possible: IntervalSet.empty };
  for (const rule of model.items(`/ip/firewall/${table}`)) {
    if (valueOf(rule, 'chain') !== chain) continue;
    const action = rule.properties.has('action') ? valueOf(rule, 'action') : 'accept';
    const match = matchRule(model, rule, probe);
    const hit: Flow = { certain: flow.certain.intersect(match.certain), possible: flow.possible.intersect(match.possible) };
    if (hit.possible.isEmpty) continue;
    const missed: Flow = { certain: flow.certain.subtract(match.possible), possible: flow.possible.subtract(match.certain) };
    if (action === undefined) {
      // A computed action may end the walk or not.
      accepted.push({ certain: IntervalSet.empty, possible: hit.possible, path: [...path, rule] });
      flow = { certain: missed.certain, possible: flow.possible };
    } else if (ACCEPTING.has(action)) {
      accepted.push({ ...hit, path: [...path, rule] });
      flow = missed;
    } else if (DROPPING.has(action)) flow = missed;
    else if (action === 'return') {
      returned = { certain: returned.certain.union(hit.certain), possible: returned.possible.union(hit.possible) };
      flow = missed;
    } else if (action === 'jump') {
      const back = walk(model, table, valueOf(rule, 'jump-target') ?? '', probe, hit, [...path, rule], accepted);
      flow = { certain: missed.certain.union(back.certain), possible: missed.possible.union(back.possible) };
    }
    if (flow.possible.isEmpty) break;
  }
  return { certain: flow.certain.union(returned.certain), possible: flow.possible.union(returned.possible) };
}
