import { bodyOf, type VariableReference } from '../../../resolve/variable-scopes';
import { insertLinesAbove } from '../../edit-text';
import { filterAround } from '../../filter-conditions';
import type { LintRule } from '../../lint-rule';
import { isProvidedVariable } from '../../provided-variables';

export const globalInLocalScope: LintRule = {
  id: 'global-in-local-scope',
  severity: 'info',
  needs: 'owned',
  summary: 'A global variable that is read outside of the block which declares it.',
  why: 'The value of a :global lives on, but its name is known only in the block in which the :global stands. Behind that block the name means nothing, and the variable reads as empty.',
  source: 'Scripting manual, Scopes; probes on RouterOS 7.21 to 7.24.',
  valid: [
    { code: ':global state\n:if (true) do={ :set state "up" }\n:put $state' },
    { code: ':if (true) do={ :global state "up" }\n:global state\n:put $state' },
  ],
  invalid: [
    {
      code: ':if (true) do={ :global state "up" }\n:put $state',
      fixed: ':if (true) do={ :global state "up" }\n:global state\n:put $state',
    },
  ],
  check(context) {
    const reported = new Set<string>();
    for (const { name, variable, form, node, scope, range } of context.variables.references) {
      if (variable || (form !== 'read' && form !== 'call') || filterAround(node)) continue;
      if (isProvidedVariable(name)) continue;
      const global = context.variables.global(name);
      const body = bodyOf(scope);
      const declaration = global?.declarations.find((other) => bodyOf(other.scope) === body);
      if (!declaration || reported.has(`${name} ${body?.start}`)) continue;
      reported.add(`${name} ${body?.start}`);
      const line = context.lineInWords(declaration.range.start, range.start);
      const isAbove = declaration.range.start < range.start;
      context.report({
        range,
        message: isAbove
          ? `“$${name}” is empty here: the :global on ${line} counts only in its block. Declare it with :global ${name} before this line.`
          : `“$${name}” is empty here: its :global stands only below, on ${line}. Declare it before this line.`,
        fixes: [
          {
            title: `Declare it with :global ${name}`,
            safe: false,
            edits: [insertLinesAbove(context.text, statementAround(node), [declarationOf(name)])],
          },
        ],
        related: [{ range: declaration.range, message: 'The global variable is declared here.' }],
      });
    }
  },
};

function declarationOf(name: string): string {
  return /^[A-Za-z0-9]+$/.test(name) ? `:global ${name}` : `:global "${name}"`;
}

/** Where the statement begins that stands directly in a block, a function or the script. */
function statementAround(node: VariableReference['node']): number {
  let at = node;
  while (at.parent && at.parent.kind !== 'block' && at.parent.kind !== 'script') at = at.parent;
  return at.start;
}
