import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import type { TextRange } from '../../../server/src/base/text-range';
import { type Item, valueOf } from '../../../server/src/config/item';
import type { Analysis } from '../../../server/src/ide/analysis';
import { applyEdits } from '../../../server/src/ide/fix-all';
import { insertAboveItem, insertBelowItem, setProperty } from '../../../server/src/lint/edit-item';
import { removeArgument, removeStatement } from '../../../server/src/lint/edit-text';
import type { TextEdit } from '../../../server/src/syntax/syntax-tree';

/** One way to plant the fault that a rule is about into a set-up that is right. */
export interface Mutation {
  readonly rule: string;
  /** What is done to the set-up, in words. */
  readonly fault: string;
  /** The fault for a set-up; undefined where it has nothing that could go wrong in this way. */
  plant(setUp: SetUp): Fault | undefined;
  /** Rules that rightly speak as well, each with the reason. The own rule stands here where it speaks elsewhere too. */
  readonly consequences?: Readonly<Record<string, string>>;
  /** Whether a set-up that leaves most to other files is declared complete first: about less the rule is silent. */
  readonly complete?: boolean;
}

/** Changes to a set-up, and the statement that a rule is to point at afterwards: one that was there, or a new one. */
export interface Fault {
  readonly edits: readonly TextEdit[];
  readonly at: readonly (Item | TextEdit)[];
}

type Test = (item: Item) => boolean;

/** A set-up as a mutation sees it: items to choose from, and edits of their statements. */
export class SetUp {
  constructor(
    readonly name: string,
    readonly analysis: Analysis,
  ) {}

  get text(): string {
    return this.analysis.text;
  }
  get version(): RouterOsVersion {
    return this.analysis.version.version ?? { major: 7 };
  }
  get isSix(): boolean {
    return this.version.major < 7;
  }

  /** The enabled items that statements of a menu add, by tests that all hold. */
  items(menu: string, ...tests: readonly Test[]): readonly Item[] {
    return this.analysis.configuration
      .menu(menu)
      .items.filter((item) => valueOf(item, 'disabled') !== 'yes' && tests.every((test) => test(item)));
  }
  first(menu: string, ...tests: readonly Test[]): Item | undefined {
    return this.items(menu, ...tests)[0];
  }
  last(menu: string, ...tests: readonly Test[]): Item | undefined {
    return this.items(menu, ...tests).at(-1);
  }

  set(item: Item, property: string, value: string): TextEdit {
    const edit = setProperty(this.text, item, property, value);
    return {
      ...edit,
      newText: edit.newText.trimStart() === edit.newText ? `${property}=${value}` : ` ${property}=${value}`,
    };
  }
  /** Takes properties away, those that are there. */
  unset(item: Item, ...properties: readonly string[]): TextEdit[] {
    return properties.flatMap((name) => {
      const property = item.properties.get(name);
      return property ? [removeArgument(this.text, property.origin.range)] : [];
    });
  }
  drop(item: Item): TextEdit {
    return removeStatement(this.text, item.origin.range);
  }
  above(item: Item, ...statements: readonly string[]): TextEdit {
    return insertAboveItem(this.text, item, ...statements);
  }
  below(item: Item, ...statements: readonly string[]): TextEdit {
    return insertBelowItem(this.text, item, ...statements);
  }
  /** Whole lines behind the last one. */
  append(...lines: readonly string[]): TextEdit {
    const end = this.text.length;
    return { range: { start: end, end }, newText: `\n${lines.join('\n')}\n` };
  }
  /** Replaces the first match within an item's statement, its stored code included. */
  rewrite(item: Item, pattern: RegExp, replacement: string): TextEdit | undefined {
    const { start, end } = item.origin.range;
    const match = pattern.exec(this.text.slice(start, end));
    if (!match) return undefined;
    const from = start + match.index;
    return { range: { start: from, end: from + match[0].length }, newText: match[0].replace(pattern, replacement) };
  }
  statement(item: Item): string {
    return this.text.slice(item.origin.range.start, item.origin.range.end).trim();
  }
}

/** A fault, or none where one of its edits has nothing to change. */
export function fault(
  at: Item | TextEdit | readonly (Item | TextEdit)[],
  ...edits: readonly (TextEdit | undefined)[]
): Fault | undefined {
  const known = edits.filter((edit) => edit !== undefined);
  const places = (Array.isArray(at) ? at : [at]) as readonly (Item | TextEdit)[];
  return known.length < edits.length ? undefined : { edits: known, at: places };
}

