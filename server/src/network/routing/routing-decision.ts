import { PRIVATE_IPV4 } from '../../base/ip-set';
import { type Item, valueOf } from '../../config/item';
import { NO_MARK } from '../cube';
import type { NetworkModel } from '../network-model';
import { vrfOf } from '../vrfs';
import { type IpFamily, isLinkLocal, menuOf, parsePrefix, prefixHas } from './ip-family';
import { NO_OUTAGE, type Outage, outageKey } from './outage';
import { type RouterAddresses, routerAddresses } from './router-addresses';
import { type NextHop, type Route, type RouteChoice, Routes } from './routes';
import { learnsRoutes } from './routing-protocols';

/** What routing needs to know of a packet; an address or mark that is not known is undefined. */
export interface RoutedPacket {
  readonly src: bigint | undefined;
  readonly dst: bigint;
  /** Empty for what the router itself sends. */
  readonly inInterface: string;
  /** `no-mark` where there is none. */
  readonly routingMark: string | undefined;
}

/** One way that routing may take; several where routes share the packets or the text leaves something open. */
export type RoutingOutcome = {
  /** The routing rules that were met on the way here. */
  readonly rules: readonly Item[];
  /** The table that decided, where one did. */
  readonly table: string | undefined;
} & (
  | { readonly to: 'router'; readonly item: Item | undefined }
  | { readonly to: 'interface'; readonly route: Route; readonly hop: NextHop }
  /** Thrown away: by a blackhole route or a routing rule, or (`item` undefined) because no route leads there. */
  | {
      readonly to: 'nowhere';
      readonly why: 'blackhole' | 'prohibit' | 'unreachable' | 'no-route';
      readonly item: Item | undefined;
    }
  /** A configuration that names no routes does not tell. */
  | { readonly to: 'unknown' }
);

/** What routing is asked for in turn, until one has an answer. RouterOS 7.22 lets a router order them. */
const POLICY: readonly string[] = ['mangle', 'vrf-lookup', 'local', 'user', 'main'];
/** A RouterOS 6 kernel asks for its own addresses first. */
const POLICY_OF_6: readonly string[] = ['vrf-lookup', 'local', 'mangle', 'user', 'main'];

/** The routing of one address family in one major version of RouterOS. */
export class Routing {
  readonly addresses: RouterAddresses;
  private readonly routes: Routes;
  private readonly policy: readonly string[];
  private readonly ruleItems: readonly Item[];
  #active: readonly Item[] | undefined;
  private readonly decided = new Map<string, readonly RoutingOutcome[]>();

  constructor(
    private readonly model: NetworkModel,
    private readonly family: IpFamily,
    readonly major: 6 | 7,
    outage: Outage,
  ) {
    this.addresses = routerAddresses(model, family);
    this.routes = new Routes(model, family, major, outage);
    const written = model.items('/routing/settings')[0];
    const order = written && valueOf(written, 'policy-rules');
    this.policy = major === 6 ? POLICY_OF_6 : order ? order.split(',').map((each) => each.trim()) : POLICY;
    this.ruleItems = [...(family === 4 ? model.items('/ip/route/rule') : []), ...model.items('/routing/rule')];
  }

  /** The interfaces by which routes of any table and distance lead to an address, other than connected ones. */
  interfacesTowards(destination: bigint): readonly string[] {
    return this.routes.interfacesTowards(destination);
  }

  /** Every address that a route names as its gateway, with the next hops that it is reached by. */
  gateways(): readonly { readonly address: bigint; readonly hop: NextHop }[] {
    return this.routes.gateways();
  }

  /** The routes that are active: of each table and destination the nearest ones whose next hop is there. */
  activeRoutes(): readonly Item[] {
    this.#active ??= this.routes.activeRoutes();
    return this.#active;
  }

  /** Every way that a packet may take, at least one; the same object where another outage has the same answer. */
  decide(packet: RoutedPacket, key = this.keyOf(packet)): readonly RoutingOutcome[] {
    let outcomes = this.decided.get(key);
    if (outcomes === undefined) {
      outcomes = sharedBy(this.model, this.findOutcomes(packet));
      this.decided.set(key, outcomes);
    }
    return outcomes;
  }

  /** Packets with the same key are routed alike, for `decide`; the same in every outage. */
  keyOf({ src, dst, inInterface, routingMark }: RoutedPacket): string {
    return [dst, routingMark, inInterface, this.ruleItems.length > 0 ? src : ''].join(' ');
  }

  private findOutcomes(packet: RoutedPacket): readonly RoutingOutcome[] {
    // What is for everybody on the link is so for the router, whatever mark it has.
    if (this.addresses.isForEverybody(packet.dst)) {
      return [{ rules: [], table: undefined, to: 'router', item: undefined }];
    }
    // The text tells nobody's link-local address: what arrives for one is for the router, as it is never forwarded.
    if (this.family === 6 && isLinkLocal(packet.dst)) {
      const isReceived = packet.inInterface !== '';
      return [{ rules: [], table: undefined, ...(isReceived ? { to: 'router', item: undefined } : { to: 'unknown' }) }];
    }
    const outcomes: RoutingOutcome[] = [];
    for (const step of this.policy) {
      const found = this.ask(step, packet);
      outcomes.push(...found.outcomes);
      if (found.isFinal) return outcomes;
    }
    return [...outcomes, ...this.nowhere(packet)];
  }

