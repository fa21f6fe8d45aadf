import type { Menu } from '../../../catalogue/catalogue';
import type { SyntaxNode } from '../../../syntax/syntax-node';
import { hasProperty } from '../../filter-conditions';
import type { LintRule } from '../../lint-rule';

export const v7WhereEqChanged: LintRule = {
  id: 'v7-where-eq-changed',
  severity: 'info',
  needs: 'local',
  summary: 'A property and a value behind find or where without a = between them.',
  why: 'RouterOS 6 and 7 read `find name ether1` differently: 7 takes it for two conditions, and the items that are found are not those that were meant.',
  source: 'Reports of users who moved from RouterOS 6 to 7.',
  valid: [{ code: '/interface print where name=ether1' }, { code: '/ip route print where dynamic active' }],
  invalid: [
    { code: '/interface print where name ether1', fixed: '/interface print where name=ether1' },
    { code: '/ip address remove [find interface "ether1"]', fixed: '/ip address remove [find interface="ether1"]' },
  ],
  check(context) {
    for (const use of context.script.uses) {
      const [condition] = use.filter?.nodes ?? [];
      if (use.kind !== 'command' || use.menu.parent === undefined || condition?.kind !== 'juxtaposition') continue;
      const [property, value] = condition.nodes;
      if (!property || !value || property.kind !== 'bare-value') continue;
      if (!hasProperty(use.menu, property.text) || isBool(use.menu, property.text)) continue;
      const isValue =
        value.kind === 'string' ||
        value.kind === 'variable' ||
        (value.kind === 'bare-value' && !isWordOfMenu(value, use.menu));
      if (!isValue) continue;
      context.report({
        range: { start: property.start, end: value.end },
        message: `RouterOS 7 does not compare ${property.text} with ${value.text} here: write ${property.text}=${value.text}.`,
        fixes: [
          {
            title: 'Put = between them',
            safe: false,
            edits: [{ range: { start: property.end, end: value.start }, newText: '=' }],
          },
        ],
      });
    }
  },
};

/** `dynamic disabled` are two conditions. */
function isBool(menu: Menu, property: string): boolean {
  const kind = menu.command('set')?.argument(property)?.type.kind;
  return kind === 'bool' || kind === 'flag';
}

/** Flags such as `dynamic` and `active` are properties that no command sets. */
const FLAGS = new Set(
  'dynamic active invalid running disabled static slave inactive default connect complete'.split(' '),
);
function isWordOfMenu(value: SyntaxNode, menu: Menu): boolean {
  return FLAGS.has(value.text) || hasProperty(menu, value.text);
}
