import type { Variable } from '../../../resolve/variable-scopes';
import { removeStatement } from '../../edit-text';
import type { LintRule, RuleContext } from '../../lint-rule';

export const unusedVariable: LintRule = {
  id: 'unused-variable',
  severity: 'hint',
  needs: 'local',
  summary: 'A local variable or function that nothing reads.',
  why: 'It is either left over, or its name is mistyped where it should have been read, and then that place is empty.',
  source: 'Scripting manual, Variables and scopes.',
  valid: [{ code: ':local wan ether1\n:put $wan' }, { code: ':global wan ether1' }],
  invalid: [
    { code: ':local wan ether1\n:local lan bridge\n:put $wan', fixed: ':local wan ether1\n:put $wan' },
    { code: ':local count 0\n:set count 1' },
  ],
  check(context) {
    const later = namedLater(context);
    for (const variable of context.variables.variables) {
      if (variable.kind !== 'local' || later.has(variable.name) || isRead(variable)) continue;
      const [declaration] = variable.declarations;
      if (!declaration) continue;
      const { use, range } = declaration;
      const isWritten = variable.references.length > 0;
      // The value may be a command that is run for what it does.
      const isPlain = !isWritten && use.arguments.every((argument) => argument.text !== undefined);
      context.report({
        range,
        message: isWritten
          ? `“${variable.name}” is set, but nothing reads it.`
          : `Nothing reads “${variable.name}”. Remove it, or use it.`,
        fixes:
          isPlain && variable.declarations.length === 1
            ? [{ title: `Remove “${variable.name}”`, safe: false, edits: [removeStatement(context.text, use.node)] }]
            : [],
      });
    }
  },
};

function isRead({ references }: Variable): boolean {
  return references.some(({ form }) => form !== 'write');
}

/** Names in a text that is run later: "\\$name". */
function namedLater({ text }: RuleContext): ReadonlySet<string> {
  return new Set([...text.matchAll(/\\\$(?:\\")?([A-Za-z0-9-]+)/g)].map((match) => match[1] ?? ''));
}
