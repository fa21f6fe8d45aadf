import { parseIpv4 } from '../../../server/src/base/ip-address';
import { parseRouterOsVersion } from '../../../server/src/base/routeros-version';
import { valueOf } from '../../../server/src/config/item';
import { Analysis } from '../../../server/src/ide/analysis';
import { type NetworkModel, networkModel } from '../../../server/src/network/network-model';
import { formatAddress } from '../../../server/src/network/routing/ip-family';
import { replyTo } from '../../../server/src/network/trace/reply';
import { knownEnds, knownMarks, type Trace, trace } from '../../../server/src/network/trace/trace';
import type { ConnectionState, TracedPacket } from '../../../server/src/network/trace/traced-packet';
import { iptablesRules } from './iptables-rules';
import type { NetfilterOracle, OracleAnswer } from './oracle-client';
import { type RandomFlow, randomFlows } from './packets';
import { Random } from './random';
import { routerOsScript, ruleId } from './routeros-script';
import { ACTIONS, MATCHERS, type RuleSet, randomRuleSet } from './rule-set';
import { CONNECTION_MARKS, PACKET_MARKS, ROUTING_TABLES } from './topology';

/** A packet of which Rscope and netfilter say different things. */
export interface Disagreement {
  readonly seed: number;
  readonly packet: string;
  /** What differs: `verdict: Rscope drop, netfilter forwarded`. */
  readonly differences: readonly string[];
  readonly script: string;
  readonly iptables: string;
  /** The way that Rscope found. */
  readonly path: readonly string[];
}

export interface ComparisonReport {
  readonly ruleSets: number;
  readonly rules: number;
  readonly packets: number;
  /** How many packets met each verdict of netfilter. */
  readonly verdicts: Readonly<Record<string, number>>;
  /** How many rules have each matcher, and each action. */
  readonly matchers: Readonly<Record<string, number>>;
  readonly actions: Readonly<Record<string, number>>;
  readonly disagreements: readonly Disagreement[];
}

export interface ComparisonOptions {
  readonly ruleSets: number;
  readonly packets: number;
  readonly seed: number;
}

/** How often each matcher and each action occurs in the rules of some sets. */
export function countParts(sets: readonly RuleSet[]): Pick<ComparisonReport, 'rules' | 'matchers' | 'actions'> {
  let rules = 0;
  const matchers: Record<string, number> = Object.fromEntries(MATCHERS.map((name) => [name, 0]));
  const actions: Record<string, number> = Object.fromEntries(ACTIONS.map((name) => [name, 0]));
  for (const { action, matchers: own } of sets.flatMap((set) => set.rules)) {
    rules++;
    actions[action] = (actions[action] ?? 0) + 1;
    for (const name of Object.keys(own)) matchers[name] = (matchers[name] ?? 0) + 1;
  }
  return { rules, matchers, actions };
}

/** Sends random packets through random rule sets, in Rscope and in the kernel, and tells where the two differ. */
export async function compareWithNetfilter(
  oracle: NetfilterOracle,
  options: ComparisonOptions,
): Promise<ComparisonReport> {
  const sets: RuleSet[] = [];
  const verdicts: Record<string, number> = {};
  const disagreements: Disagreement[] = [];
  let packets = 0;
  for (let at = 0; at < options.ruleSets; at++) {
    const seed = options.seed + at;
    const random = new Random(seed);
    const set = randomRuleSet(random);
    sets.push(set);
    const run = new RuleSetRun(oracle, set, seed, random);
    await run.start();
    const share = Math.ceil((options.packets - packets) / (options.ruleSets - at));
    while (run.packets < share) await run.flow();
    packets += run.packets;
    for (const verdict of run.verdicts) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    disagreements.push(...run.disagreements);
  }
  return { ruleSets: sets.length, packets, verdicts, disagreements, ...countParts(sets) };
}

