import { type Item, valueOf } from '../../../config/item';
import type { NetworkModel } from '../../network-model';
import { ICMP, ICMPV6 } from '../../protocol-numbers';
import { parseAddress } from '../../routing/ip-family';
import { isDeadEnd, isSilentHost, type Outage, type SilentHost } from '../../routing/outage';
import { routingOf } from '../../routing/routing-decision';
import { connectionParts } from '../../trace/connection-parts';
import { traceWays } from '../../trace/trace';

/** A netwatch entry that asks a host again and again. */
export interface WatchedHost {
  readonly item: Item;
  /** As it is written. */
  readonly name: string;
  /** Undefined for a name, or a host of another VRF. */
  readonly host: SilentHost | undefined;
}

/** Whether a host answers the router. */
export interface Reach {
  readonly answers: 'yes' | 'no' | 'maybe';
  /** The interfaces that the router asks it by. */
  readonly by: readonly string[];
}

/** The netwatch entries that are switched on. */
export function watchedHosts(model: NetworkModel): readonly WatchedHost[] {
  return model.items('/tool/netwatch').flatMap((item) => {
    const name = valueOf(item, 'host');
    if (name === undefined) return [];
    const hosts = ([4, 6] as const).flatMap((family) => {
      const address = parseAddress(name, family);
      return address === undefined ? [] : [{ family, address }];
    });
    return [{ item, name, host: hosts[0] }];
  });
}

/** Whether a watched host answers while something has died, by the way that the router's own packets take. */
export function reachOf(model: NetworkModel, { item, host }: WatchedHost, outage: Outage): Reach {
  if (host === undefined || !item.certain) return { answers: 'maybe', by: [] };
  return reachFrom(model, host, parseAddress(valueOf(item, 'src-address') ?? '', host.family), outage);
}

/** Whether a host answers a `/ping` of a script. */
export function answersPing(
  model: NetworkModel,
  outage: Outage,
  values: ReadonlyMap<string, string>,
): boolean | undefined {
  const text = values.get('address') ?? '';
  const family = text.includes(':') ? 6 : 4;
  const address = parseAddress(text, family);
  if (address === undefined) return undefined;
  if (isSilentHost(outage, address, family)) return false;
  const name = model.interfaces.canonical(values.get('interface'));
  if (isDeadEnd(outage, name)) return false;
  if (values.has('routing-table') || values.has('vrf')) return undefined;
  const source = parseAddress(values.get('src-address') ?? '', family);
  const { answers, by } = reachFrom(model, { family, address }, source, outage);
  // By another interface than routing would choose nobody knows where it goes.
  if (name !== undefined && (by.length !== 1 || by[0] !== name)) return undefined;
  return answers === 'maybe' ? undefined : answers === 'yes';
}

function reachFrom(model: NetworkModel, host: SilentHost, source: bigint | undefined, outage: Outage): Reach {
  const { family, address } = host;
  const protocol = family === 4 ? ICMP : ICMPV6;
  const packet = { family, inInterface: undefined, src: source, dst: address, protocol };
  const all = traceWays(model, packet, routedOutage(model, outage));
  const parts = all.flatMap(({ endings }) => connectionParts(endings).map(({ ending }) => ending));
  const by = [...new Set(parts.flatMap(({ outInterface }) => outInterface ?? []))];
  if (isSilentHost(outage, address, family)) return { answers: 'no', by };
  const answers = parts.map(({ verdict, outInterface, neighbour }) => {
    if (verdict === 'accept') return 'yes';
    if (verdict !== 'forward') return 'no';
    if (isDeadEnd(outage, outInterface) || isSilentHost(outage, neighbour, family)) return 'no';
    return outInterface === undefined ? 'maybe' : 'yes';
  });
  const [first] = answers;
  const isSure = all.every(({ isWhole }) => isWhole) && answers.every((each) => each === first);
  return { answers: isSure && first !== undefined ? first : 'maybe', by };
}

/** The outage, without hosts that no route asks for: those change no route. */
export function routedOutage(model: NetworkModel, outage: Outage): Outage {
  const gateways = model.once(gatewayNames);
  const hosts = outage.hosts.filter(({ family, address }) => gateways.has(`${family} ${address}`));
  return hosts.length === outage.hosts.length ? outage : { ...outage, hosts };
}

function gatewayNames(model: NetworkModel): ReadonlySet<string> {
  const names = new Set<string>();
  for (const family of [4, 6] as const)
    for (const major of [6, 7] as const)
      for (const { address, hop } of routingOf(model, family, major).gateways()) {
        names.add(`${family} ${address}`);
        if (hop.neighbour !== undefined) names.add(`${family} ${hop.neighbour}`);
      }
  return names;
}
