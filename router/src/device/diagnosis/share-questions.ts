import { type LiveShares, markShares, newConnectionShares, uplinkTraffic } from '../live-shares';
import { countedSince, describeRule } from '../rule-counters';
import { uplinkInterfaces } from '../uplink-interfaces';
import { type DiagnosisFacts, type Finding, fine, listed, unknown } from './finding';

/** Fewer say nothing about shares. */
const ENOUGH = 20;

/** How are the tracked connections shared among the marks? */
export function askMarkShares({ state }: DiagnosisFacts): Finding | undefined {
  const title = 'How are connections shared among the marks?';
  if (!state.marks) return state.refused.marks === undefined ? undefined : unknown(title, state, 'marks');
  const shares = markShares(state);
  if (!shares) return undefined;
  const marked = { ...shares, shares: shares.shares.filter(({ name }) => name !== 'no-mark') };
  return judge(
    title,
    shares,
    marked,
    'connections',
    'Its PCC rule is missing, disabled or stands behind one that takes all: see which mangle counters move.',
  );
}

/** How are new connections and bytes shared among the uplinks? */
export function askUplinkShares({ earlier, state }: DiagnosisFacts): Finding | undefined {
  const title = 'How is the traffic shared among the uplinks?';
  if (!earlier || uplinkInterfaces(state).length < 2) return undefined;
  const connections = newConnectionShares(earlier, state);
  const advice = 'See whether its route is active, and whether any rule sends connections there.';
  if (connections && connections.total >= ENOUGH && connections.shares.length > 1)
    return judge(title, connections, connections, 'new connections', advice);
  const traffic = uplinkTraffic(earlier, state);
  if (!traffic) return unknown(title, state, 'interfaces');
  if (traffic.total === 0) return fewer(title, traffic, 'bytes');
  return judge(title, traffic, traffic, 'bytes', advice, 0.02);
}

function judge(
  title: string,
  all: LiveShares,
  judged: LiveShares,
  what: string,
  whatToDo: string,
  idlePart = 0,
): Finding {
  const evidence = evidenceOf(all, what);
  const total = judged.shares.reduce((sum, { amount }) => sum + amount, 0);
  if (total < ENOUGH) return fewer(title, all, what);
  const idle = judged.shares.filter(({ amount }) => amount <= total * idlePart).map(({ name }) => name);
  if (idle.length > 0)
    return {
      ...{ title, state: 'failed', evidence, whatToDo },
      why: `${listed(idle)} ${idle.length > 1 ? 'have' : 'has'} ${idlePart > 0 ? 'next to none' : 'none'} of ${total} ${what}.`,
    };
  return fine(title, `All have a part of ${total} ${what}.`, evidence);
}

function fewer(title: string, shares: LiveShares, what: string): Finding {
  return {
    ...{ title, state: 'doubtful', evidence: evidenceOf(shares, what) },
    why: `${shares.total} ${what} are too few to tell.`,
    whatToDo: 'Look again while the line is used.',
  };
}

function evidenceOf({ shares }: LiveShares, what: string): readonly string[] {
  return shares.map(({ name, amount, part }) => `${name}: ${Math.round(part * 100)} % (${amount} ${what})`);
}

/** Does each rule that marks count? */
export function askMangleCounters({ earlier, state }: DiagnosisFacts): Finding | undefined {
  const title = 'Do the rules that mark connections count?';
  const { mangle } = state;
  if (!mangle) return unknown(title, state, 'mangle');
  const marking = mangle.filter(({ action }) => action === 'mark-connection' || action === 'mark-routing');
  if (marking.length === 0) return undefined;
  const old = new Map(earlier?.mangle?.map((rule) => [rule.id, rule.packets]));
  const evidence = marking.map(
    (rule) => `${describeRule(rule)}: ${rule.isDisabled ? 'disabled' : `${rule.packets} packets`}`,
  );
  const disabled = marking.filter(({ isDisabled, isInvalid }) => isDisabled || isInvalid);
  const still = marking.filter(
    ({ id, packets, isDisabled }) => !isDisabled && (earlier ? countedSince(old.get(id) ?? 0, packets) : packets) === 0,
  );
  if (disabled.length === 0 && still.length === 0) return fine(title, `All ${marking.length} do.`, evidence);
  return {
    ...{ title, state: 'doubtful', evidence },
    why: [
      ...(disabled.length > 0
        ? [`${disabled.length} of them ${disabled.length > 1 ? 'are' : 'is'} disabled or invalid.`]
        : []),
      ...(still.length > 0 ? [`${listed(still.slice(0, 3).map(describeRule))} stood still.`] : []),
    ].join(' '),
    whatToDo:
      'A rule that stands still while others count is passed by earlier ones, or fits nothing: check its in-interface and its connection-mark.',
  };
}

/** Does a host keep its uplink? */
export function askStickiness({ state }: DiagnosisFacts): Finding | undefined {
  const title = 'Do connections of one host keep to one uplink?';
  if (uplinkInterfaces(state).length < 2) return undefined;
  const { mangle } = state;
  if (!mangle) return unknown(title, state, 'mangle');
  const on = mangle.filter(({ action, isDisabled }) => action.startsWith('mark-') && !isDisabled);
  const scattering = on.filter(
    ({ properties }) => properties['nth'] !== undefined || /port/.test(properties['per-connection-classifier'] ?? ''),
  );
  const evidence = on
    .filter(({ properties }) => properties['per-connection-classifier'] ?? properties['nth'])
    .map(describeRule);
  const whatToDo =
    'Classify by both-addresses or src-address; or mark that application’s connections for one uplink in a rule above the others.';
  if (scattering.length > 0)
    return {
      ...{ title, state: 'failed', evidence, whatToDo },
      why: 'A host’s connections to one server leave by different uplinks, with different addresses: banks, VPN gateways and telephony take that for an attack or lose the session.',
    };
  if (evidence.length > 0) {
    const byBoth = on.some(({ properties }) => /both-addresses/.test(properties['per-connection-classifier'] ?? ''));
    return byBoth
      ? {
          ...{ title, state: 'doubtful', evidence },
          why: 'A host keeps one uplink towards one server, but an application that talks to several servers at once appears with several addresses.',
          whatToDo: 'If it is such an application: classify by src-address, or mark its connections for one uplink.',
        }
      : fine(title, 'The classifier keeps a host on one uplink.', evidence);
  }
  return {
    ...{ title, state: 'doubtful', evidence: ['/ip/firewall/mangle: no classifier'] },
    why: 'Equal routes share by the addresses of a connection: an application that talks to several servers appears with several addresses.',
    whatToDo: 'Mark the connections of that application (mark-connection, mark-routing) for one uplink.',
  };
}
