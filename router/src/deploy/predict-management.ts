import { parseIpv4Set } from '../../../server/src/base/ip-set';
import type { Configuration } from '../../../server/src/config/configuration';
import { type Item, isDisabled, type Origin, valueOf } from '../../../server/src/config/item';
import { type NetworkModel, networkModel } from '../../../server/src/network/network-model';
import { TCP } from '../../../server/src/network/protocol-numbers';
import { type IpFamily, parseAddress } from '../../../server/src/network/routing/ip-family';
import { replyTo } from '../../../server/src/network/trace/reply';
import {
  type Trace,
  type TraceEnding,
  type TraceStep,
  trace,
  traceWays,
} from '../../../server/src/network/trace/trace';
import type { TracedPacket } from '../../../server/src/network/trace/traced-packet';
import { uplinks } from '../../../server/src/network/uplinks';
import type { DeployPlan, SentenceStep } from './deploy-plan';
import { applyStep, type PlannedResult } from './planned-result';
import { PlannedRouter, SCRIPT_URI } from './planned-router';
import type { RunningConfiguration } from './running-configuration';

/** How this machine is connected to the router. */
export interface ManagementPath {
  /** The address that the router sees this machine at. */
  readonly localAddress: string;
  /** The router's. */
  readonly remoteAddress: string;
  readonly port: number;
  readonly service: 'api' | 'api-ssl' | 'www' | 'www-ssl';
  readonly user: string;
  /** Where it comes in, if that is known; else the router's routes tell. */
  readonly inInterface?: string;
}

/** What cuts the connection. */
export interface CutReason {
  /** In words: what happens to it, and by what. */
  readonly what: string;
  readonly menu: string;
  /** The line of the script that does it, or that changed something beside the item that does. */
  readonly line: number | undefined;
  /** The statement of the script, or of the export for an item that was there before. */
  readonly origin: Origin | undefined;
}

/** What becomes of the connection to the router. */
export type ManagementPrediction =
  | { readonly kind: 'stays' }
  | { readonly kind: 'cut'; readonly because: CutReason }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Whether the router can still be managed after a plan: over the connection that is open, and over a new one. What could
 * not get through before is never blamed on the plan.
 *
 * @param text the script, for the lines of what is named
 * @param plan with it each command is looked at: one that cuts the open connection keeps those behind it from being sent
 */
export function predictManagement(
  running: RunningConfiguration,
  result: PlannedResult,
  path: ManagementPath,
  text: string,
  plan?: DeployPlan,
): ManagementPrediction {
  const predictor = new Predictor(running, result, path, text);
  const found =
    predictor.drastic() ?? predictor.service() ?? predictor.user() ?? predictor.address() ?? predictor.packets();
  if (found?.kind === 'cut') return found;
  const meanwhile = plan?.kind === 'sentences' && cutMeanwhile(running, plan.steps, path, text);
  if (meanwhile) return meanwhile;
  if (!result.certain) return { kind: 'unknown', why: `what the plan does can’t be foreseen (${result.why})` };
  return found ?? { kind: 'stays' };
}

/** How much is looked at in all: commands that touch the way of packets, times the items on the router. */
const MAX_MEANWHILE = 100_000;
const ON_THE_WAY = /^\/(ip|ipv6)\/(firewall\/(filter|nat|mangle|raw)|address|route|settings)\/|^\/interface|^\/routing/;

/** The command after which the open connection is cut, though it would not be once all are applied. */
function cutMeanwhile(
  running: RunningConfiguration,
  steps: readonly SentenceStep[],
  path: ManagementPath,
  text: string,
): ManagementPrediction | undefined {
  const router = new PlannedRouter(running, text);
  let left = MAX_MEANWHILE;
  for (const step of steps.slice(0, -1)) {
    router.at(step.range);
    try {
      applyStep(router, step);
    } catch {
      return undefined;
    }
    if (!ON_THE_WAY.test(step.command)) continue;
    const configuration = router.configuration();
    left -= configuration.paths.reduce((sum, menu) => sum + configuration.menu(menu).items.length, 1);
    if (left < 0) return undefined;
    const predictor = new Predictor(
      running,
      { configuration, router, became: (item) => router.became(item) },
      path,
      text,
    );
    const found = predictor.address() ?? predictor.packets(true);
    if (found?.kind !== 'cut') continue;
    const { line } = step;
    const what = `${found.because.what}, once line ${line} is applied and before the rest is`;
    return { kind: 'cut', because: { ...found.because, what, line } };
  }
  return undefined;
}

