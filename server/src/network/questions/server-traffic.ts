import { parseIpv4 } from '../../base/ip-address';
import { SymbolSet } from '../../base/symbol-set';
import { type Item, valueOf } from '../../config/item';
import { NO_INTERFACE } from '../cube';
import type { FirewallRule } from '../firewall-rule';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { walkChain } from '../walk-chain';
import { ORDINARY } from './router-reach';

/**
 * The first dst-nat rule to a host that is there for sure and that new connections meet, after mangle marked them; among
 * those that the caller asks about. Of a share (PCC, nth) some connection is taken to come.
 */
export function askServerTraffic(
  model: NetworkModel,
  host: number,
  isAsked: (rule: FirewallRule) => boolean,
): FirewallRule | undefined {
  return model
    .rules('nat', 'dstnat')
    .find(
      (rule) =>
        rule.action === 'dst-nat' && rule.isCertain && sendsTo(rule.item, host) && isAsked(rule) && isMet(model, rule),
    );
}

const ARRIVING = PacketSet.of({ ...ORDINARY, inInterface: SymbolSet.allBut(NO_INTERFACE) });

function isMet(model: NetworkModel, rule: FirewallRule): boolean {
  // Only what the rule is for: so the walk does not split packets by rules that are for others.
  const visitors = ARRIVING.intersect(rule.matchWithout('connection-mark').may);
  const marked = walkChain(model, 'mangle', 'prerouting', visitors).possibly('accept', 'fasttrack');
  return walkChain(model, 'nat', 'dstnat', marked)
    .regionsOf(['translate'])
    .some((region) => region.rule === rule && !region.possible.isEmpty);
}

/** Whether a dst-nat rule sends, always or in turns, to a host: `10.0.0.1`, `10.0.0.1-10.0.0.3`. */
export function sendsTo(rule: Item, host: number): boolean {
  const [first, last = first] = (valueOf(rule, 'to-addresses') ?? '').split('-').map((part) => parseIpv4(part.trim()));
  return first !== undefined && last !== undefined && first <= host && host <= last;
}
