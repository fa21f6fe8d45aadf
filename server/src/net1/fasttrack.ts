import { type Item, valueOf } from '../config/item';
import type { NetworkModel } from './network-model';

/** A FastTrack rule that takes connections out of the policy routing that their mark asks for. */
export interface FasttrackConflict {
  readonly fasttrack: Item;
  readonly mark: string;
  /** The rule that routes by the mark. */
  readonly routing: Item;
}

/**
 * FastTrack rules that connections with a routed mark may reach. Packets of a FastTracked connection skip mangle and are
 * looked up in main only. A rule that asks for `connection-mark=no-mark`, or for another mark, is no conflict.
 */
export function fasttrackConflicts(model: NetworkModel): FasttrackConflict[] {
  const routed = model.items('/ip/firewall/mangle').flatMap((routing) => {
    const mark = valueOf(routing, 'connection-mark');
    const table = valueOf(routing, 'new-routing-mark');
    const isRouting = valueOf(routing, 'action') === 'mark-routing' && table !== undefined && table !== 'main';
    return isRouting && mark && mark !== 'no-mark' && !mark.startsWith('!') ? [{ routing, mark }] : [];
  });
  const produced = new Set(model.items('/ip/firewall/mangle').map((rule) => valueOf(rule, 'new-connection-mark')));
  return model.items('/ip/firewall/filter').flatMap((fasttrack) => {
    if (valueOf(fasttrack, 'action') !== 'fasttrack-connection' || !fasttrack.certain) return [];
    const hit = routed.find(({ mark }) => produced.has(mark) && mayCarry(fasttrack, mark));
    return hit ? [{ fasttrack, ...hit }] : [];
  });
}

function mayCarry(rule: Item, mark: string): boolean {
  if (!rule.properties.has('connection-mark')) return true;
  const wanted = valueOf(rule, 'connection-mark');
  if (wanted === undefined) return false;
  return wanted.startsWith('!') ? wanted.slice(1) !== mark : wanted === mark || wanted === '';
}