class Predictor {
  private readonly before: Configuration;
  private readonly after: Configuration;
  private readonly family: IpFamily;

  constructor(
    private readonly running: RunningConfiguration,
    private readonly result: Pick<PlannedResult, 'configuration' | 'router' | 'became'>,
    private readonly path: ManagementPath,
    private readonly text: string,
  ) {
    this.before = running.configuration;
    this.after = result.configuration;
    this.family = path.remoteAddress.includes(':') ? 6 : 4;
  }

  drastic(): ManagementPrediction | undefined {
    const [found] = this.result.router.drastic;
    if (!found) return undefined;
    const { command, range } = found;
    return this.cut(`“${command}” ends the connection`, command, { uri: SCRIPT_URI, range });
  }

  service(): ManagementPrediction | undefined {
    const { service } = this.path;
    const menu = '/ip/service';
    const old = serviceFault(this.before, this.path);
    const now = serviceFault(this.after, this.path);
    if (old) return { kind: 'unknown', why: `the service ${service} does not look open now: ${old.now}` };
    return now && this.cut(`the service ${service} that you are connected by ${now.what}`, menu, now.origin);
  }

  user(): ManagementPrediction | undefined {
    const { user } = this.path;
    const menu = '/user';
    const old = this.before.menu(menu).items.find((item) => valueOf(item, 'name') === user);
    // RADIUS and the like: not in the router's own list.
    if (!old) return undefined;
    const now = this.result.became(old);
    const origin = this.changeOf(menu);
    if (!now) return this.cut(`the user “${user}” that you are logged in as is removed`, menu, origin);
    const changed = (name: string) => {
      const property = now.properties.get(name);
      return property?.origin.uri === SCRIPT_URI && property.value !== valueOf(old, name) ? property : undefined;
    };
    const about = (name: string, what: string) =>
      this.cut(`the user “${user}” that you are logged in as ${what}`, menu, now.properties.get(name)?.origin);
    if (changed('name')) return about('name', `is renamed to “${valueOf(now, 'name')}”`);
    if (isDisabled(now) && !isDisabled(old)) return about('disabled', 'is disabled');
    if (changed('password')) return about('password', 'gets another password');
    const address = changed('address');
    if (address && !allows(address.value ?? '', this.path.localAddress))
      return about('address', `may log in from ${address.value} only`);
    const needed = this.path.service.startsWith('www') ? 'rest-api' : 'api';
    const [groupBefore, group] = [
      policiesOf(this.before, valueOf(old, 'group')),
      policiesOf(this.after, valueOf(now, 'group')),
    ];
    if (group && !group.has(needed) && groupBefore?.has(needed) !== false)
      return about('group', `is put into a group without the policy “${needed}”`);
    return undefined;
  }

