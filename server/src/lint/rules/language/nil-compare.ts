import type { CommandUse } from '../../../resolve/command-use';
import type { SyntaxNode } from '../../../syntax/syntax-node';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

export const nilCompare: LintRule = {
  id: 'nil-compare',
  severity: 'info',
  needs: 'local',
  summary: 'A test for “nothing” that is never true.',
  why: 'A :find that finds nothing gives nil, which is not the empty text; and :typeof gives the text "nil", which is not the word nil without quotes. Both comparisons are false, whatever happens.',
  source: 'Scripting manual, Data types.',
  valid: [
    { code: ':local at [:find "abc" "x"]\n:if ([:typeof $at] = "nil") do={ :put "not found" }' },
    { code: ':local x ""\n:if ($x = "") do={ :put "empty" }' },
  ],
  invalid: [
    {
      code: ':if ([:find "abc" "x"] = "") do={ :put "not found" }',
      fixed: ':if ([:typeof [:find "abc" "x"]] = "nil") do={ :put "not found" }',
    },
    {
      code: ':local at [:find "abc" "x"]\n:if ($at = "") do={ :put "not found" }',
      fixed: ':local at [:find "abc" "x"]\n:if ([:typeof $at] = "nil") do={ :put "not found" }',
    },
    {
      code: ':local at [:find "abc" "x"]\n:if ([:typeof $at] = nil) do={ :put "not found" }',
      fixed: ':local at [:find "abc" "x"]\n:if ([:typeof $at] = "nil") do={ :put "not found" }',
    },
  ],
  check(context) {
    const commands = new Map(context.script.uses.map((use) => [use.node, use]));
    for (const node of context.root.descendants()) {
      const operator = node.kind === 'binary' ? node.token('operator')?.text : undefined;
      if (operator !== '=' && operator !== '!=') continue;
      const [left, right] = node.nodes;
      if (!left || !right) continue;
      const isNil = right.kind === 'bare-value' && /^(nil|nothing)$/.test(right.text);
      if (isNil && runs(left, 'typeof', commands)) {
        context.report({
          range: right,
          severity: 'warning',
          message: `:typeof gives a text, so this is never equal: write "${right.text}" with quotes.`,
          fixes: [{ title: 'Put it in quotes', safe: true, edits: [replace(right, `"${right.text}"`)] }],
        });
      } else if (right.kind === 'string' && right.text === '""' && isFound(context, left, commands)) {
        context.report({
          range: node,
          message:
            'A :find that finds nothing gives nil, which is not "": this is never equal. Compare [:typeof …] with "nil".',
          fixes: [asTypeof(left, right)],
        });
      }
    }
  },
};

/** Whether a value is `[:find …]`, or a variable that was given it once and for all. */
function isFound(
  { variables }: RuleContext,
  value: SyntaxNode,
  commands: ReadonlyMap<SyntaxNode, CommandUse>,
): boolean {
  if (value.kind !== 'variable') return runs(value, 'find', commands);
  const variable = variables.referenceAt(value)?.variable;
  const [declaration, ...others] = variable?.declarations ?? [];
  if (!variable || !declaration || others.length > 0 || variable.references.some(({ form }) => form === 'write'))
    return false;
  const given = declaration.use.arguments.find(({ name }) => name === 'value')?.value;
  return given !== undefined && runs(given, 'find', commands);
}

/** Whether a value is what one command of the script language answers. */
function runs(value: SyntaxNode, name: string, commands: ReadonlyMap<SyntaxNode, CommandUse>): boolean {
  const [statement, ...more] = value.kind === 'substitution' ? value.nodes : [];
  const use = statement && more.length === 0 ? commands.get(statement) : undefined;
  return use?.command?.name === name && use.menu.parent === undefined;
}

function asTypeof(left: SyntaxNode, right: SyntaxNode): Fix {
  return {
    title: 'Compare its type with "nil"',
    safe: false,
    edits: [replace(left, `[:typeof ${left.text}]`), replace(right, '"nil"')],
  };
}

function replace({ start, end }: SyntaxNode, newText: string) {
  return { range: { start, end }, newText };
}
