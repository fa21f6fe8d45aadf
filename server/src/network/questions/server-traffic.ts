import { parseIpv4 } from '../../base/ip-address';
import { SymbolSet } from '../../base/symbol-set';
import { NO_INTERFACE } from '../cube';
import type { FirewallRule } from '../firewall-rule';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { walkChain } from '../walk-chain';
import { ORDINARY } from './router-reach';

/**
 * The dst-nat rules that are there for sure and that new connections meet, after mangle marked them. Of a share (PCC,
 * nth) some connection is taken to come.
 */
export function askServerTraffic(model: NetworkModel): readonly FirewallRule[] {
  return model.once(findTraffic);
}

function findTraffic(model: NetworkModel): readonly FirewallRule[] {
  const arriving = PacketSet.of({ ...ORDINARY, inInterface: SymbolSet.allBut(NO_INTERFACE) });
  const marked = walkChain(model, 'mangle', 'prerouting', arriving).possibly('accept', 'fasttrack');
  return walkChain(model, 'nat', 'dstnat', marked)
    .regionsOf(['translate'])
    .flatMap(({ rule, possible }) => (rule?.isCertain && rule.action === 'dst-nat' && !possible.isEmpty ? [rule] : []));
}

/** Whether a dst-nat rule sends, always or in turns, to a host: `10.0.0.1`, `10.0.0.1-10.0.0.3`. */
export function sendsTo(rule: FirewallRule, host: number): boolean {
  const [first, last = first] = (rule.value('to-addresses') ?? '').split('-').map((part) => parseIpv4(part.trim()));
  return first !== undefined && last !== undefined && first <= host && host <= last;
}
