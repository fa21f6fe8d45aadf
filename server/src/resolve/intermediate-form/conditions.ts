import { type Argument, catalogueFor, type Menu } from '../../catalogue/catalogue';
import type { Comparison, ExpressionForm } from './expressions';
import { normalizeLiteral } from './literals';
import { typedValue } from './typed-values';

/** How a condition behind `find` or `where` of a menu is read. */
export function conditionForm(menu: Menu): Pick<ExpressionForm, 'compared' | 'isProperty'> {
  return {
    compared: (comparison) => comparedValue(menu, comparison),
    isProperty: (word) => propertyOf(menu, word) !== undefined || !wasProperty(menu, word),
  };
}

/** Text in quotes, and a pattern, is taken as it is; an unquoted value by the property's type. */
function comparedValue(menu: Menu, { property, operator, text, quoted }: Comparison): string {
  if (quoted || operator === '~') return text;
  const argument = propertyOf(menu, property);
  // What only the router sets is known by no type: it is mostly a truth value, a time or a number.
  return argument ? typedValue(argument, text, 'compared') : normalizeLiteral(text);
}

function propertyOf(menu: Menu, name: string): Argument | undefined {
  return menu.command('add')?.argument(name) ?? menu.command('set')?.argument(name);
}

/**
 * What only the router sets stands in no command, so that an unknown name is mostly a property. One that could be added
 * in RouterOS 6 and can't be any more (`routing-mark` of a route) is none.
 */
function wasProperty(menu: Menu, name: string): boolean {
  return catalogueFor({ major: 6 }).menu(menu.path)?.command('add')?.argument(name) !== undefined;
}
