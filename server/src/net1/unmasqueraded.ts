import { parseAddresses, PRIVATE_ADDRESSES } from './ipv4';
import { IntervalSet } from './interval-set';
import { type Item, valueOf } from '../config/item';
import type { NetworkModel } from './network-model';
import { type Uplink, uplinks } from './uplinks';

/** An uplink that private addresses leave through untranslated. */
export interface Unmasqueraded {
  readonly uplink: Uplink;
  /** The item that gives the LAN its addresses. */
  readonly lan: Item;
}

const TRANSLATING = new Set(['masquerade', 'src-nat', 'netmap', 'same']);

/**
 * The uplinks for which no rule of `srcnat` can match what the LAN sends. A rule whose matchers don't tell counts as one
 * that does: this question is answered with what is certain only.
 */
export function unmasqueraded(model: NetworkModel): Unmasqueraded[] {
  const all = uplinks(model).filter((uplink) => carriesAddresses(model, uplink.interface));
  const outside = new Set(all.map((uplink) => uplink.interface));
  const lans = model.items('/ip/address').filter((item) => {
    const subnet = parseAddresses(valueOf(item, 'address') ?? '');
    const name = valueOf(item, 'interface');
    return subnet !== undefined && name !== undefined && !outside.has(name) && !PRIVATE_ADDRESSES.intersect(IntervalSet.of(subnet)).isEmpty;
  });
  const [lan] = lans;
  if (!lan) return [];
  return all
    .filter((uplink) => !model.items('/ip/firewall/nat').some((rule) => mayTranslate(model, rule, uplink)))
    .map((uplink) => ({ uplink, lan }));
}

/** The port below a PPPoE client carries frames only: what is routed leaves through the client. */
function carriesAddresses(model: NetworkModel, name: string): boolean {
  const isCarrier = model.items('/interface/pppoe-client').some((item) => valueOf(item, 'interface') === name);
  if (!isCarrier) return true;
  return ['/ip/address', '/ip/dhcp-client'].some((menu) => model.items(menu).some((item) => valueOf(item, 'interface') === name));
}

function mayTranslate(model: NetworkModel, rule: Item, uplink: Uplink): boolean {
  const action = valueOf(rule, 'action');
  if (action !== undefined && !TRANSLATING.has(action) && action !== 'jump') return false;
  if (valueOf(rule, 'chain') === 'dstnat') return false;
  return leavesBy(model, rule, uplink.interface);
}

function leavesBy(model: NetworkModel, rule: Item, name: string): boolean {
  const single = valueOf(rule, 'out-interface');
  if (single !== undefined && single !== '') {
    const negated = single.startsWith('!');
    if (!single.startsWith('all-') && (single.replace('!', '') === name) === negated) return false;
  }
  const list = valueOf(rule, 'out-interface-list');
  if (list !== undefined && list !== '') {
    const negated = list.startsWith('!');
    const member = model.inList(name, list.replace('!', ''));
    if (member === (negated ? 'yes' : 'no')) return false;
  }
  return true;
}