  address(): ManagementPrediction | undefined {
    const menu = this.family === 4 ? '/ip/address' : '/ipv6/address';
    const { remoteAddress } = this.path;
    const holds = (item: Item) => (valueOf(item, 'address') ?? '').split('/')[0] === remoteAddress;
    const old = this.before.menu(menu).items.filter((item) => holds(item) && !isDisabled(item));
    if (old.length === 0) return this.leasedAddress(menu);
    const now = this.after.menu(menu).items.filter((item) => holds(item) && !isDisabled(item));
    const [first] = now;
    const what = `the address ${remoteAddress} that you are connected to`;
    if (!first) {
      const kept = old.map((item) => this.result.became(item)).find((item) => item !== undefined);
      const origin = kept?.properties.get(isDisabled(kept) ? 'disabled' : 'address')?.origin ?? this.changeOf(menu);
      return this.cut(`${what} ${kept && isDisabled(kept) ? 'is disabled' : 'goes'}`, menu, origin);
    }
    const name = networkModel(this.after).interfaces.canonical(valueOf(first, 'interface')) ?? '';
    const { interfaces } = networkModel(this.after);
    const carrier = interfaces.itemOf(name);
    if (interfaces.isDisabled(name))
      return this.cut(`${what} is on ${name}, which is disabled`, carrier?.menu ?? menu, originOf(carrier, 'disabled'));
    const bridge = interfaces.bridgeOf(name);
    const wasPort = networkModel(this.before).interfaces.bridgeOf(valueOf(old[0] ?? first, 'interface') ?? '');
    if (bridge !== undefined && wasPort === undefined) {
      const port = this.after.menu('/interface/bridge/port').items.find((item) => valueOf(item, 'interface') === name);
      return this.cut(
        `${what} stays on ${name}, which becomes a port of ${bridge}`,
        '/interface/bridge/port',
        port?.origin,
      );
    }
    return undefined;
  }

  /** An address that the router itself got from a DHCP server goes with its client. */
  private leasedAddress(menu: string): ManagementPrediction | undefined {
    const { remoteAddress } = this.path;
    const leased = this.running.menus
      .get(menu)
      ?.entries.find(({ row, item }) => item === undefined && row['address']?.split('/')[0] === remoteAddress);
    const clients = menu.replace('/address', '/dhcp-client');
    const client = this.before
      .menu(clients)
      .items.find((item) => valueOf(item, 'interface') === leased?.row['interface'] && !isDisabled(item));
    if (!leased || !client) return undefined;
    const now = this.result.became(client);
    const what = `the address ${remoteAddress} that you are connected to is leased, and its client`;
    if (!now) return this.cut(`${what} is removed`, clients, this.changeOf(clients));
    return isDisabled(now) ? this.cut(`${what} is disabled`, clients, originOf(now, 'disabled')) : undefined;
  }

  /** @param isOpen to ask about the open connection only */
  packets(isOpen = false): ManagementPrediction | undefined {
    const [src, dst] = [this.path.localAddress, this.path.remoteAddress].map((text) => parseAddress(text, this.family));
    if (src === undefined || dst === undefined)
      return { kind: 'unknown', why: 'the addresses of the connection can’t be read' };
    const [before, after] = [networkModel(this.before), networkModel(this.after)];
    const arrivals =
      this.path.inInterface === undefined ? arrivalsOf(before, src, this.family) : [this.path.inInterface];
    if (arrivals.length === 0)
      return { kind: 'unknown', why: `no route of the router tells where ${this.path.localAddress} comes in` };
    const found = arrivals.map((arrival) => this.byArrival(before, after, arrival, { src, dst, isOpen }));
    const cuts = found.filter((each) => each?.kind === 'cut');
    const [cut] = cuts;
    if (cut && cuts.length === found.length) return cut;
    if (cut?.kind === 'cut') return { kind: 'unknown', why: `by one of several uplinks: ${cut.because.what}` };
    return found.find((each) => each !== undefined);
  }