  private ask(step: string, packet: RoutedPacket): Answer {
    switch (step) {
      case 'mangle':
        return this.byMark(packet);
      case 'vrf-lookup':
        return this.inVrf(packet);
      case 'local':
        return this.local(packet);
      case 'user':
        return this.byRules(packet);
      case 'main':
        return this.inTable('main', packet.dst, []);
      default:
        return NOTHING;
    }
  }

  private byMark({ routingMark, dst }: RoutedPacket): Answer {
    if (routingMark === NO_MARK || routingMark === 'main') return NOTHING;
    if (routingMark !== undefined) return this.inTable(routingMark, dst, []);
    // The script computes the mark.
    return { outcomes: [{ rules: [], table: undefined, to: 'unknown' }], isFinal: false };
  }

  /** A VRF's packets never meet the other tables; its own routes are not followed. */
  private inVrf({ dst, inInterface }: RoutedPacket): Answer {
    const isInVrf = inInterface !== '' && vrfOf(this.model, inInterface) !== undefined;
    // The router's own addresses are found below.
    if (!isInVrf || this.addresses.typeOf(dst) !== 'unicast') return NOTHING;
    return { outcomes: [{ rules: [], table: undefined, to: 'unknown' }], isFinal: true };
  }

  private local({ dst, inInterface }: RoutedPacket): Answer {
    if (this.addresses.typeOf(dst) !== 'unicast') {
      const item = this.addresses.owner(dst)?.item;
      return { outcomes: [{ rules: [], table: undefined, to: 'router', item }], isFinal: true };
    }
    // What a provider sends to an address that nothing else explains is for the one that the router got from it.
    const item = this.addresses.learning.get(inInterface);
    if (item === undefined || this.routes.leadsSpecificallyTo(dst)) return NOTHING;
    const own: RoutingOutcome = { rules: [], table: undefined, to: 'router', item };
    // With IPv6 it may as well be a host's behind the router, in a network that the provider delegated.
    const delegated: RoutingOutcome = { rules: [], table: undefined, to: 'unknown' };
    return { outcomes: this.family === 4 ? [own] : [own, delegated], isFinal: true };
  }

  private byRules(packet: RoutedPacket): Answer {
    const outcomes: RoutingOutcome[] = [];
    const met: Item[] = [];
    for (const item of this.ruleItems) {
      const fit = this.ruleFits(item, packet);
      if (fit === 'no') continue;
      met.push(item);
      const found = this.applyRule(item, packet, [...met]);
      outcomes.push(...found.outcomes);
      if (fit === 'yes' && found.isFinal) return { outcomes, isFinal: true };
    }
    return { outcomes, isFinal: false };
  }

  private applyRule(item: Item, { dst }: RoutedPacket, rules: readonly Item[]): Answer {
    const action = valueOf(item, 'action') ?? 'lookup';
    if (action === 'drop' || action === 'unreachable' || action === 'prohibit') {
      const why = action === 'drop' ? 'blackhole' : action;
      return { outcomes: [{ rules, table: undefined, to: 'nowhere', why, item }], isFinal: true };
    }
    const longerThan = Number(valueOf(item, 'min-prefix') || -1);
    const found = this.inTable(valueOf(item, 'table') ?? 'main', dst, rules, longerThan);
    if (found.isFinal || action !== 'lookup-only-in-table') return found;
    const none: RoutingOutcome = { rules, table: valueOf(item, 'table'), to: 'nowhere', why: 'no-route', item };
    return { outcomes: [...found.outcomes, none], isFinal: true };
  }

  private ruleFits(item: Item, packet: RoutedPacket): 'yes' | 'no' | 'maybe' {
    let open = !item.certain;
    const check = (property: string, fits: (value: string) => boolean | undefined): boolean => {
      const written = item.properties.get(property);
      if (written === undefined || written.value === '') return true;
      const fit = written.value === undefined ? undefined : fits(written.value);
      if (fit === undefined) open = true;
      return fit !== false;
    };
    const within = (value: string, address: bigint | undefined) => {
      const prefix = parsePrefix(value, this.family);
      // A network of the other family fits nothing of this one.
      if (prefix === undefined) return false;
      return address === undefined ? undefined : prefixHas(prefix, address, this.family);
    };
    const fits =
      check('src-address', (value) => within(value, packet.src)) &&
      check('dst-address', (value) => within(value, packet.dst)) &&
      check('interface', (value) => this.model.interfaces.canonical(value) === packet.inInterface) &&
      check('routing-mark', (value) => (packet.routingMark === undefined ? undefined : value === packet.routingMark));
    return !fits ? 'no' : open ? 'maybe' : 'yes';
  }

