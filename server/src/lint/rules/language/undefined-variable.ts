import { suggestName } from '../../../catalogue/suggestion';
import { bodyOf, type VariableReference, visibleIn } from '../../../resolve/variable-scopes';
import type { SyntaxNode } from '../../../syntax/syntax-node';
import { isInBrokenStatement } from '../../broken-statement';
import { filterAround } from '../../filter-conditions';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';
import { isProvidedVariable } from '../../provided-variables';

export const undefinedVariable: LintRule = {
  id: 'undefined-variable',
  severity: 'error',
  needs: 'local',
  summary: 'A variable that nothing in the script declares where it is read.',
  why: 'RouterOS does not complain: the variable is simply nothing. A comparison with it is false, a text has a hole, and a [find …] with it may match what it should not. Often the name is mistyped, or the :local stands in another block. What a function gets when it is called and what a menu provides (bound, status, interface …) is not reported.',
  source: 'Scripting manual, Variables and scopes; probes on RouterOS 7.21 to 7.24.',
  valid: [
    { code: ':local wan ether1\n/ip address print where interface=$wan' },
    { code: ':global notify do={ :log info $text }\n$notify text="up"' },
    { code: '/ip dhcp-client add interface=ether1 script={ :if ($bound = 1) do={ :log info $"gateway-address" } }' },
    { code: ':foreach route in=[/ip route find] do={ :put $route }' },
    { code: '/interface monitor-traffic ether1 once do={ :put $"rx-bits-per-second" }' },
  ],
  invalid: [
    {
      code: ':local gateway 192.0.2.1\n:put "the gateway is $gatway"',
      fixed: ':local gateway 192.0.2.1\n:put "the gateway is $gateway"',
    },
    {
      code: ':local state [/interface get ether1 comment]\n:if ($state = up) do={ :put 1 }',
      fixed: ':local state [/interface get ether1 comment]\n:if ($state = "up") do={ :put 1 }',
    },
    { code: ':if ([/interface get ether1 running]) do={ :local state "up" }\n:log info "ether1 is $state"' },
  ],
  check(context) {
    // A text that takes $1 is run as a function (:parse), and its names may be parameters.
    const isFunction = context.variables.references.some(
      ({ name, variable, scope }) => !variable && /^\d+$/.test(name) && bodyOf(scope) === undefined,
    );
    const reported = new Set<string>();
    const answers = answerBlocks(context);
    for (const reference of context.variables.references) {
      if (!isMissing(context, reference) || isWithin(reference.node, answers)) continue;
      const body = bodyOf(reference.scope);
      if (reference.form !== 'bare' && (body?.kind === 'function' || (isFunction && !body))) continue;
      if (isInBrokenStatement(context, reference.node)) continue;
      const key = `${reference.name} ${body?.start}`;
      if (reported.has(key)) continue;
      reported.add(key);
      if (reference.form === 'bare') reportText(context, reference);
      else report(context, reference, reported.size <= MAX_SUGGESTIONS);
    }
  },
};

function isMissing({ variables }: RuleContext, { name, form, variable, node }: VariableReference): boolean {
  if (variable || /^\d+$/.test(name) || isProvidedVariable(name)) return false;
  if (form === 'bare') return isText(node, name);
  if (form === 'write' && node.kind !== 'variable') return false;
  // Behind find and where a name may be that of a property.
  if (filterAround(node)) return false;
  return !variables.global(name);
}

/** An unquoted word that is compared or joined: text was meant. `nil` and the like are written for "nothing" on purpose. */
function isText(node: SyntaxNode, word: string): boolean {
  if (['nil', 'null', 'nothing', 'none'].includes(word)) return false;
  return node.parent?.kind === 'binary' && /^(=|!=|~|\.)$/.test(node.parent.token('operator')?.text ?? '');
}

/** Blocks that a command of a menu runs for each of its answers: every value of the answer is a variable there. */
function answerBlocks({ script }: RuleContext): ReadonlySet<SyntaxNode> {
  return new Set(
    script.uses
      .filter(({ kind, menu }) => kind !== 'command' || menu.parent !== undefined)
      .flatMap(({ node }) =>
        node.nodes.filter((child) => child.kind === 'argument' && child.token('word')?.text === 'do'),
      ),
  );
}
function isWithin(node: SyntaxNode, blocks: ReadonlySet<SyntaxNode>): boolean {
  for (let at: SyntaxNode | undefined = node; at; at = at.parent) if (blocks.has(at)) return true;
  return false;
}

function reportText(context: RuleContext, { name, range }: VariableReference): void {
  context.report({
    range,
    message: `Between parentheses ${name} without quotes is the variable $${name}, which nothing declares: it is empty. Put text in quotes.`,
    fixes: [
      {
        title: `Put “${name}” in quotes`,
        safe: false,
        edits: [{ range: { start: range.start, end: range.end }, newText: `"${name}"` }],
      },
    ],
  });
}

/** For so many names of one script a similar one is looked for: a script may have thousands. */
const MAX_SUGGESTIONS = 50;

function report(context: RuleContext, reference: VariableReference, mayBeSlip: boolean): void {
  const { name, range } = reference;
  const elsewhere = context.variables
    .named(name)
    .flatMap((variable) => variable.declarations)
    .find((declaration) => bodyOf(declaration.scope) === bodyOf(reference.scope));
  const visible = elsewhere || !mayBeSlip ? [] : visibleIn(reference.scope, range.start);
  const similar = suggestName(
    name,
    visible.map((variable) => variable.name),
  );
  let message = `Nothing declares “$${name}” here, so it is empty.`;
  if (elsewhere) {
    const line = context.lineInWords(elsewhere.range.start, range.start);
    message =
      elsewhere.range.start < range.start
        ? `“$${name}” is declared on ${line}, but only for the block that it stands in: here it is empty. Declare it with :local before that block, and :set it inside.`
        : `“$${name}” is declared only below, on ${line}: here it is empty.`;
  } else if (similar) message += ` Did you mean “$${similar}”?`;
  else message += ` Declare it with :local, or with :global if another script sets it.`;
  context.report({
    range,
    // A text that is put together from several files, or cut out of one, may have it elsewhere.
    ...(similar || elsewhere ? {} : { severity: 'info' as const }),
    message,
    fixes: similar ? [changeTo(similar, range)] : [],
    related: elsewhere ? [{ range: elsewhere.range, message: 'It is declared here.' }] : [],
  });
}

function changeTo(name: string, { start, end }: { start: number; end: number }): Fix {
  return { title: `Change to “$${name}”`, safe: false, edits: [{ range: { start, end }, newText: name }] };
}
