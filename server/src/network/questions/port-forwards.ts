import type { IntervalSet } from '../../base/interval-set';
import { parseIpv4 } from '../../base/ip-address';
import type { FirewallRule } from '../firewall-rule';
import { type InsideInterface, lanSide } from '../lan-side';
import { parsePorts } from '../lower-match';
import type { NetworkModel } from '../network-model';

/** A dst-nat rule to one host behind the router. */
export interface PortForward {
  readonly rule: FirewallRule;
  /** The host's address, as an unsigned 32-bit integer. */
  readonly server: number;
  /** Where the host is connected; undefined where the configuration does not tell. */
  readonly inside: InsideInterface | undefined;
  /** The ports that the host is asked at, after translation; undefined where the rule names none. */
  readonly ports: IntervalSet | undefined;
}

/** The certain dst-nat rules of chain `dstnat` that lead to a single host. */
export function askPortForwards(model: NetworkModel): readonly PortForward[] {
  return model.once(findPortForwards);
}

function findPortForwards(model: NetworkModel): readonly PortForward[] {
  return model.rules('nat', 'dstnat').flatMap((rule) => {
    const server = parseIpv4(rule.value('to-addresses') ?? '');
    if (rule.action !== 'dst-nat' || !rule.isCertain || server === undefined) return [];
    const inside = lanSide(model).find(({ networks }) => networks.has(server));
    const ports = parsePorts(rule.value('to-ports') ?? rule.value('dst-port') ?? '');
    return [{ rule, server, inside, ports }];
  });
}
