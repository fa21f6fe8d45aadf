import { itemsWithMore } from '../../../config/configuration';
import { NO_MARK } from '../../../network/cube';
import { askMarkUses } from '../../../network/questions/packet-marks';
import type { LintRule } from '../../lint-rule';

export const markNeverUsed: LintRule = {
  id: 'mark-never-used',
  severity: 'info',
  needs: 'menu-complete',
  summary: 'A mark that no rule, queue or script asks for.',
  why: 'Marking alone changes nothing: something has to route, queue or filter by the mark. Either the other half is missing, or the rule costs time for nothing.',
  source: 'Mangle manual.',
  valid: [
    {
      code: '# rscope-complete\n/ip firewall mangle add chain=forward action=mark-packet new-packet-mark=voice protocol=udp\n/queue tree add name=voice parent=global packet-mark=voice',
    },
    { code: '/ip firewall mangle add chain=forward action=mark-packet new-packet-mark=voice protocol=udp' },
  ],
  invalid: [
    {
      code: '# rscope-complete\n/ip firewall mangle add chain=forward action=mark-packet new-packet-mark=voice protocol=udp',
    },
  ],
  check({ network, completeness, configuration, text, report }) {
    if (completeness('/ip/firewall/mangle') === 'fragment') return;
    const { producers, consumers } = askMarkUses(network);
    const reported = new Set<string>();
    for (const { kind, mark, item, property } of producers) {
      // That a routing mark leads nowhere is another rule's matter.
      if (mark === undefined || kind === 'routing' || reported.has(`${kind} ${mark}`)) continue;
      if (!item.menu.endsWith('/mangle')) continue;
      const asked = consumers.some((use) => use.kind === kind && (use.mark === undefined || use.mark === mark));
      if (asked || keepsOthersAway(kind) || isMentioned(mark)) continue;
      reported.add(`${kind} ${mark}`);
      report({
        range: property.origin.range,
        menu: '/ip/firewall/mangle',
        message: `Nothing asks for the ${kind} mark “${mark}”: marking alone changes nothing.`,
      });
    }

    /** A rule for what has no mark treats marked connections otherwise, whatever their mark is. */
    function keepsOthersAway(kind: string): boolean {
      return configuration.paths.some((path) =>
        itemsWithMore(configuration.menu(path)).some((item) => {
          const value = item.properties.get(`${kind}-mark`)?.value ?? '';
          return value.replace('!', '') === NO_MARK && !item.properties.has(`new-${kind}-mark`);
        }),
      );
    }

    /** Whether the text names the mark anywhere but where it is set: a stored script, another menu. */
    function isMentioned(mark: string): boolean {
      const set = producers.filter((each) => each.mark === mark).length;
      return text.split(mark).length - 1 > set;
    }
  },
};
