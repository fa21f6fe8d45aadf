import type { Bounds } from './bounds';
import type { FirewallTable } from './firewall-table';
import type { ModelChange } from './model-change';
import type { PacketSet } from './packet-set';
import type { ChainWalk } from './walk-chain';

/** With more walks than these a model keeps none of the further ones: their packets take memory. */
const MAX_WALKS = 2000;

/**
 * The walks through a model's chains. After an edit most are the same as before: those that no rule meets which is new,
 * gone or another one. They are taken over from the model before, with the rules of this one in their places.
 */
export class KeptWalks {
  private readonly walks = new Map<string, ChainWalk>();

  /** @param change from the model before, of which walks are taken over; undefined where there is none */
  constructor(private readonly change: () => ModelChange | undefined) {}

  /** The walk of these packets, made before or now. */
  get(table: FirewallTable, chain: string, start: Bounds<PacketSet>, walk: () => ChainWalk): ChainWalk {
    const key = keyOf(table, chain, start);
    const known = this.walks.get(key);
    if (known) return known;
    const found = this.takenOver(key, table, chain, start) ?? walk();
    if (this.walks.size < MAX_WALKS) this.walks.set(key, found);
    return found;
  }

  private takenOver(key: string, table: FirewallTable, chain: string, start: Bounds<PacketSet>): ChainWalk | undefined {
    const change = this.change();
    const walk = change?.before.walks.walks.get(key);
    if (!walk || !change) return undefined;
    // Rounding adds packets that the start does not have, and a new rule may meet those.
    const isRounded = walk.regions.some(isRoundedUp) || walk.met.some(isRoundedUp);
    const ofTable = change.table(table);
    return isRounded || ofTable.mayMatter(chain, start.possible) ? undefined : ofTable.over(walk);
  }
}

function keyOf(table: FirewallTable, chain: string, { certain, possible }: Bounds<PacketSet>): string {
  return `${table} ${chain} ; ${possible.key}${certain === possible ? '' : ` ; ${certain.key}`}`;
}

function isRoundedUp({ possible }: Bounds<PacketSet>): boolean {
  return possible.roundedUp;
}
