import { parseDuration } from '../../../server/src/base/duration';
import type { PracticeClock } from './clock';
import type { ConfigurationStore, StoredItem } from './store';
import { parseDate } from './wall-time';

const MENU = '/system/scheduler';
/** How long after the start of a router its scheduler begins. */
const STARTUP_DELAY = 3000;

/** Since when the scheduler counts for an entry, and how the entry was then. */
interface Anchor {
  readonly timing: string;
  readonly elapsed: number;
  readonly wall: number;
  /** Whether the entry was there when the router started. */
  readonly sawStart: boolean;
}

/**
 * Runs what `/system/scheduler` holds. An entry with `start-time=startup` counts from the router's start, or from when it
 * was made, and with an interval it doesn't run at the start itself; any other follows the wall clock: from its start date
 * and time, or from when it was made, every interval. What a jump of the wall clock passes over does not run.
 */
export class Scheduler {
  readonly #anchors = new Map<string, Anchor>();
  #cancel: (() => void) | undefined;
  #isUp = true;
  readonly #running = new Set<string>();

  constructor(
    private readonly store: ConfigurationStore,
    private readonly clock: PracticeClock,
    private readonly run: (entry: StoredItem) => void,
  ) {
    store.onAction((menu) => {
      if (menu === MENU || menu === '/') this.#arm();
    });
    clock.onJump(() => this.#arm());
  }

  /** The router goes down: nothing runs. */
  stop(): void {
    this.#isUp = false;
    this.#cancel?.();
  }

  /** The router has started. */
  start(): void {
    this.#isUp = true;
    this.#anchors.clear();
    for (const entry of this.#entries()) this.#anchors.set(idOf(entry), this.#anchor(entry, true));
    this.#arm();
  }

  /** When an entry runs next, in milliseconds of the wall clock; undefined where it does not. */
  nextRun(entry: StoredItem): number | undefined {
    const due = this.#due(entry);
    return due === undefined ? undefined : this.clock.wallOffset + due;
  }

  #entries(): readonly StoredItem[] {
    return this.store.menu(MENU).items;
  }

  #anchor(entry: StoredItem, sawStart: boolean): Anchor {
    const delay = sawStart ? STARTUP_DELAY : 0;
    return {
      timing: timingOf(entry),
      elapsed: this.clock.elapsed + delay,
      // Wall clocks of schedules have whole seconds.
      wall: Math.floor(this.clock.wall / 1000) * 1000,
      sawStart,
    };
  }

  /** Waits for the entry that is due first. */
  #arm(): void {
    this.#cancel?.();
    if (!this.#isUp) return;
    let first: { entry: StoredItem; due: number } | undefined;
    for (const entry of this.#entries()) {
      const anchor = this.#anchors.get(idOf(entry));
      if (anchor?.timing !== timingOf(entry)) this.#anchors.set(idOf(entry), this.#anchor(entry, false));
      const due = this.#due(entry);
      if (due !== undefined && (!first || due < first.due)) first = { entry, due };
    }
    if (!first) return;
    const { due } = first;
    this.#cancel = this.clock.after(due - this.clock.elapsed, () => this.#fire(due));
  }

  /** Runs all entries that are due at one time, in order. */
  #fire(at: number): void {
    const due = this.#entries().filter((entry) => this.#due(entry, at - 1) === at);
    // A script may wait: what else is due meanwhile must go on.
    this.#arm();
    for (const entry of due) {
      if (!this.#isUp) return;
      const id = idOf(entry);
      // One that still runs is not begun a second time.
      if (this.#running.has(id) || !this.#entries().includes(entry)) continue;
      entry.set('run-count', String(Number(entry.get('run-count') ?? 0) + 1));
      this.#running.add(id);
      try {
        this.run(entry);
      } finally {
        this.#running.delete(id);
      }
    }
    this.#arm();
  }

  /** When an entry is due first after a time, both in milliseconds of the clock's `elapsed`. */
  #due(entry: StoredItem, after = this.clock.elapsed): number | undefined {
    const anchor = this.#anchors.get(idOf(entry));
    if (!anchor || entry.get('disabled') === 'true') return undefined;
    const interval = parseDuration(entry.get('interval') ?? '0s') ?? 0;
    if (entry.get('start-time') === 'startup') {
      if (interval > 0) return nextOf(anchor.elapsed, interval, after, 1);
      return anchor.sawStart && anchor.elapsed > after ? anchor.elapsed : undefined;
    }
    const toElapsed = -this.clock.wallOffset;
    const start = this.#startOf(entry, anchor);
    const isGiven = entry.has('start-time');
    if (interval > 0) return nextOf(start + toElapsed, interval, after, isGiven ? 0 : 1);
    return start + toElapsed > after ? start + toElapsed : undefined;
  }

  /** The start date and time of an entry; a time alone is one of the day it was set. */
  #startOf(entry: StoredItem, anchor: Anchor): number {
    const time = parseDuration(entry.get('start-time') ?? '');
    if (time === undefined) return anchor.wall;
    const day = parseDate(entry.get('start-date') ?? '') ?? Math.floor(anchor.wall / 86_400_000) * 86_400_000;
    return day + time;
  }
}

function idOf(entry: StoredItem): string {
  return entry.get('.id') ?? '';
}

/** What of an entry decides when it runs. */
function timingOf(entry: StoredItem): string {
  return ['start-time', 'start-date', 'interval', 'disabled'].map((name) => entry.get(name) ?? '').join(' ');
}

/** The first of `start + n × interval`, with n from `least` on, that lies after a time. */
function nextOf(start: number, interval: number, after: number, least: number): number {
  return start + Math.max(least, Math.floor((after - start) / interval) + 1) * interval;
}
