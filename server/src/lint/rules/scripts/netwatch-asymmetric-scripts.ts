import { type Item, isDisabled, valueOf } from '../../../config/item';
import type { LintRule, RuleContext } from '../../lint-rule';
import { runStoredCode } from '../../run-stored-code';
import { type StoredCode, storedCode, withCalledScripts } from '../../stored-code';
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
    { code: `${ROUTES}${WATCH}":foreach i in=[/ip route find comment~\\"^wan\\"] do={ /ip route enable \\$i }"` },
  ],
  invalid: [
    { code: `${ROUTES}${WATCH}"/ip route enable [find comment=wan2]"` },
    { code: `${ROUTES}${WATCH}":log info up"` },
  ],
  check(context) {
    const codes = storedCode(context);
    for (const down of codes.filter(({ property }) => property === 'down-script')) {
      const up = codes.find(({ item, property }) => item === down.item && property === 'up-script');
      const [first, ...more] = up ? [...leftBehind(context, down, up), ...unmatchedSelectors(context, down, up)] : [];
      if (!up || !first) continue;
      context.report({
        range: up.range,
        message: `The down-script leaves ${first.what}, and this up-script does not take that back: it stays so when the host is there again.`,
        related: [
          { range: down.range, message: 'The down-script.' },
          ...[first, ...more].flatMap(({ item }) =>
            item ? [{ range: item.origin.range, message: 'This item is changed.' }] : [],
          ),
        ],
      });
    }
  },
};

/** Something that stays changed. */
interface Left {
  readonly item: Item | undefined;
  /** In words: `/ip/route “wan1” disabled`. */
  readonly what: string;
}

/**
 * The items of the file that are, after a failure and the return, not as they were while the host was there. The
 * up-script runs first, since the file may show the router as a failure left it.
 */
function leftBehind(context: RuleContext, down: StoredCode, up: StoredCode): readonly Left[] {
  const { configuration } = context;
  const before = runStoredCode(context, up);
  const during = before && runStoredCode(context, down, before.configuration);
  const again = during && runStoredCode(context, up, during.configuration);
  if (!again) return [];
  const runs = [before, during, again];
  const isTouched = (path: string) => runs.some((run) => run.configuration.menu(path) !== configuration.menu(path));
  return configuration.paths.filter(isTouched).flatMap((path) =>
    configuration.menu(path).items.flatMap((original): readonly Left[] => {
      const item = before.after(original);
      const changed = item && during.after(item);
      const now = changed && again.after(changed);
      if (!item?.certain || now === original) return [];
      const name = `${path} “${valueOf(original, 'comment') ?? valueOf(original, 'name') ?? ''}”`;
      const isOffAlways = [item, changed, now].every((each) => each && isDisabled(each));
      if (isOffAlways && !isDisabled(original)) return [{ item: original, what: `${name} disabled` }];
      if (now === item) return [];
      // What is made anew stands for what was removed.
      const isGone = again.configuration.menu(path).items.length < before.configuration.menu(path).items.length;
      if (!changed || !now) return isGone ? [{ item: original, what: `${name} removed` }] : [];
      const property = changedProperty(item, now);
      if (property === undefined) return [];
      const state = isDisabled(now) ? 'disabled' : 'enabled';
      const what = property === 'disabled' ? state : `with another ${property}`;
      return [{ item: original, what: `${name} ${what}` }];
    }),
  );
}

/** A property that is known to differ; remarks are for people. */
function changedProperty(before: Item, after: Item): string | undefined {
  const names = [...before.properties.keys(), ...after.properties.keys()].filter((name) => name !== 'comment');
  return names.find((name) => {
    const [was, is] = [before, after].map((item) => item.properties.get(name));
    if (was?.value === undefined && was) return false;
    if (is?.value === undefined && is) return false;
    return name === 'disabled' ? isDisabled(before) !== isDisabled(after) : was?.value !== is?.value;
  });
}

/** Selectors of which the file has no item: they can only be compared by their words. */
function unmatchedSelectors(context: RuleContext, down: StoredCode, up: StoredCode): readonly Left[] {
  const after = switchedItems(context, withCalledScripts(context, down));
  const undone = switchedItems(context, withCalledScripts(context, up));
  if (!after || !undone || undone.length === 0) return [];
  return after
    .filter(
      ({ item, name, state }) =>
        !item && !isMissedComment(context, name) && !undone.some((each) => each.name === name && each.state !== state),
    )
    .map(({ name, state }) => ({ item: undefined, what: `${name} ${state}` }));
}

/** A comment that no item of a menu of the file has: another rule says so, and this would follow from it. */
function isMissedComment({ configuration }: RuleContext, name: string): boolean {
  const [menu = '', ...selector] = name.split(' ');
  return configuration.menu(menu).items.length > 0 && /\bcomment\s*[=~]/.test(selector.join(' '));
}