  private byArrival(
    before: NetworkModel,
    after: NetworkModel,
    arrival: string,
    { src, dst, isOpen }: { readonly src: bigint; readonly dst: bigint; readonly isOpen: boolean },
  ): ManagementPrediction | undefined {
    const { family } = this;
    const first: TracedPacket = {
      ...{ family, inInterface: before.interfaces.routed(arrival), src, dst, protocol: TCP },
      ...{ srcPort: 51_111, dstPort: this.path.port },
    };
    const old = trace(before, first);
    if (old.verdict !== 'accept' || old.certainty !== 'must')
      return { kind: 'unknown', why: `whether the connection gets through now can’t be told: ${lastEffect(old)}` };
    const oldReply = this.answer(before, first, old);
    if (oldReply?.verdict !== 'forward')
      return { kind: 'unknown', why: 'whether the router’s answers get through now can’t be told' };

    const name = this.nameAfter(arrival);
    if (name === undefined) return this.cut(`${arrival}, by which you come in, is removed`, '/interface', undefined);
    if (after.interfaces.isDisabled(name)) {
      const item = after.interfaces.itemOf(name);
      return this.cut(
        `${name}, by which you come in, is disabled`,
        item?.menu ?? '/interface',
        originOf(item, 'disabled'),
      );
    }
    const inInterface = after.interfaces.routed(name);
    const open: TracedPacket = {
      ...{ ...first, inInterface, connectionState: 'established' },
      ...(old.connection && { connection: old.connection }),
    };
    const here = `${this.path.service}, tcp ${this.path.port} from ${this.path.localAddress}`;
    const kept = this.judge(trace(after, open), 'accept', `the open connection (${here})`);
    if (isOpen || kept?.kind === 'cut') return kept ?? this.judgeReply(after, open, oldReply);
    const again = { ...first, inInterface };
    return (
      this.judge(trace(after, again), 'accept', `a new connection (${here})`) ??
      kept ??
      this.judgeReply(after, open, oldReply) ??
      this.judgeReply(after, again, oldReply)
    );
  }

  private answer(model: NetworkModel, packet: TracedPacket, ending: TraceEnding): Trace | undefined {
    const reply = replyTo(packet, ending);
    return reply && trace(model, reply);
  }

  private judgeReply(after: NetworkModel, first: TracedPacket, old: Trace): ManagementPrediction | undefined {
    const reply = this.answer(after, first, trace(after, first));
    if (!reply) return { kind: 'unknown', why: 'what becomes of the router’s answers can’t be told' };
    const fault = this.judge(reply, 'forward', 'the router’s answer to you');
    if (fault) return fault;
    const out = old.outInterface === undefined ? undefined : this.nameAfter(old.outInterface);
    const [way, wayBefore] = [reply.outInterface, out === undefined ? undefined : after.interfaces.routed(out)];
    if (way === wayBefore) return undefined;
    return { kind: 'unknown', why: `the router’s answers would leave by ${way} instead of ${old.outInterface}` };
  }

  /** Undefined where the packet gets through whatever the text leaves open. */
  private judge(found: Trace, wanted: 'accept' | 'forward', what: string): ManagementPrediction | undefined {
    if (found.verdict === wanted && found.certainty === 'must') return undefined;
    const bad = [found, ...found.otherwise].find((ending) => ending.verdict !== wanted) ?? found;
    const step = culprit(bad);
    const origin = step?.item?.origin;
    const by = step ? ` (${step.menu}${nameOf(step.item)}: ${step.effect})` : '';
    const isSentOn = bad.verdict === 'forward' && wanted === 'accept';
    if (found.certainty === 'must' && found.verdict !== wanted)
      return this.cut(
        `${what} is ${isSentOn ? 'sent on to somewhere else' : 'stopped'}${by}`,
        step?.menu ?? '',
        origin,
      );
    return { kind: 'unknown', why: `${what} may be stopped${by}` };
  }

  /** What an interface is called after the plan; undefined where it is gone. */
  private nameAfter(name: string): string | undefined {
    const item = networkModel(this.before).interfaces.itemOf(name);
    if (!item) return name;
    const now = this.result.became(item);
    return now && (valueOf(now, 'name') ?? valueOf(now, 'default-name'));
  }

  /** The statement that takes something out of a menu. */
  private changeOf(menu: string): Origin | undefined {
    const range = this.result.router.lastRemoval.get(menu);
    return range && { uri: SCRIPT_URI, range };
  }