/** One rule set in both worlds. */
class RuleSetRun {
  packets = 0;
  readonly verdicts: string[] = [];
  readonly disagreements: Disagreement[] = [];
  private readonly script: string;
  private readonly iptables: ReturnType<typeof iptablesRules>;
  private readonly model: NetworkModel;
  private readonly flows: Iterator<RandomFlow>;
  private names = 0;

  constructor(
    private readonly oracle: NetfilterOracle,
    set: RuleSet,
    private readonly seed: number,
    random: Random,
  ) {
    this.script = routerOsScript(set, random);
    this.iptables = iptablesRules(set);
    // The whole of Rscope: parser, catalogue, configuration, engine.
    const analysis = new Analysis('random.rsc', this.script, { forcedVersion: parseRouterOsVersion('7.20') });
    this.model = networkModel(analysis.configuration);
    this.flows = randomFlows(random, 400, 20000)[Symbol.iterator]();
  }

  async start(): Promise<void> {
    const { rules, sets, ip } = this.iptables;
    await this.oracle.load({ rules, sets, ip, trace: true });
  }

  /** Sends a new packet and, if it arrives, those behind it. */
  async flow(): Promise<void> {
    const next = this.flows.next();
    if (next.done) throw new Error('The flows have run out.');
    const flow = next.value;
    const name = `f${++this.names}`;
    const first = firstPacket(flow);
    const { in: source, src, dst, protocol, sport, dport, flags, icmpType } = flow;
    const sent = {
      in: source,
      src,
      dst,
      protocol: protocol === 'ospf' ? '89' : protocol,
      sport,
      dport,
      flags,
      icmpType,
    };
    const arrived = this.compare(first, await this.oracle.send({ ...sent, flow: name }), JSON.stringify(sent));
    if (arrived === undefined) return;
    let isAnswered = false;
    let { connection } = arrived;
    for (const step of flow.then) {
      // An acknowledgement before the answer is invalid, and what is untracked has no connection to follow.
      if (connection === undefined || (protocol === 'tcp' && step === 'follow-up' && !isAnswered)) return;
      const packet = step === 'reply' ? replyTo(first, { ...arrived, connection }) : followUp(first, isAnswered);
      if (packet === undefined) return;
      const answer = await this.oracle.send({ flow: name, state: step });
      const after = this.compare({ ...packet, connection }, answer, `${step} to ${JSON.stringify(sent)}`);
      if (after === undefined) return;
      connection = after.connection;
      isAnswered ||= step === 'reply';
    }
  }

  /** Compares one packet; the trace of one that arrived in both worlds. */
  private compare(packet: TracedPacket, answer: OracleAnswer, description: string): Trace | undefined {
    const result = trace(this.model, packet);
    this.packets++;
    this.verdicts.push(answer.verdict);
    const differences = [...differencesBetween(result, answer, packet), ...this.otherRules(result, answer, packet)];
    if (differences.length > 0) {
      this.disagreements.push({
        ...{ seed: this.seed, packet: `${description} (${packet.connectionState})`, differences },
        ...{ script: this.script, iptables: `${this.iptables.ip.join('\n')}\n${this.iptables.rules}` },
        path: result.path.map(({ menu, action, effect }) => `${menu} ${action}: ${effect}`),
      });
    }
    const isThere = result.verdict === 'accept' || result.verdict === 'forward';
    return isThere && differences.length === 0 ? result : undefined;
  }

  /** Whether the packet met other rules than Rscope says, or in another order. */
  private otherRules(result: Trace, answer: OracleAnswer, packet: TracedPacket): string[] {
    // What tells the router that its own packet was rejected passes the tables before the rule is reported.
    if (packet.inInterface === undefined && result.verdict === 'reject') return [];
    const own = result.path.flatMap(({ item }) => (item && valueOf(item, 'log-prefix')) ?? []);
    const theirs = (answer.rulesHit ?? []).flatMap(({ table, chain, rule }) => {
      const index = this.iptables.places.get(`${table} ${chain} ${rule}`);
      return index === undefined ? [] : [ruleId(index)];
    });
    return own.join() === theirs.join() ? [] : [`rules: Rscope ${own.join()}, netfilter ${theirs.join()}`];
  }
}

