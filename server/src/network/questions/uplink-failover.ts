import type { NetworkModel } from '../network-model';
import { type Uplink, uplinks } from '../uplinks';
import { type LanShare, uplinkSharesWithout } from './uplink-share';

/** What becomes of a LAN's new connections when an uplink dies behind a link that stays up. */
export interface UplinkFailover {
  /** The dead one: its link is up, but nothing behind it answers; a dial-up has ended. */
  readonly uplink: Uplink;
  /** The shares of each LAN then. */
  readonly shares: readonly LanFailover[];
}

export interface LanFailover {
  readonly share: LanShare;
  /** The part that is still sent to the dead uplink, because no route to it is taken away. */
  readonly dead: number;
  /** The part that finds no route any more, or is thrown away. */
  readonly lost: number;
}

/** What happens by routes alone, for each uplink: `askFailover` follows scripts, too, and all else that may die. */
export function askUplinkFailovers(model: NetworkModel): readonly UplinkFailover[] {
  return model.once(findFailovers);
}

function findFailovers(model: NetworkModel): readonly UplinkFailover[] {
  return uplinks(model)
    .filter(({ isCarrierOnly }) => !isCarrierOnly)
    .map((uplink) => ({
      uplink,
      shares: uplinkSharesWithout(model, [uplink.interface]).map((share) => ({
        share,
        dead: sumOf(share, ({ uplink: used }) => used === uplink.interface),
        lost: sumOf(share, ({ verdict }) => verdict !== 'forward'),
      })),
    }));
}

function sumOf(share: LanShare, counts: (part: LanShare['parts'][number]) => boolean): number {
  return share.parts.filter(counts).reduce((sum, { part }) => sum + part, 0);
}
