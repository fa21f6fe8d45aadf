import { IntervalSet } from '../base/interval-set';
import { PRIVATE_IPV4 } from '../base/ip-set';
import { type Item, isDisabled, valueOf } from '../config/item';
import type { NetworkModel } from './network-model';
import { isLanList, uplinks } from './uplinks';
import { vrfOf } from './vrfs';

/** Why an interface counts as an inside one. */
export type InsideEvidenceKind = 'address' | 'dhcp-server' | 'lan-list';

export interface InsideEvidence {
  readonly kind: InsideEvidenceKind;
  readonly item: Item;
}

/** An interface behind which the router's own users or servers are. */
export interface InsideInterface {
  readonly interface: string;
  readonly evidence: readonly InsideEvidence[];
  /** The networks that are connected there; empty where only a list names the interface. */
  readonly networks: IntervalSet;
}

/**
 * The inside interfaces: those with a private address, a DHCP server, or a place in a list called LAN, that are no
 * uplinks.
 */
export function lanSide(model: NetworkModel): readonly InsideInterface[] {
  return model.once(collectInside);
}

function collectInside(model: NetworkModel): readonly InsideInterface[] {
  const outside = new Set(uplinks(model).map((uplink) => uplink.interface));
  const found = new Map<string, { evidence: InsideEvidence[]; networks: IntervalSet }>();
  const note = (name: string, kind: InsideEvidenceKind, item: Item, network = IntervalSet.empty): void => {
    if (outside.has(name) || vrfOf(model, name) !== undefined) return;
    const entry = found.get(name) ?? { evidence: [], networks: IntervalSet.empty };
    entry.evidence.push({ kind, item });
    entry.networks = entry.networks.union(network);
    found.set(name, entry);
  };

  for (const item of model.configuration.menu('/ip/dhcp-server').items) {
    const name = model.interfaces.canonical(valueOf(item, 'interface'));
    if (name !== undefined && !isDisabled(item)) note(model.interfaces.routed(name), 'dhcp-server', item);
  }
  for (const list of model.interfaceLists.names) {
    if (!isLanList(list)) continue;
    for (const item of model.interfaceLists.memberItems(list)) {
      const name = model.interfaces.canonical(valueOf(item, 'interface'));
      if (name !== undefined) note(name, 'lan-list', item);
    }
  }
  const own = IntervalSet.of(...model.addresses.map(({ address }) => address));
  for (const { interface: name, network, item } of model.addresses) {
    // Behind an address without a network, of a loopback or a VRRP router, are at most the hosts on the same wire.
    const hosts = network.isSubsetOf(own) ? onWireOf(model, name) : network;
    // A public network is inside only where something else says so: it might as well be a provider's.
    if (!hosts.isEmpty && (hosts.isSubsetOf(PRIVATE_IPV4) || found.has(name))) note(name, 'address', item, hosts);
  }
  return [...found].map(([name, entry]) => ({ interface: name, ...entry }));
}

/** The networks that are connected to the interface below; none for an interface that is its own. */
function onWireOf(model: NetworkModel, name: string): IntervalSet {
  const wire = model.interfaces.wireOf(name);
  return model.addresses
    .filter((each) => each.interface === wire && wire !== name)
    .reduce((all, { network }) => all.union(network), IntervalSet.empty);
}
