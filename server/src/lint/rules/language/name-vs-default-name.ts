import { comparisonsIn } from '../../filter-conditions';
import { findSelectors } from '../../find-selectors';
import type { LintRule } from '../../lint-rule';

export const nameVsDefaultName: LintRule = {
  id: 'name-vs-default-name',
  severity: 'hint',
  needs: 'local',
  summary: 'A port that is renamed after it was found by the name that changes.',
  why: 'Once the port has its new name, [find name=ether1] finds nothing: the second run of the script does nothing for it, or to a port that was renamed to it. default-name always stays that of the hardware; exports use it.',
  source: 'Exports of real routers.',
  valid: [
    { code: '/interface ethernet set [find default-name=ether1] name=wan' },
    { code: '/interface ethernet set [find name=ether1] mtu=1500' },
  ],
  invalid: [
    {
      code: '/interface ethernet set [find name=ether1] name=wan',
      fixed: '/interface ethernet set [find default-name=ether1] name=wan',
    },
  ],
  check(context) {
    for (const { use, find } of findSelectors(context)) {
      const isRename =
        use.command?.name === 'set' && use.arguments.some(({ name, form }) => name === 'name' && form === 'named');
      if (!isRename || use.menu.path !== '/interface/ethernet') continue;
      const comparison = comparisonsIn(find.filter).find(({ property }) => property.text === 'name');
      if (!comparison || comparison.right.kind === 'variable') continue;
      const { start, end } = comparison.property;
      context.report({
        range: comparison.node,
        message: 'After this line no port has this name any more, so a second run finds none. Find it by default-name.',
        fixes: [
          {
            title: 'Find it by default-name',
            safe: false,
            edits: [{ range: { start, end }, newText: 'default-name' }],
          },
        ],
      });
    }
  },
};
