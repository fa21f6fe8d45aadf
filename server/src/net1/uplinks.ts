import { isDisabled, type Item, valueOf } from '../config/item';
import { defaultRoutes } from './default-routes';
import type { NetworkModel } from './network-model';

/** An interface that leads to the Internet, and what says so. */
export interface Uplink {
  readonly interface: string;
  readonly evidence: 'interface list WAN' | 'default route' | 'masquerade';
  /** The item that says so. */
  readonly item: Item;
}

/**
 * The uplinks that the configuration proves. A DHCP client alone is none: an access point has one on its management
 * bridge (rule facts, part E). It takes a default route on a routed port, membership in a WAN list, or masquerading.
 */
export function uplinks(model: NetworkModel): Uplink[] {
  const found = new Map<string, Uplink>();
  const add = (name: string | undefined, evidence: Uplink['evidence'], item: Item) => {
    if (name && !found.has(name)) found.set(name, { interface: name, evidence, item });
  };
  for (const item of model.items('/interface/list/member'))
    if (item.certain && /^wans?$/i.test(valueOf(item, 'list') ?? '')) add(valueOf(item, 'interface'), 'interface list WAN', item);
  for (const rule of model.items('/ip/firewall/nat')) {
    const action = valueOf(rule, 'action');
    if (action !== 'masquerade' && action !== 'src-nat') continue;
    const out = valueOf(rule, 'out-interface');
    // Masquerading towards a bridge or with a destination is a hairpin or a tunnel, not an uplink.
    if (out && !out.startsWith('!') && !rule.properties.has('dst-address') && !isBridge(model, out)) add(out, 'masquerade', rule);
  }
  for (const route of defaultRoutes(model)) {
    for (const name of route.interfaces) {
      if (route.kind === 'dhcp' && (isBridge(model, name) || model.bridgeOf(name) !== undefined || !hasInside(model, name))) continue;
      if (!isBridge(model, name)) add(name, 'default route', route.item);
    }
  }
  return [...found.values()];
}

function isBridge(model: NetworkModel, name: string): boolean {
  return model.configuration.menu('/interface/bridge').items.some((item) => valueOf(item, 'name') === name);
}

/** Whether the router has another side: an address or a DHCP server that is not on this interface. */
function hasInside(model: NetworkModel, name: string): boolean {
  return ['/ip/address', '/ip/dhcp-server'].some((menu) =>
    model.configuration.menu(menu).items.some((item) => !isDisabled(item) && valueOf(item, 'interface') !== name),
  );
}
