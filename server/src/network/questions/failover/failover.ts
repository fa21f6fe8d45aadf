import type { Item } from '../../../config/item';
import { type NetworkModel, networkModel } from '../../network-model';
import type { IpFamily } from '../../routing/ip-family';
import { isSilentHost, NO_OUTAGE, type Outage, outageKey, type SilentHost } from '../../routing/outage';
import { routingOf } from '../../routing/routing-decision';
import { askPublishedServices, type PublishedService, publishedServicesDuring } from '../published-services';
import { askUplinkShares, type LanShare, uplinkSharesDuring } from '../uplink-share';
import { type ConfigurationChange, changesBetween } from './configuration-changes';
import { type FailoverEvent, gatewaysBy, uplinkNames } from './failover-event';
import { type Doubt, isLessKnown, type RanScript, type Reaction, react, settle } from './reaction';
import { NO_SCRIPTS, type RunScript } from './router-scripts';
import { routedOutage } from './watched-hosts';

/** What becomes of a LAN's new connections. */
export interface LanAfter {
  readonly share: LanShare;
  /** The part that is still sent to what has died, from 0 to 1. */
  readonly dead: number;
  /** The part that finds no route any more, or is thrown away. */
  readonly lost: number;
}

/** What becomes of a published service's new connections. */
export interface ServiceAfter {
  readonly service: PublishedService;
  /** The part that is still sent to a server that has died. */
  readonly dead: number;
  /** The part that no server gets. */
  readonly lost: number;
}

/** A router as its routes and scripts leave it. */
export interface FailoverState {
  /** IPv4 first, then IPv6. */
  readonly lans: readonly LanAfter[];
  /** Of the uplinks that still work. */
  readonly services: readonly ServiceAfter[];
  /** Routes that were active while everything worked and are not now. */
  readonly routesGone: readonly Item[];
  /** Routes that are active now and were not while everything worked. */
  readonly routesUsed: readonly Item[];
  /** The scripts that ran, in order. */
  readonly scripts: readonly RanScript[];
  readonly doubts: readonly Doubt[];
  readonly certainty: 'must' | 'may';
}

/** What a router does when something dies, and when it is back. */
export interface Failover {
  readonly event: FailoverEvent;
  /** While everything works. */
  readonly before: FailoverState;
  /** While it is dead. */
  readonly during: FailoverState;
  readonly after: FailoverState & {
    /** What is not as it was before. */
    readonly left: readonly ConfigurationChange[];
  };
}

/**
 * What becomes of the connections of a network when something dies and when it comes back: routes by `check-gateway`,
 * then the scripts that the router runs, until nothing changes any more.
 *
 * @param event one of `failoverEvents(model)`, or an outage of one's own
 * @param run runs the scripts that the configuration stores; without it routes decide alone
 */
export function askFailover(model: NetworkModel, event: FailoverEvent, run: RunScript = NO_SCRIPTS): Failover {
  const settled = settledBy(model, run);
  const working = networkModel(settled.configuration);
  const dying = react(settled, working, run, event.outage);
  const back = react({ ...dying, configuration: dying.decided }, working, run, NO_OUTAGE, event.outage);
  const left = changesBetween(settled.configuration, back.configuration);
  const isSame = left.length === 0 && !isLessKnown(back.configuration, settled.configuration);
  const returning = isSame ? { ...back, configuration: settled.configuration } : back;
  const before = stateOf(settled, settled, NO_OUTAGE);
  const during = stateOf(dying, settled, event.outage);
  const after = stateOf(returning, settled, NO_OUTAGE);
  return { event, before, during, after: { ...after, left } };
}

/** The half of the question that is about the time while something is dead. */
export function askOutage(model: NetworkModel, outage: Outage, run: RunScript = NO_SCRIPTS): FailoverState {
  const settled = settledBy(model, run);
  return stateOf(react(settled, networkModel(settled.configuration), run, outage), settled, outage);
}

/** The model as its scripts leave it while everything works: leases are there, dial-ups are up, watched hosts answer. */
export function workingModel(model: NetworkModel, run: RunScript): NetworkModel {
  return networkModel(settledBy(model, run).configuration);
}

function settledBy(model: NetworkModel, run: RunScript): Reaction {
  const known = model.once(knownSettled);
  let settled = known.get(run);
  if (settled === undefined) {
    settled = settle(model, run, NO_OUTAGE, settledBefore(model) ?? model);
    known.set(run, settled);
  }
  return settled;
}

/** The router as its scripts left it before an edit: what was known of it may still hold. */
function settledBefore(model: NetworkModel): NetworkModel | undefined {
  const [settled] = [...(model.change?.before.once(knownSettled).values() ?? [])].slice(-1);
  const before = settled && networkModel(settled.configuration);
  before?.forgetBefore();
  return before;
}

