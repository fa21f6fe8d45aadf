import { type Item, valueOf } from '../../../config/item';
import { isMatcher } from '../../../network/lower-match';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const FASTTRACK =
  '/ip firewall filter\nadd chain=forward action=fasttrack-connection connection-state=established,related\nadd chain=forward action=accept connection-state=established,related\n';

export const fasttrackWithQueues: LintRule = {
  id: 'fasttrack-with-queues',
  severity: 'warning',
  needs: 'owned',
  summary: 'FastTrack for everything beside queues that should limit it.',
  why: 'FastTracked packets go past simple queues and past queue trees below global: the limits hold only for the few packets that take the slow way. Leave out of FastTrack what is to be queued, for example by a connection mark.',
  source: 'Connection Tracking manual, FastTrack.',
  valid: [
    { code: `${FASTTRACK}/queue tree add name=up parent=ether1 max-limit=10M` },
    {
      code: '/ip firewall filter add chain=forward action=fasttrack-connection connection-state=established,related connection-mark=no-mark\n/queue simple add name=guests target=192.168.99.0/24 max-limit=10M/10M',
    },
  ],
  invalid: [{ code: `${FASTTRACK}/queue simple add name=guests target=192.168.99.0/24 max-limit=10M/10M` }],
  check({ network, report }) {
    const queue = [
      ...network.items('/queue/simple'),
      ...network.items('/queue/tree').filter((item) => valueOf(item, 'parent') === 'global'),
    ].find((item) => item.added && item.certain);
    if (!queue) return;
    const rule = network
      .allRules('filter')
      .find((each) => each.action === 'fasttrack-connection' && takesEverything(each.item));
    if (!rule) return;
    report({
      range: placeOf(rule.item, 'action'),
      message: `FastTrack takes connections past the queue “${valueOf(queue, 'name') ?? 'that is set up here'}”: its limits hardly apply. Leave queued traffic out of FastTrack.`,
      related: [{ range: queue.origin.range, message: 'The queue.' }],
    });
  },
};

/** Any matcher beyond the state may be there to leave the queued traffic out. */
function takesEverything(item: Item): boolean {
  return [...item.properties.values()].every(
    ({ name, value }) => !isMatcher(name) || name === 'connection-state' || value === '',
  );
}
