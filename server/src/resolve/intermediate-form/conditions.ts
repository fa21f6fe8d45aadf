import { type Argument, catalogueFor, type Menu } from '../../catalogue/catalogue';
import type { SyntaxNode } from '../../syntax/syntax-node';
import type { Comparison, ExpressionForm } from './expressions';
import { normalizeLiteral } from './literals';
import { typedValue } from './typed-values';

/** How a condition behind `find` or `where` of a menu is read. */
export class ConditionForm implements ExpressionForm {
  private readonly named = { properties: 0, others: 0 };

  constructor(
    private readonly menu: Menu,
    private readonly around: ExpressionForm,
  ) {}

  code(node: SyntaxNode): string {
    return this.around.code(node);
  }

  isProperty(word: string): boolean {
    const isKnown = hasProperty(this.menu, word);
    this.named[isKnown ? 'properties' : 'others']++;
    return isKnown;
  }

  /** Whether names were met so far, and none of them was a property of the menu. */
  get namesNoProperty(): boolean {
    return this.named.others > 0 && this.named.properties === 0;
  }

  /** Text in quotes, and a pattern, is taken as it is; an unquoted value by the property's type. */
  compared({ property, operator, text, quoted }: Comparison): string {
    if (quoted || operator === '~') return text;
    const argument = propertyOf(this.menu, property);
    // What only the router sets is known by no type: it is mostly a truth value, a time or a number.
    return argument ? typedValue(argument, text, 'compared') : normalizeLiteral(text);
  }
}

function propertyOf(menu: Menu, name: string): Argument | undefined {
  return menu.command('add')?.argument(name) ?? menu.command('set')?.argument(name);
}

/**
 * Where no router told all properties of the menu, those that only the router sets stand nowhere: an unknown name is
 * mostly one of them. One that could be added in RouterOS 6 and can't be any more is none.
 */
function hasProperty(menu: Menu, name: string): boolean {
  if (menu.properties.size > 0) return menu.properties.has(name);
  if (propertyOf(menu, name)) return true;
  return catalogueFor({ major: 6 }).menu(menu.path)?.command('add')?.argument(name) === undefined;
}
