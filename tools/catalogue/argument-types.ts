import { REFERENCES } from '../../server/src/catalogue/catalogue-format';
import { namedValues, parseValueType, type ValueType } from '../../server/src/catalogue/value-type';
import type { Defaults } from './catalogue-writer';
import type { MergedMenu } from './merged-tree';
import { type Reference, type ReferenceArgument, type ReferenceMenu, referenceMenus } from './reference';
import type { Completion, ValueEvidence } from './value-evidence';
import { printType, valueType } from './value-notation';
import { ValueReferences } from './value-references';

/** Commands that every menu has: their own arguments have nothing to do with the menu's properties. */
const STRUCTURAL = new Set(
  'print export get find edit remove enable disable move comment unset reset-counters reset-counters-all'.split(' '),
);

/** What all sources tell of the values of arguments. */
export class ArgumentTypes {
  private readonly menu: (path: string) => ReferenceMenu | undefined;
  private readonly references: ValueReferences;

  constructor(
    root: MergedMenu,
    reference: Reference,
    private readonly values: ValueEvidence,
    private readonly defaults: Defaults,
  ) {
    this.menu = referenceMenus(reference);
    this.references = new ValueReferences(root, values.menusOfItem);
  }

  /** The path of a menu's page below the manual's root. */
  page(menu: string): string | undefined {
    return this.menu(menu)?.page;
  }

  /** What the reference says of an argument: in the table of the command itself, else in its menu's. */
  reference(menu: string, command: string, argument: string): ReferenceArgument | undefined {
    const own = this.menu(`${menu === '/' ? '' : menu}/${command}`);
    if (own?.kind === 'Command') return own.arguments?.[argument];
    return STRUCTURAL.has(command) ? undefined : this.menu(menu)?.arguments?.[argument];
  }

  /** The type in the catalogue's notation, with the menus that the values name; '' where nothing is known. */
  notation(menu: string, command: string, argument: string): string {
    if (STRUCTURAL.has(command)) return '';
    const sources = [...new Set([command, 'add', 'set'])]
      .map((name) => this.values.of(menu, name, argument))
      .filter((completion) => completion !== undefined);
    const reference = flat(this.reference(menu, command, argument)?.typ);
    const known = new Set(namedValues(parseValueType(reference)));
    const names = union(sources, (source) => source.names);
    const objects = union(sources, (source) => source.objects);
    const unknown = [...names].filter((name) => !known.has(name) && !BOOLEAN.has(name));
    // One name alone may be an item's by chance, as a protocol's is.
    const items = unknown.filter((name) => this.values.menusOfItem.has(name));
    // A chain of one's own may stand wherever the chains of the router are offered.
    const chains = this.values.of(menu, command, 'chain')?.names;
    const isChain = names.size > 0 && [...names].every((name) => chains?.has(name));
    const takesItems = isChain || objects.size > 0 || items.length * 2 > unknown.length;
    const form = sources.find((source) => source.form !== '')?.form ?? '';
    const fallback = this.defaults[menu]?.[argument];
    const type = valueType({
      reference,
      names,
      takesItems,
      negatable: sources.some(({ marks }) => marks.has('!')),
      form,
      seen: [fallback?.v6, fallback?.v7].filter((value) => value !== undefined),
    });
    const offered = takesItems ? new Set([...items, ...objects]) : new Set<string>();
    const targets = this.targets(menu, argument, type, offered);
    // What only the router can check, such as a composite, is still known by its parts.
    const printed = printType(type) || (parseValueType(reference).kind === 'other' ? reference : '');
    return targets.length > 0 ? `${printed}${REFERENCES}${targets.join(' ')}` : printed;
  }

  private targets(menu: string, argument: string, type: ValueType, offered: ReadonlySet<string>): readonly string[] {
    // Such a property holds the name of a script, or the script itself.
    if (type.kind === 'string' && SCRIPT.test(argument)) return ['/system/script'];
    const isInterface = holds(type, 'interface');
    return isInterface || holds(type, 'item') ? this.references.of(menu, argument, offered, isInterface) : [];
  }

  /** The properties of a menu's items that can't be set, with their types. */
  readOnly(menu: MergedMenu): [name: string, type: string][] {
    const settable = new Set(['add', 'set'].flatMap((name) => [...(menu.commands.get(name)?.arguments.keys() ?? [])]));
    const { readOnly: told = {}, flags = {} } = this.menu(menu.path) ?? {};
    const shownAsLetter = new Set(Object.values(flags).map(({ typ }) => typ));
    const offered = this.values.of(menu.path, 'get', 'value-name')?.names ?? new Set();
    return [...new Set([...Object.keys(told), ...offered])]
      .filter((name) => !settable.has(name) && menu.commands.has('get'))
      .sort()
      .map((name) => [
        name,
        printType(valueType({ ...NO_EVIDENCE, reference: shownAsLetter.has(name) ? 'bool' : flat(told[name]?.typ) })),
      ]);
  }
}

const NO_EVIDENCE = { names: new Set<string>(), takesItems: false, negatable: false, form: '', seen: [] };
const SCRIPT = /^(on-[a-z]+|(.+-)?script)$/;
const BOOLEAN = new Set(['yes', 'no']);

function flat(typ: string | undefined): string {
  return typ?.replace(/\s+/g, ' ').trim() ?? '';
}

function union(sources: readonly Completion[], of: (source: Completion) => ReadonlySet<string>): Set<string> {
  return new Set(sources.flatMap((source) => [...of(source)]));
}

function holds(type: ValueType, kind: 'interface' | 'item'): boolean {
  switch (type.kind) {
    case 'list':
      return holds(type.of, kind);
    case 'choice':
      return type.of.some((one) => holds(one, kind));
    case 'sequence':
      return type.parts.some((part) => holds(part.type, kind));
    default:
      return type.kind === kind;
  }
}
