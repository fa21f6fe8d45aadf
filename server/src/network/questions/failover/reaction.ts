import type { Configuration } from '../../../config/configuration';
import { type Item, valueOf } from '../../../config/item';
import { type NetworkModel, networkModel } from '../../network-model';
import { menuOf } from '../../routing/ip-family';
import type { Outage } from '../../routing/outage';
import { type ConfigurationChange, changesBetween } from './configuration-changes';
import { isDialUp, leaseClients, uplinkNames } from './failover-event';
import { withLiveProperties } from './live-properties';
import type { AnswersPing, RunScript, ScriptOutcome, ScriptVariables } from './router-scripts';
import { answersPing, reachOf, type WatchedHost, watchedHosts } from './watched-hosts';

/** A script that the router ran because of what happened. */
export interface RanScript {
  /** The netwatch entry, DHCP client, PPP profile or scheduler entry that stores it. */
  readonly item: Item;
  /** `down-script`, `script`, `on-down`, `on-event` */
  readonly property: string;
  readonly changes: readonly ConfigurationChange[];
  readonly clearsConnections: boolean;
}

/** Why an answer is not certain. */
export interface Doubt {
  /**
   * `script-not-told`: the text does not tell what a script does. `asked-either-way`: whether netwatch notices hangs on
   * the uplink that it happens to ask by. `host-not-told`: netwatch asks a name. `back-and-forth`: after the switch the
   * host answers by another way, so netwatch switches back, and so on. `scheduled`: a scheduled script may change
   * something, by what it finds when it runs.
   */
  readonly why: 'script-not-told' | 'asked-either-way' | 'host-not-told' | 'back-and-forth' | 'scheduled';
  readonly item: Item;
}

/** A router with its scripts' doings, and what netwatch thinks of each host. */
interface RouterState {
  readonly configuration: Configuration;
  /** The netwatch entries whose host is down. */
  readonly down: ReadonlySet<string>;
  /** The scheduler entries that change something at each run, whatever happens. */
  readonly restless: ReadonlySet<string>;
}

/** What the router's scripts made of an event. */
export interface Reaction extends RouterState {
  /** The configuration without what a scheduled script may have done or not. */
  readonly decided: Configuration;
  readonly scripts: readonly RanScript[];
  readonly doubts: readonly Doubt[];
}

/** Scripts that answer each other go on for ever; these many rounds are enough for any chain of netwatch entries. */
const MAX_ROUNDS = 8;

/**
 * The router as it is left to itself while everything works: leases are there, dial-ups are up, each host was seen.
 *
 * @param before the same for the text before an edit, or again the router itself
 */
export function settle(model: NetworkModel, run: RunScript, outage: Outage, before: NetworkModel): Reaction {
  const { configuration } = model;
  const reaction = new Reacting({ configuration, down: new Set(), restless: new Set() }, run, outage, before);
  reaction.tellLeases();
  reaction.tellHosts();
  for (const name of uplinkNames(model)) reaction.lease(name, true);
  for (const watched of watchedHosts(model))
    if (reachOf(model, watched, outage).answers === 'yes') reaction.run(watched.item, 'up-script');
  reaction.settleSchedule();
  return reaction.end();
}

/**
 * What the scripts of a router do when something dies, or is back (then nothing is out, and `back` names it). A scheduled
 * script that hangs on what it finds is taken to leave a router alone on which everything works.
 */
export function react(
  state: RouterState,
  before: NetworkModel,
  run: RunScript,
  outage: Outage,
  back?: Outage,
): Reaction {
  const reaction = new Reacting(state, run, outage, before);
  const model = reaction.model;
  reaction.tellLeases();
  for (const name of uplinkNames(model)) {
    if (losesLease(model, name, outage)) reaction.lease(name, false);
    else if (back && losesLease(model, name, back)) reaction.lease(name, true);
  }
  reaction.watch();
  reaction.schedule(back === undefined);
  return reaction.end();
}

function losesLease(model: NetworkModel, name: string, { unleased, silent, down }: Outage): boolean {
  return unleased.includes(name) || (isDialUp(model, name) && [...silent, ...down].includes(name));
}

