import { SymbolSet } from '../base/symbol-set';
import type { Configuration } from '../config/configuration';
import { type Item, isDisabled, valueOf } from '../config/item';
import { type Bounds, exactly } from './bounds';

/** Menus below `/interface` whose items are no interfaces. */
const NOT_INTERFACES: ReadonlySet<string> = new Set(['list', 'detect-internet', 'ppp-profile']);

/** Menus whose items name an interface in `interface`, so that it exists although no statement makes it. */
const MENUS_THAT_NAME_INTERFACES: readonly string[] = [
  '/interface/bridge/port',
  '/interface/list/member',
  '/interface/pppoe-client',
  '/interface/vlan',
  '/ip/address',
  '/ip/dhcp-client',
  '/ip/dhcp-server',
];

const ETHERNET_NAME = /^(ether|sfp|qsfp|combo)[\w-]*\d/;

/** What the router's interfaces are called, of what kind they are, and which of them carry which. */
export class Interfaces {
  /** The kind (the menu below `/interface`) by name; `unknown` where only other items name it. */
  private readonly kinds = new Map<string, string>();
  private readonly items = new Map<string, Item>();
  /** Names before a rename, by what they are called now. */
  private readonly renamed = new Map<string, string>();
  private readonly bridgeByPort = new Map<string, string>();

  constructor(configuration: Configuration) {
    for (const path of configuration.paths) {
      const kind = /^\/interface\/([^/]+)$/.exec(path)?.[1];
      if (kind === undefined || NOT_INTERFACES.has(kind)) continue;
      for (const item of configuration.menu(path).items) this.addInterface(item, kind);
    }
    for (const path of MENUS_THAT_NAME_INTERFACES) {
      for (const item of configuration.menu(path).items) {
        const name = this.canonical(valueOf(item, 'interface'));
        if (name !== undefined && !this.kinds.has(name) && !isGroupName(name)) {
          this.kinds.set(name, ETHERNET_NAME.test(name) ? 'ethernet' : 'unknown');
        }
      }
    }
    for (const item of configuration.menu('/interface/bridge/port').items) {
      const port = this.canonical(valueOf(item, 'interface'));
      const bridge = this.canonical(valueOf(item, 'bridge'));
      if (port !== undefined && bridge !== undefined && item.certain && !isDisabled(item)) {
        this.bridgeByPort.set(port, bridge);
      }
    }
  }

  /** The present name of an interface, after `set [find default-name=ether1] name=WAN1`. */
  canonical(name: string): string;
  canonical(name: string | undefined): string | undefined;
  canonical(name: string | undefined): string | undefined {
    if (name === undefined || name === '' || this.items.has(name)) return name || undefined;
    return this.renamed.get(name) ?? name;
  }

  /** Every name that the configuration mentions. */
  get names(): readonly string[] {
    return [...this.kinds.keys()];
  }

  has(name: string): boolean {
    return this.kinds.has(name);
  }

  /** `ethernet`, `bridge`, `vlan`, `pppoe-client`, …; `unknown` where the configuration does not tell. */
  kindOf(name: string): string {
    return this.kinds.get(name) ?? (ETHERNET_NAME.test(name) ? 'ethernet' : 'unknown');
  }

  /** The item that makes or names the interface. */
  itemOf(name: string): Item | undefined {
    return this.items.get(name);
  }

  /** The bridge that an interface is a port of. */
  bridgeOf(port: string): string | undefined {
    return this.bridgeByPort.get(port);
  }

  /** The interface at which packets of this one are routed: its bridge for a bridge port, else itself. */
  routed(name: string): string {
    return this.bridgeByPort.get(name) ?? name;
  }

  /** The ports of a bridge. */
  portsOf(bridge: string): readonly string[] {
    return [...this.bridgeByPort].filter(([, owner]) => owner === bridge).map(([port]) => port);
  }

  /** The interface that a VLAN or a PPPoE client runs on. */
  carrierOf(name: string): string | undefined {
    const kind = this.kinds.get(name);
    if (kind !== 'vlan' && kind !== 'pppoe-client' && kind !== 'macvlan') return undefined;
    const item = this.items.get(name);
    return item && this.canonical(valueOf(item, 'interface'));
  }

  /** The interface whose wire this one speaks on: of a VRRP router the one below, which its packets leave by; else itself. */
  wireOf(name: string): string {
    const item = this.kinds.get(name) === 'vrrp' ? this.items.get(name) : undefined;
    return (item && this.canonical(valueOf(item, 'interface'))) ?? name;
  }

  /** Whether a switched-off item makes the interface. */
  isDisabled(name: string): boolean {
    const item = this.items.get(name);
    return item !== undefined && isDisabled(item);
  }

  /** What the value of `in-interface` stands for: one interface, or one of RouterOS's groups. */
  named(name: string): Bounds<SymbolSet> {
    if (name === 'all') return exactly(SymbolSet.all);
    const kinds = GROUPS[name];
    if (kinds === undefined) return exactly(SymbolSet.of(this.canonical(name)));
    const members = this.names.filter((each) => kinds.test(this.kindOf(each)));
    const others = this.names.filter((each) => this.kindOf(each) !== 'unknown' && !kinds.test(this.kindOf(each)));
    return { certain: SymbolSet.of(...members), possible: SymbolSet.allBut(...others) };
  }

  private addInterface(item: Item, kind: string): void {
    const former = valueOf(item, 'default-name');
    const name = valueOf(item, 'name') ?? former;
    if (name === undefined) return;
    this.kinds.set(name, kind);
    this.items.set(name, item);
    if (former !== undefined && former !== name) this.renamed.set(former, name);
  }
}

/** Interface groups that RouterOS lets a matcher name, by the kinds in them. */
const GROUPS: Readonly<Record<string, RegExp>> = {
  'all-ethernet': /^ethernet$/,
  'all-ppp': /^(pppoe|l2tp|pptp|sstp|ovpn|ppp)-/,
  'all-vlan': /^vlan$/,
  'all-wireless': /^(wireless|wifi|wifiwave2)$/,
};

function isGroupName(name: string): boolean {
  return name === 'all' || name in GROUPS;
}
