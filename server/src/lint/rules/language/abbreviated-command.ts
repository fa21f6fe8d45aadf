import type { TextRange } from '../../../base/text-range';
import type { CommandUse } from '../../../resolve/command-use';
import { SyntaxToken } from '../../../syntax/syntax-node';
import type { LintRule, RuleContext } from '../../lint-rule';

export const abbreviatedCommand: LintRule = {
  id: 'abbreviated-command',
  severity: 'hint',
  needs: 'local',
  summary: 'A menu, command or property that is not written out.',
  why: 'The console takes the beginning of a name as long as only one name begins so. The next version may have a second one, and then the script stops. Who reads it has to guess already.',
  source: 'Command line interface manual; command trees of RouterOS 7.9 to 7.24.',
  valid: [{ code: '/ip firewall filter print' }, { code: '/import file-name=x.rsc' }],
  invalid: [
    { code: '/ip fire filter pri', fixed: '/ip firewall filter print', routeros: '7.20' },
    {
      code: '/ip route add dst-addr=10.0.0.0/8 gateway=192.0.2.1',
      fixed: '/ip route add dst-address=10.0.0.0/8 gateway=192.0.2.1',
      routeros: '7.20',
    },
  ],
  check(context) {
    for (const use of context.script.uses) {
      const short = [...shortWords(use), ...shortArguments(context, use)];
      const [first] = short;
      const last = short[short.length - 1];
      if (!first || !last) continue;
      context.report({
        range: { start: first.range.start, end: last.range.end },
        message: `Write it out: ${short.map(({ name }) => name).join(', ')}. A short form may mean something else in another version.`,
        fixes: [
          {
            title: 'Write it out',
            // Of RouterOS 6 not all names are known: another one may begin so.
            safe: (context.version?.major ?? 6) >= 7,
            edits: short.map(({ range, name }) => ({ range, newText: name })),
          },
        ],
      });
    }
  },
};

interface ShortName {
  readonly range: TextRange;
  readonly name: string;
}

/** The words of the path against the names of the menus that they led to, from the last to the first. */
function shortWords(use: CommandUse): ShortName[] {
  if (use.kind !== 'command' && use.kind !== 'menu') return [];
  const tokens = (use.node.child('path')?.elements ?? []).filter(
    (element): element is SyntaxToken =>
      element instanceof SyntaxToken &&
      (element.kind === 'word' || element.kind === '..') &&
      element.end <= (use.word?.end ?? 0),
  );
  const names = use.command ? [use.command.name] : [];
  for (let menu = use.menu; menu.parent; menu = menu.parent) names.push(menu.name);
  const short: ShortName[] = [];
  for (const token of tokens.reverse()) {
    const name = names.shift();
    if (name === undefined || token.kind === '..') break;
    if (token.text !== name && name.startsWith(token.text))
      short.unshift({ range: { start: token.start, end: token.end }, name });
  }
  return short;
}

function shortArguments({ text }: RuleContext, use: CommandUse): ShortName[] {
  return use.arguments.flatMap(({ form, argument, nameRange: { start, end } }) => {
    const word = text.slice(start, end);
    if (form === 'positional' || !argument || argument.name === word || argument.name.endsWith(`.${word}`)) return [];
    return argument.name.startsWith(word) ? [{ range: { start, end }, name: argument.name }] : [];
  });
}
