import { parseAddresses } from './ipv4';
import { type Interval, IntervalSet } from './interval-set';
import type { Configuration } from '../config/configuration';
import { isDisabled, type Item, valueOf } from '../config/item';

/** `yes`, `no`, or `maybe` where the configuration does not tell. */
export type Certainty = 'yes' | 'maybe' | 'no';

/** An address list: what is in it for certain, and whether more may be (names, entries that time brings). */
export interface AddressList {
  readonly certain: IntervalSet;
  readonly open: boolean;
}

/** A configuration seen as a network: what the questions in this room are asked of. */
export class NetworkModel {
  constructor(readonly configuration: Configuration) {}

  /** The enabled items of a menu. */
  items(path: string): readonly Item[] {
    return this.configuration.menu(path).items.filter((item) => !isDisabled(item));
  }

  /** The bridge that an interface is a port of. */
  bridgeOf(interfaceName: string): string | undefined {
    const port = this.items('/interface/bridge/port').find((item) => valueOf(item, 'interface') === interfaceName);
    return port ? valueOf(port, 'bridge') : undefined;
  }

  /** Whether a list is made in this configuration, so that its members are known. */
  isListDefined(name: string): boolean {
    return this.configuration.menu('/interface/list').items.some((item) => valueOf(item, 'name') === name);
  }

  /** Whether an interface is a member of a list, its included and excluded lists counted. */
  inList(interfaceName: string, list: string, visited: ReadonlySet<string> = new Set()): Certainty {
    if (list === 'all') return 'yes';
    if (list === 'none') return 'no';
    if (visited.has(list)) return 'no';
    const seen = new Set([...visited, list]);
    const definition = this.items('/interface/list').find((item) => valueOf(item, 'name') === list);
    const members = this.items('/interface/list/member').filter((item) => valueOf(item, 'list') === list);
    const combine = (names: string | undefined): Certainty[] =>
      (names ?? '').split(',').filter(Boolean).map((name) => this.inList(interfaceName, name, seen));
    const excluded = combine(definition && valueOf(definition, 'exclude'));
    if (excluded.includes('yes')) return 'no';
    const isMember = members.some((item) => item.certain && valueOf(item, 'interface') === interfaceName);
    const included = combine(definition && valueOf(definition, 'include'));
    const positive: Certainty = isMember || included.includes('yes') ? 'yes' : included.includes('maybe') ? 'maybe' : 'no';
    if (positive === 'yes') return excluded.includes('maybe') ? 'maybe' : 'yes';
    const isOpen =
      members.some((item) => valueOf(item, 'interface') === undefined || !item.certain) ||
      list === 'dynamic' || list === 'static' ||
      (!definition && members.length === 0) ||
      this.configuration.menu('/interface/list/member').uncertain;
    return isOpen ? 'maybe' : positive;
  }

  addressList(name: string): AddressList {
    const entries = this.configuration.menu('/ip/firewall/address-list');
    const intervals: Interval[] = [];
    // Rules that add addresses while the router runs leave the list open.
    let open = entries.uncertain || entries.completeness === 'fragment' || this.isFilledByRules(name);
    for (const item of this.items('/ip/firewall/address-list')) {
      if (valueOf(item, 'list') !== name) continue;
      const interval = parseAddresses(valueOf(item, 'address') ?? '');
      if (interval && item.certain) intervals.push(interval);
      else open = true;
    }
    return { certain: IntervalSet.of(...intervals), open };
  }

  private isFilledByRules(name: string): boolean {
    return ['filter', 'nat', 'mangle', 'raw'].some((table) =>
      this.items(`/ip/firewall/${table}`).some((item) => valueOf(item, 'address-list') === name),
    );
  }
}

const models = new WeakMap<Configuration, NetworkModel>();

/** The model of a configuration; made once. */
export function networkModel(configuration: Configuration): NetworkModel {
  let model = models.get(configuration);
  if (!model) {
    model = new NetworkModel(configuration);
    models.set(configuration, model);
  }
  return model;
}