  private cut(what: string, menu: string, origin: Origin | undefined): ManagementPrediction {
    // What was there before cuts because of what the plan changed beside it.
    const range = origin?.uri === SCRIPT_URI ? origin.range : this.result.router.lastChange.get(menu);
    const line = range && this.text.slice(0, range.start).split('\n').length;
    return { kind: 'cut', because: { what, menu, line, origin } };
  }
}

/** The interfaces by which packets of that source come in, as far as the way back to it tells. */
function arrivalsOf(model: NetworkModel, src: bigint, family: IpFamily): readonly string[] {
  const back: TracedPacket = { family, inInterface: undefined, src: undefined, dst: src, protocol: TCP };
  const names = traceWays(model, back).flatMap(({ endings }) =>
    endings.flatMap(({ outInterface }) => outInterface ?? []),
  );
  const links = uplinks(model).flatMap((uplink) => (uplink.isCarrierOnly ? [] : uplink.interface));
  const found = [...new Set(names)];
  // What comes by one uplink may as well come by another.
  const isFar = found.length === 0 || found.some((name) => links.includes(name));
  const isNear = family === 4 && model.addresses.some(({ network }) => network.has(Number(src)));
  return isFar && !isNear ? [...new Set([...found, ...links])] : found;
}

interface Fault {
  /** What a plan makes of it. */
  readonly what: string;
  /** What it is, where it is so already. */
  readonly now: string;
  readonly origin: Origin | undefined;
}

/** Why the service does not answer on this connection; undefined where it does. */
function serviceFault(configuration: Configuration, path: ManagementPath): Fault | undefined {
  const item = configuration
    .menu('/ip/service')
    .items.findLast((each) => valueOf(each, 'name')?.split(',').includes(path.service));
  if (!item) return undefined;
  if (isDisabled(item)) return { what: 'is disabled', now: 'it is disabled', origin: originOf(item, 'disabled') };
  const port = valueOf(item, 'port');
  if (port !== undefined && port !== '' && Number(port) !== path.port)
    return {
      what: `moves to port ${port}`,
      now: `it is at port ${port}, and you came by port ${path.port}`,
      origin: originOf(item, 'port'),
    };
  const address = valueOf(item, 'address') ?? '';
  if (!allows(address, path.localAddress))
    return { what: `answers ${address} only`, now: `it answers ${address} only`, origin: originOf(item, 'address') };
  return undefined;
}

/** Whether an `address=` list lets that address in; an empty one lets everybody in. */
function allows(list: string, address: string): boolean {
  if (list === '') return true;
  if (address.includes(':')) return list.split(',').some((part) => part.includes(':'));
  const own = parseAddress(address, 4);
  return list.split(',').some((part) => {
    const set = parseIpv4Set(part.trim());
    return set !== undefined && own !== undefined && set.has(Number(own));
  });
}

/** The policies of a group of users; undefined for one that isn't known. */
function policiesOf(configuration: Configuration, group: string | undefined): ReadonlySet<string> | undefined {
  const item = configuration.menu('/user/group').items.find((each) => valueOf(each, 'name') === group);
  const policy = item && valueOf(item, 'policy');
  return policy === undefined ? undefined : new Set(policy.split(',').filter((each) => !each.startsWith('!')));
}

function originOf(item: Item | undefined, property: string): Origin | undefined {
  return item?.properties.get(property)?.origin ?? item?.origin;
}

function nameOf(item: Item | undefined): string {
  const comment = item && (valueOf(item, 'comment') ?? valueOf(item, 'name'));
  return comment === undefined ? '' : ` “${comment}”`;
}

/** What on the way of a packet decided that it ends so. */
function culprit({ path, verdict }: TraceEnding): TraceStep | undefined {
  if (verdict === 'forward') {
    const translation = path.findLast(({ menu, item }) => menu.endsWith('/firewall/nat') && item !== undefined);
    if (translation) return translation;
  }
  return path[path.length - 1];
}

function lastEffect({ path }: TraceEnding): string {
  return path[path.length - 1]?.effect ?? 'no way is known';
}
