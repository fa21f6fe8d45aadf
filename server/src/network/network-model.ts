import type { Completeness, Configuration } from '../config/configuration';
import { type Item, isDisabled } from '../config/item';
import { AddressLists } from './address-lists';
import type { Bounds } from './bounds';
import { type ConnectedAddress, connectedAddresses } from './connected-addresses';
import { type FirewallRule, firewallRules } from './firewall-rule';
import { type FirewallTable, menuOfTable } from './firewall-table';
import { InterfaceLists } from './interface-lists';
import { Interfaces } from './interfaces';
import { KeptWalks } from './kept-walks';
import type { MatchContext } from './lower-match';
import { ModelChange } from './model-change';
import type { PacketSet } from './packet-set';
import type { IpFamily } from './routing/ip-family';
import type { ChainWalk } from './walk-chain';

/** How much is known of some menus taken together. */
export interface Knowledge {
  /** The least complete of them. */
  readonly completeness: Completeness;
  /** True where one of them may have been changed in a way that the text does not tell. */
  readonly uncertain: boolean;
}

/**
 * A configuration seen as a network: interfaces, lists, addresses and firewall rules, each made when it is first asked
 * for. Questions are functions over it, one a file.
 */
export class NetworkModel {
  #interfaces: Interfaces | undefined;
  #interfaceLists: InterfaceLists | undefined;
  #addressLists: AddressLists | undefined;
  #ipv6AddressLists: AddressLists | undefined;
  #addresses: readonly ConnectedAddress[] | undefined;
  #context: MatchContext | undefined;
  readonly #rules = new Map<FirewallTable, readonly FirewallRule[]>();
  readonly #chains = new Map<string, readonly FirewallRule[]>();
  readonly #answers = new Map<unknown, unknown>();
  readonly #answersFor: Readonly<Record<IpFamily, Map<unknown, unknown>>> = { 4: new Map(), 6: new Map() };

  #change: ModelChange | undefined;

  /** The walks through its chains, which models after it take over. */
  readonly walks = new KeptWalks(() => this.#change);

  /** @internal Use `networkModel`. */
  constructor(
    readonly configuration: Configuration,
    before?: NetworkModel,
  ) {
    this.#change = before && new ModelChange(before, this);
  }

  /** How it differs from the model before it; undefined where there is none, or it is forgotten. */
  get change(): ModelChange | undefined {
    return this.#change;
  }

  /** Lets go of the model before: one back is enough, and all of them would be too many. */
  forgetBefore(): void {
    this.#change = undefined;
  }

  /** For `walkChain`: a walk is made once a model, and after an edit only where it may have changed. */
  walked(table: FirewallTable, chain: string, start: Bounds<PacketSet>, walk: () => ChainWalk): ChainWalk {
    return this.walks.get(table, chain, start, walk);
  }

  get interfaces(): Interfaces {
    this.#interfaces ??= new Interfaces(this.configuration);
    return this.#interfaces;
  }

  get interfaceLists(): InterfaceLists {
    this.#interfaceLists ??= new InterfaceLists(this.configuration, this.interfaces);
    return this.#interfaceLists;
  }

  get addressLists(): AddressLists {
    this.#addressLists ??= new AddressLists(this.configuration);
    return this.#addressLists;
  }

  private get ipv6AddressLists(): AddressLists {
    this.#ipv6AddressLists ??= new AddressLists(this.configuration, '/ipv6');
    return this.#ipv6AddressLists;
  }

  /** The router's static IPv4 addresses. */
  get addresses(): readonly ConnectedAddress[] {
    this.#addresses ??= connectedAddresses(this.configuration, this.interfaces);
    return this.#addresses;
  }

  /** The enabled items of a menu in their order. */
  items(menu: string): readonly Item[] {
    return this.configuration.menu(menu).items.filter((item) => !isDisabled(item));
  }

  /** All enabled rules of a table in their order. */
  allRules(table: FirewallTable): readonly FirewallRule[] {
    let rules = this.#rules.get(table);
    if (rules === undefined) {
      rules = firewallRules(this.configuration.menu(menuOfTable(table)).items, table, this.matchContext);
      this.#rules.set(table, rules);
    }
    return rules;
  }

  /** The enabled rules of one chain; a rule whose chain is computed may stand in any. */
  rules(table: FirewallTable, chain: string): readonly FirewallRule[] {
    const key = `${table} ${chain}`;
    let rules = this.#chains.get(key);
    if (rules === undefined) {
      rules = this.allRules(table).filter((rule) => rule.chain === undefined || rule.chain === chain);
      this.#chains.set(key, rules);
    }
    return rules;
  }

  /** The least that is known of these menus; for rules that speak only where a menu is complete. */
  knowledgeOf(...menus: readonly string[]): Knowledge {
    const order: readonly Completeness[] = ['fragment', 'in-file', 'complete'];
    const found = menus.map((path) => this.configuration.menu(path));
    const least = Math.min(...found.map((menu) => order.indexOf(menu.completeness)), order.length - 1);
    return { completeness: order[least] ?? 'fragment', uncertain: found.some((menu) => menu.uncertain) };
  }

  /** The answer of a question about this model, computed once. */
  once<T>(question: (model: NetworkModel) => T): T {
    if (!this.#answers.has(question)) this.#answers.set(question, question(this));
    return this.#answers.get(question) as T;
  }

  /** The same for a question about one family of addresses. */
  onceFor<T>(family: IpFamily, question: (model: NetworkModel, family: IpFamily) => T): T {
    const answers = this.#answersFor[family];
    if (!answers.has(question)) answers.set(question, question(this, family));
    return answers.get(question) as T;
  }

  /** What matchers name outside their own menu. */
  get matchContext(): MatchContext {
    this.#context ??= {
      interfacesNamed: (name) => this.interfaces.named(name),
      interfaceList: (name) => this.interfaceLists.membersOf(name),
      addressList: (name) => this.addressLists.addressesOf(name),
      ipv6AddressList: (name) => this.ipv6AddressLists.ipv6NetworksOf(name),
    };
    return this.#context;
  }
}

const models = new WeakMap<Configuration, NetworkModel>();

/**
 * The network of a configuration; the same object for the same configuration.
 *
 * @param before the model of the text before an edit, or of the router before its scripts ran: what is known of it and
 * cannot have changed is not found out again
 */
export function networkModel(configuration: Configuration, before?: NetworkModel): NetworkModel {
  let model = models.get(configuration);
  if (model === undefined) {
    model = new NetworkModel(configuration, before);
    models.set(configuration, model);
  }
  return model;
}
