import { type Catalogue, catalogueFor } from '../../../server/src/catalogue/catalogue';
import { longestRise, scriptSpelling, unsetValue } from '../../../server/src/config/configuration-difference';
import { type Item, valueOf } from '../../../server/src/config/item';
import { keyOf } from '../../../server/src/config/item-key';
import { exportOrder } from '../device/export-line';
import type { DeployPlan, ItemSelector, SentenceStep } from './deploy-plan';
import { applyStep, selectedBy } from './planned-result';
import { type PlannedEntry, PlannedRouter } from './planned-router';
import { contentOf, settingsOf } from './printed-content';
import type { RunningConfiguration } from './running-configuration';

/**
 * How a plan treats what is there. `as-written`: it doesn't look. `leave-existing`: an item that is there, by its key or
 * its comment, is left as it is. `make-it-so`: such an item gets the values of the script; what the plan adds carries
 * its tag in the comment, and what carries the tag and is no longer in the script is removed, nothing else.
 */
export type PlanMode =
  | { readonly kind: 'as-written' | 'leave-existing' }
  | { readonly kind: 'make-it-so'; readonly tag: string };

/** A command of the script that need not be sent. */
export interface LeftStep {
  readonly line: number;
  /** In words. */
  readonly why: string;
}

export interface IdempotentPlan {
  readonly plan: DeployPlan;
  readonly left: readonly LeftStep[];
  /** Why the mode could not be kept to, so that the plan is as written. */
  readonly refused?: string;
}

/** The plan for a router that may have some or all of it already. The text is the script of the plan. */
export function idempotentPlan(
  running: RunningConfiguration,
  plan: DeployPlan,
  text: string,
  mode: PlanMode,
): IdempotentPlan {
  if (mode.kind === 'as-written') return { plan, left: [] };
  if (plan.kind === 'script')
    return {
      plan,
      left: [],
      refused: `the router runs the script as a whole (${plan.reason}), so it does as it is written`,
    };
  const planner = new IdempotentPlanner(running, plan.steps, text, mode.kind === 'make-it-so' ? mode.tag : undefined);
  return planner.plan();
}

/** An item of the script with the one that is there. */
interface Match {
  readonly step: SentenceStep;
  readonly menu: string;
  readonly entry: PlannedEntry | undefined;
  readonly row: ReadonlyMap<string, string>;
}

class IdempotentPlanner {
  readonly #router: PlannedRouter;
  readonly #catalogue: Catalogue;
  readonly #matches = new Map<SentenceStep, Match>();
  readonly #taken = new Set<string>();
  readonly #steps: SentenceStep[] = [];
  readonly #left: LeftStep[] = [];

  constructor(
    private readonly running: RunningConfiguration,
    private readonly script: readonly SentenceStep[],
    text: string,
    private readonly tag: string | undefined,
  ) {
    this.#router = new PlannedRouter(running, text);
    this.#catalogue = catalogueFor(running.version);
  }

