import { valueOf } from '../config/item';
import type { NetworkModel } from './network-model';

/**
 * The VRF that an interface belongs to; undefined for one of the main VRF. A VRF has routes, addresses and services of its
 * own, which the engine does not follow: what is in one is left out of all questions.
 */
export function vrfOf(model: NetworkModel, name: string): string | undefined {
  return model.once(vrfsByInterface).get(name);
}

function vrfsByInterface(model: NetworkModel): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // RouterOS 6 names a VRF by its routing mark.
  for (const item of [...model.items('/ip/vrf'), ...model.items('/ip/route/vrf')]) {
    const vrf = valueOf(item, 'name') ?? valueOf(item, 'routing-mark') ?? '';
    if (vrf === 'main') continue;
    for (const written of (valueOf(item, 'interfaces') ?? '').split(',').map((each) => each.trim())) {
      const isList = model.interfaceLists.names.includes(written);
      const names = isList
        ? model.interfaceLists.memberItems(written).flatMap((member) => valueOf(member, 'interface') ?? [])
        : [written];
      for (const name of names) found.set(model.interfaces.canonical(name), vrf);
    }
  }
  return found;
}
