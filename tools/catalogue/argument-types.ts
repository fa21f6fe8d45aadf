import { namedValues, parseValueType } from '../../server/src/catalogue/value-type';
import type { Defaults } from './catalogue-writer';
import { type Reference, type ReferenceArgument, type ReferenceMenu, referenceMenus } from './reference';
import type { Completion, ValueEvidence } from './value-evidence';
import { valueNotation } from './value-notation';

/** Commands that every menu has: their own arguments have nothing to do with the menu's properties. */
const STRUCTURAL = new Set(
  'print export get find edit remove enable disable move comment unset reset-counters reset-counters-all'.split(' '),
);

/** The value types of all arguments, from all sources. */
export class ArgumentTypes {
  private readonly menu: (path: string) => ReferenceMenu | undefined;

  constructor(
    reference: Reference,
    private readonly values: ValueEvidence,
    private readonly defaults: Defaults,
  ) {
    this.menu = referenceMenus(reference);
  }

  /** What the reference says of an argument: in the table of the command itself, else in its menu's. */
  reference(menu: string, command: string, argument: string): ReferenceArgument | undefined {
    const own = this.menu(`${menu === '/' ? '' : menu}/${command}`);
    if (own?.kind === 'Command') return own.arguments?.[argument];
    return STRUCTURAL.has(command) ? undefined : this.menu(menu)?.arguments?.[argument];
  }

  /** The type in the catalogue's notation; '' where nothing is known. */
  notation(menu: string, command: string, argument: string): string {
    if (STRUCTURAL.has(command)) return '';
    const sources = [...new Set([command, 'add', 'set'])]
      .map((name) => this.values.of(menu, name, argument))
      .filter((completion) => completion !== undefined);
    const reference = this.reference(menu, command, argument)?.typ?.replace(/\s+/g, ' ').trim() ?? '';
    const known = new Set(namedValues(parseValueType(reference)));
    const names = union(sources, ({ names: offered }) => offered);
    const unknown = [...names].filter((name) => !known.has(name) && !BOOLEAN.has(name));
    // One name alone may be an item's by chance, as a protocol's is.
    const items = unknown.filter((name) => this.values.menusOfItem.has(name));
    const fallback = this.defaults[menu]?.[argument];
    return valueNotation({
      reference,
      names,
      takesItems: sources.some(({ objects }) => objects.size > 0) || items.length * 2 > unknown.length,
      negatable: sources.some(({ marks }) => marks.has('!')),
      form: sources.find(({ form }) => form !== '')?.form ?? '',
      seen: [fallback?.v6, fallback?.v7].filter((value) => value !== undefined),
    });
  }
}

const BOOLEAN = new Set(['yes', 'no']);

function union(sources: readonly Completion[], of: (source: Completion) => ReadonlySet<string>): Set<string> {
  return new Set(sources.flatMap((source) => [...of(source)]));
}
