import { outerOf, type VariableDeclaration } from '../../../resolve/variable-scopes';
import type { LintRule, RuleContext } from '../../lint-rule';

export const variableShadowsVariable: LintRule = {
  id: 'variable-shadows-variable',
  severity: 'hint',
  needs: 'local',
  summary: 'A :local with the name of a variable of the block around it.',
  why: 'Inside the block the name means the new variable; behind it the old one is as it was. Who meant to change the old one needs :set.',
  source: 'Scripting manual, Scopes; probes on RouterOS 7.21 to 7.24.',
  valid: [
    { code: ':local state "down"\n:if (true) do={ :set state "up" }\n:put $state' },
    { code: ':local name "a"\n:local show do={ :local name "b"; :put $name }\n$show' },
  ],
  invalid: [
    {
      code: ':local state "down"\n:if (true) do={ :local state "up" }\n:put $state',
      fixed: ':local state "down"\n:if (true) do={ :set state "up" }\n:put $state',
    },
  ],
  check(context) {
    for (const variable of context.variables.variables) {
      if (variable.kind !== 'local') continue;
      const [declaration] = variable.declarations;
      const outer = declaration && shadowed(declaration);
      if (!declaration || !outer) continue;
      const line = context.lineInWords(outer.range.start, declaration.range.start);
      const isNeverRead = !variable.references.some(({ form }) => form !== 'write');
      // Nothing reads the new one, and the old one is read behind it: the old one was meant.
      const isFault =
        isNeverRead &&
        outer.variable.references.some(({ form, range }) => form === 'read' && range.start > declaration.scope.end);
      context.report({
        range: declaration.range,
        ...(isFault ? { severity: 'warning' as const } : {}),
        message: isFault
          ? `This is a new variable that ends with its block: the “${variable.name}” of ${line}, which is read later, stays as it was. Use :set to change it.`
          : `“${variable.name}” hides the variable of the same name of ${line} until its block ends.`,
        fixes: isFault ? fixesFor(context, declaration) : [],
        related: [{ range: outer.range, message: 'The outer variable is declared here.' }],
      });
    }
  },
};

/** The declaration in a block around it of which a name says something else from here on. */
function shadowed({ variable, range, scope }: VariableDeclaration): VariableDeclaration | undefined {
  for (let at = outerOf(scope); at; at = outerOf(at)) {
    const outer = at.names.get(variable.name);
    const above = outer?.declarations.find((other) => other.scope === at && other.range.start < range.start);
    if (outer !== variable && above) return above;
  }
  return undefined;
}

function fixesFor({ text }: RuleContext, { use }: VariableDeclaration) {
  const { start } = use.node;
  const word = /^:?local\b/.exec(text.slice(start))?.[0];
  // Without a value there is nothing that could be set.
  if (!word || use.arguments.length < 2) return [];
  return [
    {
      title: 'Change the outer variable: :set',
      safe: false,
      edits: [{ range: { start, end: start + word.length }, newText: ':set' }],
    },
  ];
}