  private inTable(table: string, dst: bigint, rules: readonly Item[], longerThan = -1): Answer {
    const choices = this.routes.lookup(table, dst, longerThan);
    const outcomes = choices.flatMap((choice) => this.alongRoute(choice, table, rules));
    // A neighbour may know a nearer way to a site of the same network, or to what is only announced here.
    const mayBeTold = table === 'main' && choices.length > 0 && learnsRoutes(this.model);
    if (mayBeTold && choices.every(({ route }) => this.isLastResort(route, dst))) {
      return { outcomes: [{ rules, table, to: 'unknown' }, ...outcomes], isFinal: true };
    }
    return { outcomes, isFinal: choices.some((choice) => isCertain(choice)) };
  }

  private isLastResort({ kind, destination }: Route, dst: bigint): boolean {
    const isPrivate = this.family === 4 && PRIVATE_IPV4.has(Number(dst));
    return kind !== 'unicast' || (destination.length === 0 && isPrivate);
  }

  private alongRoute({ route, hops }: RouteChoice, table: string, rules: readonly Item[]): readonly RoutingOutcome[] {
    if (route.kind !== 'unicast') return [{ rules, table, to: 'nowhere', why: route.kind, item: route.item }];
    return hops.map((hop) => ({ rules, table, to: 'interface', route, hop }));
  }

  private nowhere({ dst }: RoutedPacket): readonly RoutingOutcome[] {
    const missing: RoutingOutcome = { rules: [], table: 'main', to: 'nowhere', why: 'no-route', item: undefined };
    // A lease brings a network, and a lease script may make routes; neighbours tell theirs.
    const isLearning = this.routes.learning.length > 0 || (this.addresses.learning.size > 0 && !this.routes.hasAny);
    if (isLearning || learnsRoutes(this.model)) return [{ rules: [], table: undefined, to: 'unknown' }, missing];
    const menus = [menuOf(this.family, 'route'), menuOf(this.family, 'address')];
    const isWhole = this.model.knowledgeOf(...menus).completeness !== 'fragment';
    if (isWhole || this.routes.hasAny || this.addresses.all.length > 0) return [missing];
    // Nothing about addresses and routes: the router has some, and this one may be its own.
    const own: RoutingOutcome = { rules: [], table: undefined, to: 'router', item: undefined };
    return this.addresses.typeOf(dst) === 'unicast' ? [own, { rules: [], table: undefined, to: 'unknown' }] : [own];
  }
}

/** The routing of a model, made once for each outage. */
export function routingOf(model: NetworkModel, family: IpFamily, major: 6 | 7, outage: Outage = NO_OUTAGE): Routing {
  const made = model.once(madeRoutings);
  const key = `${family} ${major} ${outageKey(outage)}`;
  let routing = made.get(key);
  if (routing === undefined) {
    routing = new Routing(model, family, major, outage);
    made.set(key, routing);
  }
  return routing;
}

function madeRoutings(): Map<string, Routing> {
  return new Map();
}

/** Of answers that are alike the one that was first: outages are compared by them. */
function sharedBy(model: NetworkModel, outcomes: readonly RoutingOutcome[]): readonly RoutingOutcome[] {
  const known = model.once(knownOutcomes);
  const key = outcomes.map((outcome) => known.textOf(outcome)).join('\n');
  const first = known.byText.get(key) ?? outcomes;
  known.byText.set(key, first);
  return first;
}

function knownOutcomes(): KnownOutcomes {
  return new KnownOutcomes();
}

class KnownOutcomes {
  readonly byText = new Map<string, readonly RoutingOutcome[]>();
  /** Several items may have been made at one place of a script: a number for each tells them apart. */
  private readonly numbers = new Map<Item | Route, number>();

  /** All that an outcome says. */
  textOf(outcome: RoutingOutcome): string {
    const said: unknown[] = [outcome.to, outcome.table, ...outcome.rules.map((rule) => this.numberOf(rule))];
    if (outcome.to === 'router') said.push(this.numberOf(outcome.item));
    if (outcome.to === 'nowhere') said.push(outcome.why, this.numberOf(outcome.item));
    if (outcome.to === 'interface') {
      const { route, hop } = outcome;
      said.push(this.numberOf(route), hop.interface, hop.neighbour, hop.certain);
      said.push(...hop.through.map((item) => this.numberOf(item)));
    }
    return said.join(' ');
  }

  private numberOf(thing: Item | Route | undefined): number {
    if (thing === undefined) return -1;
    const number = this.numbers.get(thing) ?? this.numbers.size;
    this.numbers.set(thing, number);
    return number;
  }
}

interface Answer {
  readonly outcomes: readonly RoutingOutcome[];
  /** Whether nobody else is asked. */
  readonly isFinal: boolean;
}

const NOTHING: Answer = { outcomes: [], isFinal: false };

function isCertain({ route, hops }: RouteChoice): boolean {
  if (!route.certain || route.table === undefined) return false;
  return route.kind !== 'unicast' || hops.some((hop) => hop.certain);
}
