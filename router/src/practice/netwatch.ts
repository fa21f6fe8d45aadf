import { parseDuration } from '../../../server/src/base/duration';
import type { PracticeClock } from './clock';
import type { ConfigurationStore, StoredItem } from './store';

const MENU = '/tool/netwatch';

/** What a probe has seen. */
export interface ProbeState {
  readonly status: 'unknown' | 'up' | 'down';
  /** When it became that, in milliseconds of the wall clock; undefined before the first test. */
  readonly since: number | undefined;
}

interface Probe {
  /** All that is configured of it: whatever changes there makes its state unknown. */
  readonly configured: string;
  state: ProbeState;
  /** When it tests next, in milliseconds of the clock's `elapsed`. */
  due: number;
  isRunning: boolean;
}

/** Runs the script of a probe: `up-script` or `down-script`. */
type RunEvent = (probe: StoredItem, property: 'up-script' | 'down-script', status: 'up' | 'down') => void;

/**
 * Tests the hosts of `/tool/netwatch`, each in its interval, and runs `up-script` or `down-script` once when one comes to
 * be up or down, also from `unknown`: which it is before the first test, after any change of the entry, and after a start.
 */
export class Netwatch {
  readonly #probes = new Map<string, Probe>();
  #cancel: (() => void) | undefined;
  #isUp = true;

  constructor(
    private readonly store: ConfigurationStore,
    private readonly clock: PracticeClock,
    private readonly answers: (host: string) => boolean,
    private readonly run: RunEvent,
  ) {
    store.onAction((menu) => {
      if (menu === MENU || menu === '/') this.#arm();
    });
  }

  /** The router goes down: nothing is tested. */
  stop(): void {
    this.#isUp = false;
    this.#cancel?.();
  }

  /** The router has started: what was known is forgotten. */
  start(): void {
    this.#isUp = true;
    this.#probes.clear();
    for (const entry of this.#entries()) this.#begin(entry, 'startup-delay');
    this.#arm();
  }

  /** What a probe has seen. */
  state(entry: StoredItem): ProbeState {
    return this.#probes.get(idOf(entry))?.state ?? UNKNOWN;
  }

  #entries(): readonly StoredItem[] {
    return this.store.menu(MENU).items;
  }

  #begin(entry: StoredItem, delay: 'start-delay' | 'startup-delay'): Probe {
    const due = this.clock.elapsed + this.#time(entry, delay);
    const probe = { configured: configuredOf(entry), state: UNKNOWN, due, isRunning: false };
    this.#probes.set(idOf(entry), probe);
    return probe;
  }

  #time(entry: StoredItem, name: keyof typeof DEFAULTS): number {
    const { major } = this.store.version;
    return parseDuration(entry.get(name) ?? '') ?? DEFAULTS[name][major === 6 ? 0 : 1];
  }

  /** Waits for the probe that is due first. */
  #arm(): void {
    this.#cancel?.();
    if (!this.#isUp) return;
    let first: number | undefined;
    for (const entry of this.#entries()) {
      if (entry.get('disabled') === 'true') {
        this.#probes.delete(idOf(entry));
        continue;
      }
      const known = this.#probes.get(idOf(entry));
      const { due } = known?.configured === configuredOf(entry) ? known : this.#begin(entry, 'start-delay');
      first = Math.min(first ?? due, due);
    }
    if (first === undefined) return;
    this.#cancel = this.clock.after(first - this.clock.elapsed, () => this.#test());
  }

  /** Tests all hosts that are due. */
  #test(): void {
    const now = this.clock.elapsed;
    const due = this.#entries().flatMap((entry) => {
      const probe = this.#probes.get(idOf(entry));
      if (!probe || probe.due > now) return [];
      probe.due = now + Math.max(1000, this.#time(entry, 'interval'));
      return [{ entry, probe }];
    });
    // A script may wait: what else is due meanwhile must go on.
    this.#arm();
    for (const { entry, probe } of due) {
      if (!this.#isUp || this.#probes.get(idOf(entry)) !== probe || probe.isRunning) continue;
      const status = this.answers(entry.get('host') ?? '') ? 'up' : 'down';
      if (probe.state.status === status) continue;
      probe.state = { status, since: this.clock.wall };
      probe.isRunning = true;
      try {
        this.run(entry, `${status}-script`, status);
      } finally {
        probe.isRunning = false;
      }
    }
  }
}

const UNKNOWN: ProbeState = { status: 'unknown', since: undefined };

/** In milliseconds, for RouterOS 6 and 7. Before 7 nothing tells of delays; the first test is as good as at once. */
const DEFAULTS = {
  interval: [60_000, 10_000],
  'start-delay': [0, 3000],
  'startup-delay': [0, 300_000],
} as const;

function idOf(entry: StoredItem): string {
  return entry.get('.id') ?? '';
}

function configuredOf(entry: StoredItem): string {
  return JSON.stringify([...entry]);
}
