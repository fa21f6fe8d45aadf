import { bodyOf, type VariableReference, type VariableScope } from '../../../resolve/variable-scopes';
import type { SyntaxNode } from '../../../syntax/syntax-node';
import { insertLinesAbove } from '../../edit-text';
import { filterAround } from '../../filter-conditions';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';
import { isProvidedVariable } from '../../provided-variables';

export const globalNotRedeclared: LintRule = {
  id: 'global-not-redeclared',
  severity: 'warning',
  needs: 'owned',
  summary: 'A global variable that is read in a function or a script which does not declare it.',
  why: 'A function and a stored script see no variable of the text around them, not even a global one, until they declare it themselves: `:global name` without a value. Without that line the variable is empty there.',
  source: 'Scripting manual, Scopes; probes on RouterOS 7.21 to 7.24.',
  valid: [
    { code: ':global wan "ether1"\n:global show do={ :global wan; :put $wan }' },
    { code: ':global wan "ether1"\n:global show do={ :put $wan }\n$show wan="ether2"' },
  ],
  invalid: [
    {
      code: ':global wan "ether1"\n:global show do={\n  :put $wan\n}\n$show',
      fixed: ':global wan "ether1"\n:global show do={\n  :global wan\n  :put $wan\n}\n$show',
    },
    {
      code: ':global wan "ether1"\n:global show do={ :put $wan }\n$show',
      fixed: ':global wan "ether1"\n:global show do={ :global wan; :put $wan }\n$show',
    },
  ],
  check(context) {
    const passed = passedNames(context.root);
    const reported = new Set<string>();
    for (const reference of context.variables.references) {
      const { name, variable, form, node, scope } = reference;
      if (variable || (form !== 'read' && form !== 'call') || passed.has(name) || filterAround(node)) continue;
      if (isProvidedVariable(name)) continue;
      const body = bodyOf(scope);
      const global = context.variables.global(name);
      if (!global || global.declarations.some((declaration) => bodyOf(declaration.scope) === body)) continue;
      const key = `${name} ${body?.start}`;
      if (reported.has(key)) continue;
      reported.add(key);
      context.report({
        range: reference.range,
        message: `“$${name}” is empty here: ${body ? (body.kind === 'function' ? 'a function' : 'a stored script') : 'the script'} sees a global variable only after it has declared it with :global ${name}.`,
        fixes: [declare(context, reference, body)],
        related: global.declarations
          .slice(0, 1)
          .map(({ range }) => ({ range, message: 'The global variable is declared here.' })),
      });
    }
  },
};

/** Names that some call passes, `$f wan="ether2"`: in a function they may be parameters. */
function passedNames(root: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of root.descendants())
    if (node.kind === 'call' || node.kind === 'expression-statement')
      for (const child of node.nodes) if (child.kind === 'argument') names.add(child.token('word')?.text ?? '');
  return names;
}

function declare({ text }: RuleContext, { name, node }: VariableReference, body: VariableScope | undefined): Fix {
  const declaration = /^[A-Za-z0-9]+$/.test(name) ? `:global ${name}` : `:global "${name}"`;
  const title = `Declare it with ${declaration}`;
  let statement = node;
  while (statement.parent && statement.parent !== body?.node) statement = statement.parent;
  const first = body?.node.nodes[0] ?? statement;
  if (!body) return { title, safe: false, edits: [insertLinesAbove(text, statement.start, [declaration])] };
  const isOwnLine = text.slice(body.start, first.start).includes('\n');
  const edit = isOwnLine
    ? insertLinesAbove(text, first.start, [declaration])
    : { range: { start: first.start, end: first.start }, newText: `${declaration}; ` };
  return { title, safe: false, edits: [edit] };
}