/** What connection tracking says of a first packet: an answer without a question, or a farewell, is none. */
function stateOf({ flags }: RandomFlow): ConnectionState {
  return flags === 'SA' || flags === 'FA' ? 'invalid' : 'new';
}

const FLAG_BITS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16, U: 32 };
const PROTOCOLS = { tcp: 6, udp: 17, icmp: 1, ospf: 89 } as const;

function firstPacket(flow: RandomFlow): TracedPacket {
  return {
    family: 4,
    inInterface: flow.in === 'router' ? undefined : flow.in,
    src: BigInt(parseIpv4(flow.src) as number),
    dst: BigInt(parseIpv4(flow.dst) as number),
    protocol: PROTOCOLS[flow.protocol],
    srcPort: flow.protocol === 'icmp' ? undefined : flow.sport,
    dstPort: flow.dport,
    icmp: flow.icmpType === undefined ? undefined : flow.icmpType * 256,
    tcpFlags:
      flow.flags === undefined ? undefined : [...flow.flags].reduce((bits, flag) => bits | (FLAG_BITS[flag] ?? 0), 0),
    connectionState: stateOf(flow),
  };
}

/** Another packet like the first one: of a new connection until the far end has answered. */
function followUp(first: TracedPacket, isAnswered: boolean): TracedPacket {
  return {
    ...first,
    tcpFlags: first.protocol === 6 ? FLAG_BITS['A'] : undefined,
    connectionState: isAnswered ? 'established' : 'new',
  };
}

const VERDICTS = { accept: 'local', forward: 'forwarded', drop: 'dropped', reject: 'rejected' } as const;

function differencesBetween(result: Trace, answer: OracleAnswer, packet: TracedPacket): string[] {
  const differences: string[] = [];
  const place = answer.where === undefined ? '' : ` (${answer.where}, ${answer.table ?? 'no table'})`;
  const check = (what: string, own: unknown, theirs: unknown) => {
    if (own !== theirs) differences.push(`${what}: Rscope ${String(own)}, netfilter ${String(theirs)}${place}`);
  };
  const verdict = answer.verdict === 'sent' ? 'forwarded' : answer.verdict;
  // A REJECT whose answer nobody would get (to a broadcast, or without a route back) drops (README.md, Pitfalls).
  const isRejected = verdict === 'dropped' && / -j REJECT/.test(answer.rulesHit?.at(-1)?.text ?? '');
  check('verdict', VERDICTS[result.verdict], isRejected ? 'rejected' : verdict);
  check('certainty', result.certainty, 'must');
  if (answer.wireMismatch !== undefined) differences.push('the oracle contradicts itself');
  if (differences.length > 0) return differences;
  check('interface', result.outInterface, result.verdict === 'forward' ? answer.out : undefined);

  const isStopped = result.verdict === 'drop' || result.verdict === 'reject';
  // What mangle did to a packet that it dropped, and what NAT did to one that never left, the taps do not see.
  if (isStopped && answer.table !== 'filter') return differences;
  const ends = knownEnds(result, 4);
  check('src', ends.src === undefined ? undefined : formatAddress(ends.src, 4), answer.src);
  check('dst', ends.dst === undefined ? undefined : formatAddress(ends.dst, 4), answer.dst);
  if (packet.protocol === PROTOCOLS.tcp || packet.protocol === PROTOCOLS.udp) {
    check('source port', ends.srcPort, answer.sport);
    check('destination port', ends.dstPort, answer.dport);
  }
  const marks = knownMarks(result);
  const mark = answer.mark ?? 0;
  check('packet mark', PACKET_MARKS[marks.packet ?? ''], mark & 0xff);
  check('routing mark', { 'no-mark': 0, ...ROUTING_TABLES }[marks.routing ?? ''], mark >> 8);
  if (answer.connmark !== undefined)
    check('connection mark', CONNECTION_MARKS[marks.connection ?? ''], answer.connmark ?? 0);
  return differences;
}