class Reacting {
  private configuration: Configuration;
  private decided: Configuration | undefined;
  private readonly down: Set<string>;
  private readonly restless: Set<string>;
  private readonly scripts: RanScript[] = [];
  private readonly doubts: Doubt[] = [];

  constructor(
    state: RouterState,
    private readonly runScript: RunScript,
    private readonly outage: Outage,
    /** What is known of it holds as long as no script changes it. */
    private readonly before: NetworkModel,
  ) {
    this.configuration = state.configuration;
    this.down = new Set(state.down);
    this.restless = new Set(state.restless);
  }

  /** The router as it is by now. */
  get model(): NetworkModel {
    return networkModel(this.configuration, this.before);
  }

  end(): Reaction {
    const { configuration, down, restless, scripts, doubts } = this;
    return { configuration, decided: this.decided ?? configuration, down, restless, scripts, doubts };
  }

  /** Lets scripts read which leases are there, and what gateways they brought. */
  tellLeases(): void {
    const { model } = this;
    for (const family of [4, 6] as const)
      this.configuration = withLiveProperties(this.configuration, menuOf(family, 'dhcp-client'), (item) => {
        const name = model.interfaces.routed(model.interfaces.canonical(valueOf(item, 'interface')) ?? '');
        if (!uplinkNames(model).includes(name)) return undefined;
        if (losesLease(model, name, this.outage)) return { status: 'searching...', gateway: '' };
        return { status: 'bound', gateway: leasedGateway(model, name) };
      });
  }

  /** Lets scripts read what netwatch thinks of its hosts. */
  tellHosts(): void {
    this.configuration = withLiveProperties(this.configuration, '/tool/netwatch', (item) => ({
      status: this.down.has(keyOf(item)) ? 'down' : 'up',
    }));
  }

  run(item: Item, property: string, variables: ScriptVariables = NO_VARIABLES): void {
    const before = this.configuration;
    const outcome = this.outcomeOf(item, property, variables);
    if (outcome === undefined) return;
    const changes = outcome.configuration === undefined ? [] : changesBetween(before, outcome.configuration);
    if (outcome.configuration === undefined) this.doubt('script-not-told', item);
    // A script that changes nothing leaves what is known of the configuration as it is.
    else if (changes.length > 0 || isLessKnown(outcome.configuration, before))
      this.configuration = outcome.configuration;
    this.scripts.push({ item, property, changes, clearsConnections: outcome.clearsConnections });
  }

  /** The scripts of an uplink that gets its lease or dials in, or loses that. */
  lease(name: string, isBound: boolean): void {
    const { model } = this;
    const variables = leaseVariables(model, name, isBound);
    for (const item of leaseClients(model, name)) this.run(item, 'script', variables);
    for (const item of profilesOf(model, name)) this.run(item, isBound ? 'on-up' : 'on-down');
  }

