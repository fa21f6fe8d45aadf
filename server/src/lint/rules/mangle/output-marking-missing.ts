import { valueOf } from '../../../config/item';
import { askConnectionMarkers, askSteeringRules } from '../../../network/questions/steering';
import { sideOfMatchers } from '../../../network/questions/traffic-side';
import { insertBelowItem, placeOf } from '../../edit-item';
import { quoteValue } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

const MARK = (n: number) =>
  `add chain=prerouting action=mark-connection in-interface=ether${n}-wan${n} connection-mark=no-mark new-connection-mark=WAN${n}_conn`;
const STEER = (n: number) =>
  `add chain=prerouting action=mark-routing in-interface=bridge-lan connection-mark=WAN${n}_conn new-routing-mark=to_WAN${n}`;
const OUTPUT = (n: number) =>
  `add chain=output action=mark-routing connection-mark=WAN${n}_conn new-routing-mark=to_WAN${n} passthrough=no`;
const BASE = `/ip firewall mangle\n${MARK(1)}\n${MARK(2)}\n${STEER(1)}\n${STEER(2)}`;

export const outputMarkingMissing: LintRule = {
  id: 'output-marking-missing',
  severity: 'info',
  needs: 'owned',
  summary: 'Connections are marked for each uplink, but the router’s own replies are not routed by the mark.',
  why: 'Prerouting sees what comes in, not what the router itself sends. Who pings, dials in or manages the router by its second uplink gets the answer by the first one, from an address that was not asked.',
  source: 'Per Connection Classifier manual.',
  valid: [{ code: `${BASE}\n${OUTPUT(1)}\n${OUTPUT(2)}` }],
  invalid: [
    { code: BASE, fixed: `${BASE}\n${OUTPUT(1)}\n${OUTPUT(2)}` },
    { code: `${BASE}\n${OUTPUT(2)}`, fixed: `${BASE}\n${OUTPUT(2)}\n${OUTPUT(1)}` },
  ],
  check({ network, configuration, text, report }) {
    if (configuration.menu('/ip/firewall/mangle').uncertain) return;
    const steering = askSteeringRules(network);
    const answered = steering.filter(({ baseChain }) => baseChain === 'output').map((each) => each.connectionMark);
    // A rule that asks for no mark steers the replies in a way of its own.
    if (answered.includes(undefined)) return;
    // Rules that choose the table by the router's own address do the same.
    const byRules = ['/routing/rule', '/ip/route/rule'].some((menu) =>
      network.items(menu).some((item) => valueOf(item, 'src-address') !== undefined),
    );
    if (byRules) return;
    const inbound = askConnectionMarkers(network).filter(
      ({ baseChain, matchers }) =>
        (baseChain === 'prerouting' || baseChain === 'input') &&
        (matchers.has('in-interface') || matchers.has('in-interface-list')) &&
        sideOfMatchers(network, matchers) === 'outside',
    );
    const tables = new Map<string, string>();
    for (const { mark } of inbound) {
      const consumer = steering.find(({ connectionMark }) => connectionMark === mark);
      if (consumer && !answered.includes(mark)) tables.set(mark, consumer.table);
    }
    const [first] = inbound.filter(({ mark }) => tables.has(mark));
    const last = network.allRules('mangle').at(-1);
    if (!first || !last || tables.size + answered.length < 2) return;
    const rules = [...tables].map(
      ([mark, table]) =>
        `add chain=output action=mark-routing connection-mark=${quoteValue(mark)} new-routing-mark=${quoteValue(table)} passthrough=no`,
    );
    report({
      range: placeOf(first.rule.item, 'new-connection-mark'),
      message: `What comes in by an uplink is marked (${[...tables.keys()].join(', ')}), but no rule of chain output routes the router’s replies by ${tables.size > 1 ? 'these marks' : 'this mark'}: they leave by the main table.`,
      fixes: [
        {
          title: 'Route the router’s replies by the marks',
          safe: false,
          edits: [insertBelowItem(text, last.item, ...rules)],
        },
      ],
    });
  },
};