  plan(): IdempotentPlan {
    if (this.tag !== undefined) this.#match();
    for (const step of this.script) this.#one(step);
    if (this.tag !== undefined) {
      this.#putInOrder();
      this.#removeTagged();
    }
    return { plan: { kind: 'sentences', steps: this.#steps }, left: this.#left };
  }

  /** Which items are there already, before anything is changed: the places of new ones hang on it. */
  #match(): void {
    const adds = this.script.flatMap((step) => (nameOf(step) === 'add' ? this.#wanted(step) : []));
    for (const isSame of [this.#isAlike, this.#hasKey])
      for (const wanted of adds) {
        if (this.#matches.get(wanted.step)?.entry) continue;
        const entry = this.#find(wanted, isSame);
        this.#matches.set(wanted.step, { ...wanted, entry });
      }
  }

  #wanted(step: SentenceStep): Omit<Match, 'entry'>[] {
    this.#router.at(step.range);
    if (!this.#router.entries(menuOf(step))) return [];
    const { row } = this.#router.made(menuOf(step), givenOf(step));
    return [{ step, menu: menuOf(step), row }];
  }

  #find(wanted: Omit<Match, 'entry'>, isSame: (wanted: Omit<Match, 'entry'>, entry: PlannedEntry) => boolean) {
    const entry = this.#router
      .entries(wanted.menu)
      ?.find((each) => each.item && !this.#taken.has(`${wanted.menu} ${each.id}`) && isSame(wanted, each));
    if (entry) this.#taken.add(`${wanted.menu} ${entry.id}`);
    return entry;
  }

  #isAlike = ({ menu, row }: Omit<Match, 'entry'>, entry: PlannedEntry): boolean =>
    contentOf(menu, this.#untagged(row), this.#catalogue) ===
    contentOf(menu, this.#untagged(entry.row), this.#catalogue);

  #hasKey = ({ step, menu, row }: Omit<Match, 'entry'>, entry: PlannedEntry): boolean => {
    const { item } = this.#router.made(menu, new Map([...givenOf(step), ...commentOf(this.#untagged(row))]));
    const key = keyOf(item);
    if (key === undefined || !entry.item) return false;
    const comment = commentOf(this.#untagged(entry.row));
    const own = new Map(entry.item.properties);
    for (const [name, value] of comment) own.set(name, { name, value, origin: entry.item.origin });
    return keyOf({ ...entry.item, properties: own }) === key;
  };

  #untagged(row: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const comment = row.get('comment');
    if (comment === undefined || this.tag === undefined || !comment.endsWith(markOf(this.tag))) return row;
    const bare = comment.slice(0, -markOf(this.tag).length).trimEnd();
    return new Map([...row, ['comment', bare]]);
  }

  #one(step: SentenceStep): void {
    const name = nameOf(step);
    if (name === 'add') this.#addOne(step);
    else if (name === 'remove' && this.tag !== undefined)
      this.#left.push({ line: step.line, why: 'only what carries the tag of this deploy is removed' });
    else if (this.#isNeedless(step)) this.#left.push({ line: step.line, why: 'it is so already' });
    else this.#send(step);
  }

  #send(step: SentenceStep): void {
    this.#steps.push(step);
    this.#router.at(step.range);
    try {
      applyStep(this.#router, step);
    } catch {
      // The router will say so itself when it gets there.
    }
  }

  #addOne(step: SentenceStep): void {
    const [wanted] = this.#matches.has(step) ? [] : this.#wanted(step);
    const match =
      this.#matches.get(step) ??
      (wanted && { ...wanted, entry: this.#find(wanted, this.#isAlike) ?? this.#find(wanted, this.#hasKey) });
    if (!match?.entry) {
      this.#send(this.tag === undefined || !match ? step : this.#tagged(match));
      return;
    }
    const changes = this.tag === undefined ? [] : this.#changesOf(match, match.entry);
    if (changes.length === 0) this.#left.push({ line: step.line, why: 'it is there already' });
    else
      this.#send({
        ...{ command: `${match.menu}/set`, values: changes, selector: byId(match.menu, match.entry.id) },
        ...{ range: step.range, line: step.line },
      });
  }

  /** What has to be set for an item to be as the script has it. */
  #changesOf({ step, menu, row }: Match, entry: PlannedEntry): readonly (readonly [string, string])[] {
    const changes: [string, string][] = [];
    const isTagged = entry.row !== this.#untagged(entry.row);
    const now = this.#untagged(entry.row);
    for (const [name] of step.values) {
      if (name === 'place-before' || name === 'copy-from' || name.startsWith('!')) continue;
      const value = scriptSpelling(row.get(name) ?? '');
      if (value === scriptSpelling(now.get(name) ?? unsetValue(menu, name, this.#catalogue))) continue;
      changes.push([name, name === 'comment' && isTagged ? this.#marked(value) : value]);
    }
    // What the plan made itself has nothing that the script no longer says.
    if (isTagged) {
      const given = settingsOf(menu, row, this.#catalogue);
      for (const name of settingsOf(menu, now, this.#catalogue).keys())
        if (!given.has(name) && row.get(name) === undefined) changes.push([`!${name}`, '']);
    }
    return changes;
  }

  #marked(comment: string): string {
    return `${comment} ${markOf(this.tag ?? '')}`.trimStart();
  }

  /** A new item: with the tag, and before the one that comes behind it in the script. */
  #tagged({ step, menu, row }: Match): SentenceStep {
    const takesComment = this.#catalogue.menu(menu)?.command('add')?.argument('comment') !== undefined;
    const values: [string, string | ItemSelector][] = step.values
      .filter(([name]) => name !== 'comment' || !takesComment)
      .map(([name, value]) => [name, value]);
    if (takesComment) values.push(['comment', this.#marked(row.get('comment') ?? '')]);
    const isPlaced = values.some(([name]) => name === 'place-before');
    const next = isPlaced || !this.#catalogue.menu(menu)?.ordered ? undefined : this.#nextThere(step, menu, row);
    if (next) values.push(['place-before', byId(menu, next.id)]);
    return { ...step, values };
  }

  /** The item behind it in the script, in the same chain, that is there. */
  #nextThere(step: SentenceStep, menu: string, row: ReadonlyMap<string, string>): PlannedEntry | undefined {
    const behind = this.script.slice(this.script.indexOf(step) + 1);
    return behind
      .map((each) => this.#matches.get(each))
      .find((match) => match?.menu === menu && match.entry && match.row.get('chain') === row.get('chain'))?.entry;
  }

  /** Moves items that are there into the order of the script, as few as can be. */
  #putInOrder(): void {
    const menus = new Set([...this.#matches.values()].map(({ menu }) => menu));
    for (const menu of menus) {
      if (!this.#catalogue.menu(menu)?.ordered) continue;
      const found = this.script.flatMap((step) => {
        const match = this.#matches.get(step);
        return match?.menu === menu && match.entry ? { step, id: match.entry.id } : [];
      });
      const order = this.#router.entries(menu)?.map(({ id }) => id) ?? [];
      const stay = longestRise(found.map(({ id }) => order.indexOf(id)));
      for (let at = found.length - 1; at >= 0; at--) {
        const [one, next] = [found[at], found[at + 1]];
        if (!one || stay.has(at)) continue;
        const values: [string, ItemSelector][] = next ? [['destination', byId(menu, next.id)]] : [];
        const { range, line } = one.step;
        this.#send({ command: `${menu}/move`, values, selector: byId(menu, one.id), range, line });
      }
    }
  }

  /** What an earlier deploy of the same tag made and the script no longer has. */
  #removeTagged(): void {
    const last = this.script[this.script.length - 1];
    const { range, line } = last ?? { range: { start: 0, end: 0 }, line: 1 };
    const menus = [...this.running.menus.values()].sort((a, b) => exportOrder(b.path) - exportOrder(a.path));
    for (const { path: menu, entries } of menus) {
      const ours = entries.filter(({ id, item }) => item && this.#isOurs(item) && !this.#taken.has(`${menu} ${id}`));
      for (const { id } of ours.reverse())
        this.#send({ command: `${menu}/remove`, values: [], selector: byId(menu, id), range, line });
    }
  }

  #isOurs(item: Item): boolean {
    return item.added && isTaggedWith(this.tag ?? '', item);
  }

  /** Whether a change leaves all as it is. */
  #isNeedless(step: SentenceStep): boolean {
    const name = nameOf(step);
    const menu = menuOf(step);
    const values = { set: step.values, enable: [['disabled', 'no']], disable: [['disabled', 'yes']] }[name];
    if (!values || this.#router.entries(menu) === undefined) return false;
    const ids = step.selector && new Set(selectedBy(this.#router, step.selector));
    const entries = this.#router.entries(menu)?.filter(({ id }) => ids === undefined || ids.has(id)) ?? [];
    return (
      entries.length > 0 &&
      entries.every(({ row }) =>
        values.every(([property = '', value]) => {
          if (typeof value !== 'string') return false;
          const now = row.get(property.replace(/^!/, ''));
          if (property.startsWith('!')) return now === undefined;
          return scriptSpelling(now ?? unsetValue(menu, property, this.#catalogue)) === scriptSpelling(value);
        }),
      )
    );
  }
}

function byId(menu: string, id: string): ItemSelector {
  return { menu, conditions: [{ property: '.id', operator: '=', value: id }] };
}

/** How a comment ends on what a deploy with this tag made. */
function markOf(tag: string): string {
  return `[rscope:${tag}]`;
}

function isTaggedWith(tag: string, item: Item): boolean {
  return valueOf(item, 'comment')?.endsWith(markOf(tag)) === true;
}

/** The menus in which a deploy with this tag made something. */
export function taggedMenus({ configuration }: RunningConfiguration, tag: string): readonly string[] {
  return configuration.paths.filter((path) => configuration.menu(path).items.some((item) => isTaggedWith(tag, item)));
}

function menuOf({ command }: SentenceStep): string {
  return command.slice(0, command.lastIndexOf('/'));
}

function nameOf({ command }: SentenceStep): string {
  return command.slice(command.lastIndexOf('/') + 1);
}

function commentOf(row: ReadonlyMap<string, string>): [string, string][] {
  const comment = row.get('comment');
  return comment === undefined ? [] : [['comment', comment]];
}

/** The values that a step gives; one that names items stands for itself and is no value of the new one. */
function givenOf({ values }: SentenceStep): ReadonlyMap<string, string> {
  return new Map(values.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])));
}
