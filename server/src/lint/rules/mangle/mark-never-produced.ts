import { suggestName } from '../../../catalogue/suggestion';
import { isDisabled } from '../../../config/item';
import { askMarkUses, type MarkUse } from '../../../network/questions/packet-marks';
import type { LintRule } from '../../lint-rule';

const MARK = 'add chain=prerouting action=mark-connection in-interface=ether1-wan new-connection-mark=WAN1_conn';

export const markNeverProduced: LintRule = {
  id: 'mark-never-produced',
  severity: 'warning',
  needs: 'menu-complete',
  summary: 'A rule that waits for a mark which no rule sets.',
  why: 'The rule never matches: what it should route, queue or let through is treated like everything else. Mostly one of the two names has a typing error; upper and lower case count.',
  source: 'Mangle manual.',
  valid: [
    {
      code: `/ip firewall mangle\n${MARK}\nadd chain=output action=mark-routing connection-mark=WAN1_conn new-routing-mark=to_WAN1`,
    },
    {
      code: '/ip firewall mangle add chain=output action=mark-routing connection-mark=from-elsewhere new-routing-mark=x',
    },
  ],
  invalid: [
    {
      code: `/ip firewall mangle\n${MARK}\nadd chain=output action=mark-routing connection-mark=WAN1_con new-routing-mark=to_WAN1`,
      fixed: `/ip firewall mangle\n${MARK}\nadd chain=output action=mark-routing connection-mark=WAN1_conn new-routing-mark=to_WAN1`,
    },
  ],
  check({ network, configuration, completeness, text, report }) {
    const { producers, consumers } = askMarkUses(network);
    if (['/ip/firewall/mangle', '/ipv6/firewall/mangle'].some((menu) => configuration.menu(menu).uncertain)) return;
    for (const use of consumers) {
      const { kind, mark, property } = use;
      if (isDisabled(use.item)) continue;
      const sources = producers.filter((each) => each.kind === kind);
      if (mark === undefined || sources.some((each) => each.mark === undefined || each.mark === mark)) continue;
      if (kind === 'routing' && isTable(use, mark)) continue;
      const similar =
        sources.find((each) => each.mark?.toLowerCase() === mark.toLowerCase())?.mark ??
        suggestName(
          mark,
          // WAN1 and WAN2 are two names, not one with a typing error.
          sources.map((each) => each.mark ?? '').filter((name) => name.replace(/\d/g, '') !== mark.replace(/\d/g, '')),
        );
      // In a fragment another file may set the mark, unless one here is almost called that.
      if (completeness('/ip/firewall/mangle') === 'fragment' && similar === undefined) continue;
      const { range } = property.origin;
      const written = text.slice(range.start, range.end);
      report({
        range,
        ...(similar === undefined ? { menu: '/ip/firewall/mangle' } : {}),
        message: `No rule sets the ${kind} mark “${mark}”${similar === undefined ? '' : `; did you mean “${similar}”?`}${similar === undefined ? '.' : ''} ${use.negated ? 'So this matcher is true for everything.' : 'This never matches.'}`,
        fixes:
          similar !== undefined && written.includes(mark)
            ? [
                {
                  title: `Change to “${similar}”`,
                  safe: false,
                  edits: [{ range, newText: written.replace(mark, similar) }],
                },
              ]
            : [],
        related: sources
          .filter((each) => each.mark === similar)
          .slice(0, 1)
          .map(({ item }) => ({ range: item.origin.range, message: `Here “${similar}” is set.` })),
      });
    }

    /** A routing mark of a route or a routing rule names a table; a VRF sets that of its interfaces. */
    function isTable({ item }: MarkUse, mark: string): boolean {
      if (!item.menu.includes('/firewall/')) return true;
      return ['/routing/table', '/ip/vrf', '/ip/route/vrf'].some((menu) =>
        configuration
          .menu(menu)
          .items.some((each) =>
            [each.properties.get('name')?.value, each.properties.get('routing-mark')?.value].includes(mark),
          ),
      );
    }
  },
};
