import type { RouterState } from '../router-state';
import { countedSince, describeRule, type RuleCounters } from '../rule-counters';
import { uplinkInterfaces } from '../uplink-interfaces';
import { type DiagnosisFacts, type Finding, fine, listed, unknown } from './finding';

/** Is what leaves by each uplink translated to its address, and do these rules count? */
export function askNat({ earlier, state }: DiagnosisFacts): Finding {
  const title = 'Does NAT translate what leaves by each uplink?';
  const { nat } = state;
  if (!nat) return unknown(title, state, 'nat');
  const translating = nat.filter(({ chain, action }) => chain === 'srcnat' && TRANSLATES.has(action));
  const usable = translating.filter(({ isDisabled, isInvalid }) => !isDisabled && !isInvalid);
  const evidence = translating.map(
    (rule) =>
      `${describeRule(rule)}: ${rule.isDisabled ? 'disabled' : rule.isInvalid ? 'invalid' : `${rule.packets} connections, ${rule.bytes} bytes`}`,
  );
  const bare = uplinkInterfaces(state).filter((name) => !usable.some((rule) => coversInterface(rule, name, state)));
  if (usable.length === 0 || bare.length > 0)
    return {
      ...{ title, state: 'failed', evidence: evidence.length > 0 ? evidence : ['/ip/firewall/nat: no rule of srcnat'] },
      why:
        usable.length === 0
          ? 'No rule of srcnat translates anything: answers from the Internet find no way back to private addresses.'
          : `No rule translates what leaves by ${listed(bare)}: what goes that way gets no answer.`,
      whatToDo: `/ip firewall nat add chain=srcnat action=masquerade out-interface${bare[0] ? `=${bare[0]}` : '-list=WAN'}`,
    };
  const invalid = translating.filter(({ isInvalid }) => isInvalid);
  if (invalid.length > 0)
    return {
      ...{ title, state: 'doubtful', evidence },
      why: `The router marks ${listed(invalid.map(describeRule))} as invalid.`,
      whatToDo: 'The rule names an interface or a list that is not there (any more): correct or remove it.',
    };
  const old = new Map(earlier?.nat?.map((rule) => [rule.id, rule.packets]));
  const moved = usable.filter(({ id, packets }) => countedSince(old.get(id) ?? 0, packets) > 0);
  if (moved.length === 0)
    return {
      ...{ title, state: 'doubtful', evidence },
      why: earlier
        ? 'No new connection left by these rules between two readings: nobody tried, or packets are lost before.'
        : 'These rules have counted nothing so far.',
      whatToDo: 'Open a page on a computer of the LAN and look again; if they stand still, look at routes and filter.',
    };
  return fine(
    title,
    `${moved.length} of ${usable.length} rules ${earlier ? 'count connections now' : 'have counted connections'}.`,
    evidence,
  );
}

const TRANSLATES: ReadonlySet<string> = new Set(['masquerade', 'src-nat', 'same', 'netmap']);

/** Whether a rule of srcnat may take what leaves by an interface. */
function coversInterface({ properties }: RuleCounters, name: string, { listMembers }: RouterState): boolean {
  const own = properties['out-interface'];
  const list = properties['out-interface-list'];
  if (own !== undefined) return own.startsWith('!') ? own.slice(1) !== name : own === name || own.startsWith('all');
  if (list === undefined || list === 'all') return true;
  // A list that can't be read may hold anything.
  if (!listMembers) return true;
  const isMember = listMembers.some((member) => member.list === list.replace(/^!/, '') && member.interface === name);
  return list.startsWith('!')
    ? !isMember
    : isMember || (!listMembers.some((member) => member.list === list) && BUILT_IN.has(list));
}

/** Lists whose members are not written down. */
const BUILT_IN: ReadonlySet<string> = new Set(['dynamic', 'static']);

/** Does FastTrack take marked connections past mangle? */
export function askFasttrack({ state }: DiagnosisFacts): Finding | undefined {
  const title = 'Does FastTrack leave marked connections alone?';
  const { filter, mangle } = state;
  const marking = (mangle ?? []).filter(({ action, isDisabled }) => action === 'mark-routing' && !isDisabled);
  if (marking.length === 0) return undefined;
  if (!filter) return unknown(title, state, 'filter');
  const tracks = filter.filter(({ action, isDisabled }) => action === 'fasttrack-connection' && !isDisabled);
  const evidence = tracks.map((rule) => `${describeRule(rule)}: ${rule.packets} packets`);
  const taking = tracks.filter(({ properties }) => properties['connection-mark'] !== 'no-mark');
  return taking.length === 0
    ? fine(title, 'No FastTrack rule takes marked connections.', evidence)
    : {
        ...{ title, state: 'failed', evidence },
        why: `FastTracked packets skip mangle, so ${listed(taking.map(describeRule))} sends connections over the main table after their first packets.`,
        whatToDo: 'Add connection-mark=no-mark to that rule.',
      };
}

/** What does the filter throw away on its way through the router? */
export function askFilter({ earlier, state }: DiagnosisFacts): Finding {
  const title = 'Does the filter throw something away?';
  const { filter } = state;
  if (!filter) return unknown(title, state, 'filter');
  const old = new Map(earlier?.filter?.map((rule) => [rule.id, rule.packets]));
  const dropping = filter
    .filter(({ chain, action, isDisabled }) => chain !== 'input' && DROPS.has(action) && !isDisabled)
    .map((rule) => ({ rule, now: earlier ? countedSince(old.get(rule.id) ?? 0, rule.packets) : rule.packets }))
    .filter(({ now }) => now > 0)
    .sort((a, b) => b.now - a.now);
  const evidence = dropping.map(
    ({ rule, now }) =>
      `${describeRule(rule)}: ${now} packets${earlier ? ` between two readings, ${rule.packets} in all` : ''}`,
  );
  return dropping.length === 0
    ? fine(title, `No rule outside of input ${earlier ? 'drops anything now' : 'has dropped anything'}.`)
    : {
        ...{ title, state: 'doubtful', evidence: evidence.slice(0, 6) },
        why: `${dropping.length === 1 ? 'A rule drops' : `${dropping.length} rules drop`} packets that go through the router.`,
        whatToDo:
          'Reproduce the fault and see which counter moves with it; then accept that application (protocol, dst-port) above that rule. What only drops invalid packets is well.',
      };
}

const DROPS: ReadonlySet<string> = new Set(['drop', 'reject', 'tarpit']);

/** Must packets come in where their source is routed to? */
export function askRpFilter({ state }: DiagnosisFacts): Finding | undefined {
  const title = 'Does the reverse-path filter fit several uplinks?';
  if (uplinkInterfaces(state).length < 2) return undefined;
  const { rpFilter } = state;
  if (rpFilter === undefined) return unknown(title, state, 'rpFilter');
  const evidence = [`/ip/settings rp-filter=${rpFilter}`];
  return rpFilter !== 'strict'
    ? fine(title, 'It lets answers in by any uplink that has a route.', evidence)
    : {
        ...{ title, state: 'failed', evidence },
        why: 'With strict, what comes in by an uplink that the main table does not use is thrown away: connections to and through the other uplinks fail.',
        whatToDo: '/ip settings set rp-filter=loose',
      };
}
