import { valueOf } from '../../../config/item';
import { uplinks } from '../../../network/uplinks';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const CLIENTS =
  '/ip dhcp-client\nadd interface=ether1 disabled=no\nadd interface=ether2 disabled=no default-route-distance=2\n';

export const rpFilterStrictMultiwan: LintRule = {
  id: 'rp-filter-strict-multiwan',
  severity: 'warning',
  needs: 'owned',
  summary: 'Strict reverse path filtering on a router with several uplinks.',
  why: 'Strict means: a packet must come in where the main table would send its answer. What comes in by the second uplink fails that test, so replies and port forwards there are dropped before any rule sees them.',
  source: 'IP Settings manual.',
  valid: [{ code: `${CLIENTS}/ip settings set rp-filter=loose` }, { code: '/ip settings set rp-filter=strict' }],
  invalid: [
    { code: `${CLIENTS}/ip settings set rp-filter=strict`, fixed: `${CLIENTS}/ip settings set rp-filter=loose` },
  ],
  check({ network, configuration, text, report }) {
    const [item] = configuration.menu('/ip/settings').items;
    if (!item || valueOf(item, 'rp-filter') !== 'strict') return;
    const ways = uplinks(network).filter(({ isCarrierOnly }) => !isCarrierOnly);
    if (ways.length < 2) return;
    report({
      range: placeOf(item, 'rp-filter'),
      message: `With ${ways.length} uplinks (${ways.map((way) => way.interface).join(', ')}) strict filtering drops what rightly comes in by the one that main does not prefer. Use loose.`,
      fixes: [{ title: 'Use loose filtering', safe: false, edits: [setProperty(text, item, 'rp-filter', 'loose')] }],
    });
  },
};