/** The set-up with a fault in it, and where the statements that it is about stand now. */
export function planted(text: string, { edits, at }: Fault): { text: string; places: readonly TextRange[] } {
  const shift = (offset: number, isBehind: (edit: TextEdit) => boolean) =>
    edits
      .filter(isBehind)
      .reduce((sum, { range, newText }) => sum + newText.length - (range.end - range.start), offset);
  const places = at.map((place): TextRange => {
    if ('newText' in place) {
      const { start } = place.range;
      const from = shift(start, (edit) => edit !== place && edit.range.end <= start);
      const blanks = place.newText.length - place.newText.trimStart().length;
      return { start: from + blanks, end: from + place.newText.trimEnd().length };
    }
    const { start, end } = place.origin.range;
    return {
      start: shift(start, (edit) => edit.range.end <= start),
      // What is put at its end belongs to it, but for whole lines below it.
      end: shift(end, ({ range, newText }) => range.start < end || (range.start === end && !newText.startsWith('\n'))),
    };
  });
  return { text: applyEdits(text, edits), places };
}

/** Tests of items. */
export const has =
  (...properties: readonly string[]): Test =>
  (item) =>
    properties.every((name) => item.properties.has(name));
export const lacks =
  (...properties: readonly string[]): Test =>
  (item) =>
    !properties.some((name) => item.properties.has(name));
export const is =
  (property: string, ...values: readonly string[]): Test =>
  (item) =>
    values.includes(valueOf(item, property) ?? '');
export const fits =
  (property: string, pattern: RegExp): Test =>
  (item) =>
    pattern.test(valueOf(item, property) ?? '');
/** A route of the main table to everywhere. */
export const isMainDefault: Test = (item) =>
  lacks('routing-mark', 'routing-table')(item) && is('dst-address', '0.0.0.0/0')(item);
/** A route of another table to everywhere. */
export const isMarkedDefault: Test = (item) => !isMainDefault(item) && is('dst-address', '0.0.0.0/0')(item);
/** The table that a route is in. */
export const tableOf = (item: Item): string =>
  valueOf(item, 'routing-table') ?? valueOf(item, 'routing-mark') ?? 'main';
export const isAddress: Test = fits('gateway', /^\d+\.\d+\.\d+\.\d+$/);

export const FILTER = '/ip/firewall/filter';
export const NAT = '/ip/firewall/nat';
export const MANGLE = '/ip/firewall/mangle';
export const ROUTE = '/ip/route';

/** What follows where strangers reach something by an uplink whose replies no mark leads back. */
export const UNMARKED_REPLIES = {
  'inbound-wan-not-marked': 'what strangers reach by the backup uplink is answered by the other one',
};

/** Parts that most of the set-ups have. */
export const acceptsReplies: Test = (item) =>
  is('action', 'accept')(item) && fits('connection-state', /established/)(item);
/** The rule that closes a chain towards the uplinks. */
export const closing = (setUp: SetUp, chain: string, menu = FILTER): Item | undefined =>
  setUp.last(menu, is('chain', chain), is('action', 'drop'), has('in-interface-list'), lacks('src-address-list'));
/** A port or a PPPoE connection that leads to the Internet, by the list WAN. */
export const uplink = (setUp: SetUp): string | undefined => {
  const carriers = setUp.items('/interface/pppoe-client').map((client) => valueOf(client, 'interface'));
  return setUp
    .items('/interface/list/member', is('list', 'WAN'))
    .map((member) => valueOf(member, 'interface'))
    .findLast((name) => !carriers.includes(name));
};
/** The faults that are made by lines at the end, or by one rule at the head of a chain. */
export const appended = (setUp: SetUp, ...lines: readonly string[]): Fault | undefined => {
  const line = setUp.append(...lines);
  return fault(line, line);
};
export const atHead = (setUp: SetUp, chain: string, rule: string, menu = FILTER): Fault | undefined => {
  const head = setUp.first(menu, is('chain', chain));
  const line = head && setUp.above(head, `add chain=${chain} ${rule}`);
  return line && uplink(setUp) ? fault(line, line) : undefined;
};
/** The item of a menu that has only one. */
export const setting = (setUp: SetUp, menu: string): Item | undefined =>
  setUp.analysis.configuration.menu(menu).items[0];
