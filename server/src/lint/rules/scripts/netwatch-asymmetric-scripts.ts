import type { LintRule } from '../../lint-rule';
import { storedCode, withCalledScripts } from '../../stored-code';
import { switchedItems } from '../../switched-items';

const ROUTES =
  '/ip route\nadd gateway=192.0.2.1 comment=wan1\nadd gateway=203.0.113.1 comment=wan2 distance=2\nadd dst-address=198.51.100.9/32 gateway=192.0.2.1\n';
const WATCH = '/tool netwatch add host=198.51.100.9 down-script="/ip route disable [find comment=wan1]" up-script=';

export const netwatchAsymmetricScripts: LintRule = {
  id: 'netwatch-asymmetric-scripts',
  severity: 'warning',
  needs: 'owned',
  summary: 'A netwatch entry whose up-script does not undo what its down-script does.',
  why: 'After the first failure something stays switched off (or on) although the host is back. Nobody notices until the second failure finds no way left.',
  source: 'Follows from the Netwatch manual.',
  valid: [
    { code: `${ROUTES}${WATCH}"/ip route enable [find comment=wan1]"` },
    { code: `${ROUTES}${WATCH}"/ip route enable [find gateway=192.0.2.1]"` },
  ],
  invalid: [{ code: `${ROUTES}${WATCH}"/ip route enable [find comment=wan2]"` }],
  check(context) {
    const codes = storedCode(context);
    for (const down of codes.filter(({ property }) => property === 'down-script')) {
      const up = codes.find(({ item, property }) => item === down.item && property === 'up-script');
      if (!up) continue;
      const after = switchedItems(context, withCalledScripts(context, down));
      const undone = switchedItems(context, withCalledScripts(context, up));
      if (!after || !undone || undone.length === 0) continue;
      const left = after.filter(
        ({ item, name, state }) =>
          !undone.some((each) => (item ? each.item === item : each.name === name) && each.state !== state),
      );
      const [first] = left;
      if (!first) continue;
      context.report({
        range: up.range,
        message: `The down-script leaves ${first.name} ${first.state}, and this up-script does not take that back: it stays so when the host is there again.`,
        related: [
          { range: down.range, message: 'The down-script.' },
          ...left.flatMap(({ item }) =>
            item ? [{ range: item.origin.range, message: 'This item is switched.' }] : [],
          ),
        ],
      });
    }
  },
};