  /** Lets netwatch ask its hosts until all its scripts have had their effect. */
  watch(): void {
    const turned = new Set<string>();
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { model } = this;
      const news = watchedHosts(model).filter((watched) => this.isNews(model, watched));
      if (news.length === 0) return;
      for (const { item } of news) {
        const key = keyOf(item);
        if (turned.has(key)) {
          this.doubt('back-and-forth', item);
          return;
        }
        turned.add(key);
        const isDown = !this.down.has(key);
        if (isDown) this.down.add(key);
        else this.down.delete(key);
        this.tellHosts();
        this.run(item, isDown ? 'down-script' : 'up-script');
      }
    }
  }

  private isNews(model: NetworkModel, watched: WatchedHost): boolean {
    const { item, host } = watched;
    const hasScript = ['down-script', 'up-script'].some((name) => (valueOf(item, name) ?? '') !== '');
    if (!hasScript) return false;
    const { answers } = reachOf(model, watched, this.outage);
    if (answers === 'maybe') {
      this.doubt(host === undefined ? 'host-not-told' : 'asked-either-way', item);
      return false;
    }
    return (answers === 'no') !== this.down.has(keyOf(item));
  }

  /** Runs what the scheduler runs again and again; where that hangs on what it finds, it may be so or not. */
  schedule(appliesUndecided: boolean): void {
    for (const { item, outcome, changes } of this.scheduled()) {
      if (this.restless.has(keyOf(item)) || outcome.configuration === undefined) continue;
      const isDecided = changes.every(({ isCertain }) => isCertain);
      if (!isDecided) {
        this.doubt('scheduled', item);
        if (!appliesUndecided) continue;
        this.decided ??= this.configuration;
      }
      this.configuration = outcome.configuration;
      this.scripts.push({ item, property: 'on-event', changes, clearsConnections: outcome.clearsConnections });
    }
  }

  /**
   * Lets scheduled scripts do what they do for sure while everything works. What one does at each run anew (a list that
   * it fills) says nothing about failover; what hangs on an answer is taken as done.
   */
  settleSchedule(): void {
    for (const { outcome, changes } of this.scheduled())
      if (outcome.configuration && changes.every(({ isCertain }) => isCertain))
        this.configuration = outcome.configuration;
    for (const { item, changes } of this.scheduled())
      if (changes.every(({ isCertain }) => isCertain)) this.restless.add(keyOf(item));
  }

  private *scheduled(): Iterable<{ item: Item; outcome: ScriptOutcome; changes: readonly ConfigurationChange[] }> {
    for (const item of this.model.items('/system/scheduler')) {
      if (!/[1-9]/.test(valueOf(item, 'interval') ?? '')) continue;
      const outcome = this.outcomeOf(item, 'on-event', NO_VARIABLES);
      if (outcome?.configuration === undefined) continue;
      const all = changesBetween(this.configuration, outcome.configuration);
      const changes = all.filter(({ item: { menu } }) => DECIDING.test(menu));
      if (changes.length > 0) yield { item, outcome, changes };
    }
  }

  private outcomeOf(item: Item, property: string, variables: ScriptVariables): ScriptOutcome | undefined {
    const { model } = this;
    const ping: AnswersPing = (values) => answersPing(model, this.outage, values);
    return this.runScript(this.configuration, item, property, variables, ping);
  }

  private doubt(why: Doubt['why'], item: Item): void {
    const isKnown = this.doubts.some((each) => each.why === why && keyOf(each.item) === keyOf(item));
    if (!isKnown) this.doubts.push({ why, item });
  }
}

const NO_VARIABLES: ScriptVariables = new Map();

/** Menus that decide where packets go. */
const DECIDING = /^\/(ip|ipv6)\/(route|address|dhcp-client|firewall)|^\/routing|^\/interface/;

function keyOf({ origin }: Item): string {
  return `${origin.uri} ${origin.range.start}`;
}

/** What a DHCP client tells its script; the gateway is one that leads to its interface. */
function leaseVariables(model: NetworkModel, name: string, isBound: boolean): ScriptVariables {
  const variables = new Map<string, string | number>([
    ['bound', isBound ? 1 : 0],
    ['interface', name],
  ]);
  if (!isBound) return variables;
  const network = leasedNetwork(model, name);
  return variables
    .set('gateway-address', leasedGateway(model, name))
    .set('server-address', `${network}.1`)
    .set('lease-address', `${network}.2`);
}

/** Stands for the gateway that a lease brings. */
function leasedGateway(model: NetworkModel, name: string): string {
  return `${leasedNetwork(model, name)}.1%${name}`;
}

/** Another network for each interface with a DHCP client, the same whatever scripts have done to routes. */
function leasedNetwork({ configuration, interfaces }: NetworkModel, name: string): string {
  const clients = ([4, 6] as const).flatMap((family) => configuration.menu(menuOf(family, 'dhcp-client')).items);
  const names = clients.map((item) => interfaces.routed(interfaces.canonical(valueOf(item, 'interface')) ?? ''));
  return `100.64.${[...new Set(names)].indexOf(name)}`;
}

/** Whether a menu is less certain than before: a script has moved something to where nobody can tell. */
export function isLessKnown(after: Configuration, before: Configuration): boolean {
  return after.paths.some((path) => after.menu(path).uncertain && !before.menu(path).uncertain);
}

/** The profiles whose scripts run with a dial-up. */
function profilesOf(model: NetworkModel, name: string): readonly Item[] {
  const item = isDialUp(model, name) ? model.interfaces.itemOf(name) : undefined;
  if (item === undefined) return [];
  const profile = valueOf(item, 'profile') ?? 'default';
  return model.items('/ppp/profile').filter((each) => valueOf(each, 'name') === profile);
}