function knownSettled(): Map<RunScript, Reaction> {
  return new Map();
}

function stateOf(reaction: Reaction, settled: Reaction, outage: Outage): FailoverState {
  const { configuration, scripts, doubts } = reaction;
  const network = networkStateOf(networkModel(configuration), networkModel(settled.configuration), outage);
  const certainty = network.isKnown && doubts.length === 0 ? 'must' : 'may';
  const { lans, services, routesGone, routesUsed } = network;
  return { lans, services, routesGone, routesUsed, scripts, doubts, certainty };
}

/** What a router does as it is, whatever has made it so. */
interface NetworkState extends Pick<FailoverState, 'lans' | 'services' | 'routesGone' | 'routesUsed'> {
  readonly isKnown: boolean;
}

/** Before and after most events a router is the same. */
function networkStateOf(model: NetworkModel, settled: NetworkModel, outage: Outage): NetworkState {
  const known = model.once(knownStates);
  const ofSettled = known.get(settled) ?? new Map<string, NetworkState>();
  known.set(settled, ofSettled);
  const key = outageKey(outage);
  let state = ofSettled.get(key);
  if (state === undefined) {
    state = findNetworkState(model, settled, outage);
    ofSettled.set(key, state);
  }
  return state;
}

function knownStates(): WeakMap<NetworkModel, Map<string, NetworkState>> {
  return new WeakMap();
}

function findNetworkState(model: NetworkModel, settled: NetworkModel, outage: Outage): NetworkState {
  const routed = routedOutage(model, outage);
  const lans = ([4, 6] as const).flatMap((family) => sharesOf(model, family, routed).map((share) => lanAfter(share)));
  const cut = cutUplinks(settled, outage);
  const published = askPublishedServices(settled);
  const services = publishedServicesDuring(model, routed, outage, published)
    .filter(({ uplink }) => !cut.has(uplink))
    .map((service) => serviceAfter(service));
  const was = activeRoutes(settled, NO_OUTAGE);
  const is = activeRoutes(model, routed);
  return {
    ...{ lans, services },
    routesGone: [...was].filter(([key]) => !is.has(key)).map(([, item]) => item),
    routesUsed: [...is].filter(([key]) => !was.has(key)).map(([, item]) => item),
    isKnown: [...lans.map(({ share }) => share), ...services.map(({ service }) => service)].every(
      ({ certainty }) => certainty === 'must',
    ),
  };
}

/** Most hosts that die change no route: what is known while everything works holds then, too. */
function sharesOf(model: NetworkModel, family: IpFamily, routed: Outage): readonly LanShare[] {
  const isNothing = outageKey(routed) === outageKey(NO_OUTAGE);
  return isNothing ? askUplinkShares(model, family) : uplinkSharesDuring(model, family, routed);
}

/** The uplinks by which nothing comes in any more: dead themselves, or with all their gateways. */
function cutUplinks(model: NetworkModel, outage: Outage): ReadonlySet<string> {
  const cut = new Set([...outage.silent, ...outage.down, ...outage.unleased]);
  for (const name of uplinkNames(model)) {
    const gateways = gatewaysBy(model, name);
    const isAlive = ({ family, address }: SilentHost) => !isSilentHost(outage, address, family);
    if (gateways.length > 0 && !gateways.some(isAlive)) cut.add(name);
  }
  return cut;
}

function lanAfter(share: LanShare): LanAfter {
  const sum = (partOf: (part: LanShare['parts'][number]) => number) =>
    share.parts.reduce((total, part) => total + partOf(part), 0);
  return {
    share,
    dead: sum(({ dead }) => dead),
    lost: sum(({ verdict, part }) => (verdict === 'forward' ? 0 : part)),
  };
}

function serviceAfter(service: PublishedService): ServiceAfter {
  const sum = (counts: (part: PublishedService['parts'][number]) => boolean) =>
    service.parts.filter(counts).reduce((total, { part }) => total + part, 0);
  return { service, dead: sum(({ isDead }) => isDead), lost: sum(({ server }) => server === undefined) };
}

/** The active routes of both families, by where they come from: scripts make other items of them. */
function activeRoutes(model: NetworkModel, outage: Outage): ReadonlyMap<string, Item> {
  const major = model.configuration.version?.major === 6 ? 6 : 7;
  const items = ([4, 6] as const).flatMap((family) => routingOf(model, family, major, outage).activeRoutes());
  return new Map(items.map((item) => [`${item.menu} ${item.origin.uri} ${item.origin.range.start}`, item]));
}
