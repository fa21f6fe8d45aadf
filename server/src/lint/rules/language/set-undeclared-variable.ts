import { suggestName } from '../../../catalogue/suggestion';
import type { CommandUse } from '../../../resolve/command-use';
import { type VariableReference, visibleIn } from '../../../resolve/variable-scopes';
import { isInBrokenStatement } from '../../broken-statement';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

export const setUndeclaredVariable: LintRule = {
  id: 'set-undeclared-variable',
  severity: 'error',
  needs: 'local',
  summary: 'A :set of a variable that is not declared above it.',
  why: 'RouterOS refuses the script as a whole with “syntax error”, before it runs any line of it. A :global of another script has to be declared again in every script that changes it.',
  source: 'Measured on RouterOS 7.20 to 7.23.',
  valid: [{ code: ':local count 0\n:set count ($count + 1)' }, { code: ':global count\n{ :set count 1 }' }],
  invalid: [
    {
      code: ':local count 0\n:set cuont 1',
      fixed: ':local count 0\n:set count 1',
    },
    { code: ':set attempts 0', fixed: ':local attempts 0' },
    {
      code: ':global state "up"\n:global toggle do={ :set state "down" }',
      fixed: ':global state "up"\n:global toggle do={ :global state; :set state "down" }',
    },
  ],
  check(context) {
    const uses = new Map(context.script.uses.map((use) => [use.node.start, use]));
    let found = 0;
    for (const reference of context.variables.references) {
      const { name, form, variable, node } = reference;
      // `:set $name` is read without a look at the name, and so is a name in quotes.
      if (variable || form !== 'write' || node.kind === 'variable' || node.kind === 'string') continue;
      if (!/^[A-Za-z0-9]+$/.test(name) || isInBrokenStatement(context, node)) continue;
      const use = uses.get(statementOf(reference));
      // `:set x=1` has a rule of its own.
      if (use?.arguments[0]?.form === 'named' && !use.arguments[0].argument) continue;
      if (!use || !isOfAnotherMenu(context, use)) report(context, reference, ++found <= MAX_SUGGESTIONS);
    }
  },
};

/** `set default as=65000` above any menu, or below one that names nothing, was meant for a menu. */
function isOfAnotherMenu({ text }: RuleContext, use: CommandUse): boolean {
  const isUnsure = use.afterUnknownMenu || use.arguments.some(({ form, argument }) => form === 'named' && !argument);
  return text.charAt(use.node.start) !== ':' && isUnsure;
}

/** For so many names of one script a similar one is looked for: a script may have thousands. */
const MAX_SUGGESTIONS = 50;

function report(context: RuleContext, reference: VariableReference, mayBeSlip: boolean): void {
  const { name, range } = reference;
  const elsewhere = context.variables.named(name)[0];
  const visible = elsewhere || !mayBeSlip ? [] : visibleIn(reference.scope, range.start);
  const similar = suggestName(
    name,
    visible.map((variable) => variable.name),
  );
  const advice = similar
    ? `Did you mean “${similar}”?`
    : elsewhere?.kind === 'global'
      ? `Declare it again here with :global ${name}.`
      : 'Declare it with :local or :global first.';
  const fix = similar
    ? changeTo(similar, range)
    : elsewhere?.kind === 'global'
      ? declareGlobal(name, statementOf(reference))
      : declareInstead(context, reference);
  context.report({
    range,
    // What RouterOS 6 does nobody has measured.
    ...((context.version?.major ?? 7) < 7 ? { severity: 'warning' as const } : {}),
    message: `Nothing above declares “${name}”: RouterOS refuses the whole script with “syntax error”. ${advice}`,
    fixes: fix ? [fix] : [],
  });
}

function changeTo(name: string, { start, end }: { start: number; end: number }): Fix {
  return { title: `Change to “${name}”`, safe: false, edits: [{ range: { start, end }, newText: name }] };
}

function statementOf({ node }: VariableReference): number {
  let at = node;
  while (at.kind !== 'command' && at.parent) at = at.parent;
  return at.start;
}

function declareGlobal(name: string, start: number): Fix {
  return {
    title: `Declare it with :global ${name}`,
    safe: false,
    edits: [{ range: { start, end: start }, newText: `:global ${name}; ` }],
  };
}

function declareInstead({ text }: RuleContext, reference: VariableReference): Fix | undefined {
  const start = statementOf(reference);
  const word = /^:?set\b/.exec(text.slice(start))?.[0];
  if (!word) return undefined;
  return {
    title: 'Declare it here with :local',
    safe: false,
    edits: [{ range: { start, end: start + word.length }, newText: ':local' }],
  };
}
