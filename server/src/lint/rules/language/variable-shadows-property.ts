import type { CommandUse } from '../../../resolve/command-use';
import type { Variable, VariableReference } from '../../../resolve/variable-scopes';
import type { SyntaxNode } from '../../../syntax/syntax-node';
import { filterAround, hasProperty } from '../../filter-conditions';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

export const variableShadowsProperty: LintRule = {
  id: 'variable-shadows-property',
  severity: 'error',
  needs: 'local',
  summary: 'A variable named like a property of the menu, used in a find or where of that menu.',
  why: 'Behind find and where the names of properties come first: `name=$name` compares the property with itself, which is always true, and the command hits every item. Any other name does.',
  source: 'Scripting manual, Reserved variable names.',
  valid: [
    { code: ':local ifName "ether1"\n/interface print where name=$ifName' },
    { code: ':local comment "x"\n:put $comment\n/interface print where name="ether1"' },
  ],
  invalid: [
    {
      code: ':local name "ether1"\n/interface disable [find where name=$name]',
      fixed: ':local myName "ether1"\n/interface disable [find where name=$myName]',
    },
    {
      code: ':foreach type in={"vlan";"bridge"} do={ /interface print where type=$type }',
      fixed: ':foreach myType in={"vlan";"bridge"} do={ /interface print where type=$myType }',
    },
  ],
  check(context) {
    const menus = filterMenus(context);
    for (const reference of context.variables.references) {
      if (reference.form !== 'read') continue;
      const filter = filterAround(reference.node);
      const use = filter && menus.get(filter);
      if (!use?.command || use.menu.parent === undefined) continue;
      const isItself = isComparedWithItself(reference);
      // Without a variable of that name $name is how a property is written on purpose; comparing it with itself is not.
      if (!isItself && (!reference.variable || !hasProperty(use.menu, reference.name))) continue;
      context.report({
        range: reference.range,
        message: isItself
          ? `Here “$${reference.name}” is the property ${reference.name} of ${use.menu.path}, not the variable: it is compared with itself, and every item matches. Give the variable another name.`
          : `Here “$${reference.name}” is the property ${reference.name} of ${use.menu.path}, not the variable. Give the variable another name.`,
        fixes: reference.variable ? rename(context, reference.variable) : [],
      });
    }
  },
};

function filterMenus(context: RuleContext): ReadonlyMap<SyntaxNode, CommandUse> {
  const menus = new Map<SyntaxNode, CommandUse>();
  for (const use of context.script.uses) if (use.filter) menus.set(use.filter, use);
  return menus;
}

function isComparedWithItself({ node, name }: VariableReference): boolean {
  const comparison = node.parent;
  if (comparison?.kind !== 'binary' || comparison.token('operator')?.text !== '=') return false;
  const [left, right] = comparison.nodes;
  return right === node && left?.kind === 'bare-value' && left.text === name;
}

function rename({ variables }: RuleContext, variable: Variable): Fix[] {
  // Other scripts may use a global by its name.
  if (variable.kind === 'global') return [];
  const words = variable.name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const name = `my${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
  if (variables.variables.some((other) => other.name === name)) return [];
  const places = [...variable.declarations, ...variable.references].map(({ range }) => range);
  return [
    {
      title: `Rename the variable to “${name}”`,
      safe: false,
      edits: places.map(({ start, end }) => ({ range: { start, end }, newText: name })),
    },
  ];
}
