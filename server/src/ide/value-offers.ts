import type { Argument } from '../catalogue/catalogue';
import type { CommandUse } from '../resolve/command-use';
import type { Analysis } from './analysis';
import { itemProperties } from './item-properties';
import { builtInNames, kindInWords, kindOfProperty, type NameKind, namedItems } from './named-items';

/** A value that may stand at the cursor. */
export interface ValueOffer {
  readonly text: string;
  readonly detail: string | undefined;
  /** Begins its sort text. */
  readonly group: string;
  /** Whether it is a name of this script. */
  readonly own: boolean;
}

/** The values that a property takes, and where in what was typed the one begins that they stand for. */
export interface ValueOffers {
  readonly values: readonly ValueOffer[];
  readonly from: number;
}

/** Arguments that take the names of properties: `get [find …] value-name`, `print proplist=…`. */
const NAMES_PROPERTY = new Set(['value-name', 'proplist']);

/** The values of a property: what its type has to choose from, and the names that the script makes. */
export function offeredValues(
  analysis: Analysis,
  use: CommandUse,
  argument: Argument | undefined,
  property: string,
  typed: string,
): ValueOffers {
  const values = new Map<string, ValueOffer>();
  const kind = use.menu.parent ? kindOfProperty(use.menu, property) : undefined;
  const initial = use.menu.defaults.get(property);
  const from = /^.*[,!%]/s.exec(typed)?.[0].length ?? 0;
  const chosen = new Set(typed.slice(0, from).split(/[,!%]/));
  const add = (text: string, detail: string | undefined, group: string, own: boolean) => {
    if (!values.has(text) && !chosen.has(text)) values.set(text, { text, detail, group, own });
  };
  if (kind && !(property === 'name' && use.command?.name === 'add')) {
    for (const name of namesOf(analysis, kind, typed)) add(name, kindInWords(kind), '0', true);
    // A jump leads to a chain of one's own.
    for (const name of property === 'jump-target' ? [] : builtInNames(kind)) add(name, kindInWords(kind), '1', false);
  }
  if (NAMES_PROPERTY.has(property) && use.menu.parent)
    for (const name of [...itemProperties(use.menu).map((each) => each.name), ...use.menu.readOnly.keys()])
      add(name, 'property', '1', false);
  if (argument)
    argument.values.forEach((text, index) => {
      // In the order of the catalogue, which is RouterOS's own.
      add(text, text === initial ? 'default' : undefined, `1${String(index).padStart(3, '0')}`, false);
    });
  return { values: [...values.values()], from };
}

/** The names of a kind, but for the one that is just being typed. */
function namesOf(analysis: Analysis, kind: NameKind, typed: string): string[] {
  const items = namedItems(analysis);
  return items.names(kind).filter((name) => name !== typed || items.places(kind, name).length > 1);
}
