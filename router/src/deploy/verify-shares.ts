import { valueOf } from '../../../server/src/config/item';
import { askUplinkShares, type LanShare } from '../../../server/src/network/questions/uplink-share';
import { type LiveShares, markShares, newConnectionShares } from '../device/live-shares';
import { latest, type Verification, type VerifyInput } from './verification';

/** Fewer connections say nothing about shares. */
const ENOUGH = 100;
/** Hosts have more or fewer connections than others: only a share that is this far off is worth a word. */
const TOLERANCE = 0.25;

/** Whether live connections are shared as the configuration promises, where it promises one thing for all sources. */
export function verifyShares(input: VerifyInput): readonly Verification[] {
  const [share, ...others] = askUplinkShares(input.planned);
  if (!share || others.length > 0 || share.certainty !== 'must' || share.parts.length < 2) return [];
  if (share.parts.some(({ uplink }) => uplink === undefined)) return [];
  const state = latest(input);
  const byMark = marksOf(share);
  const live = byMark ? markShares(state) : input.later && newConnectionShares(input.after, input.later);
  const expected = byMark ?? new Map(share.parts.map(({ uplink, part }) => [uplink ?? '', part]));
  return live ? [judge(expected, live)] : [];
}

/** The part that each connection mark is for; undefined where marks don't tell the uplinks apart. */
function marksOf({ parts }: LanShare): ReadonlyMap<string, number> | undefined {
  const found = new Map<string, number>();
  for (const { part, decidedBy } of parts) {
    const marks = new Set(decidedBy.flatMap((item) => valueOf(item, 'new-connection-mark') ?? []));
    const [mark, ...more] = marks;
    if (mark === undefined || more.length > 0 || found.has(mark)) return undefined;
    found.set(mark, part);
  }
  return found;
}

function judge(expected: ReadonlyMap<string, number>, { shares }: LiveShares): Verification {
  const check = 'shares of the uplinks';
  const counted = [...expected].map(([name, part]) => ({
    ...{ name, part },
    amount: shares.find((each) => each.name === name)?.amount ?? 0,
  }));
  const total = counted.reduce((sum, { amount }) => sum + amount, 0);
  const text = counted
    .map(({ name, part, amount }) => `${name} ${percent(total === 0 ? 0 : amount / total)} of ${percent(part)}`)
    .join(', ');
  if (total < ENOUGH)
    return {
      ...{ check, result: 'doubtful' },
      text: `Only ${total} connection${total === 1 ? '' : 's'} to judge by (${text}).`,
      whatToDo: `Look again when some ${ENOUGH} connections are open.`,
    };
  const idle = counted.filter(({ part, amount }) => part >= 0.1 && amount === 0);
  if (idle.length > 0)
    return {
      ...{ check, result: 'failed' },
      text: `Of ${total} connections none takes ${idle.map(({ name }) => name).join(', ')} (${text}).`,
      whatToDo: 'See whether its route is active, and whether an earlier rule takes the connections.',
    };
  const isFar = counted.some(({ part, amount }) => Math.abs(amount / total - part) > TOLERANCE);
  return isFar
    ? {
        ...{ check, result: 'doubtful' },
        text: `Of ${total} connections the uplinks have other shares than planned: ${text}.`,
        whatToDo: 'A few busy hosts may do that; if it stays so, see which rule counts what in /ip firewall mangle.',
      }
    : { check, result: 'ok', text: `As planned, by ${total} connections: ${text}.`, whatToDo: '' };
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
