/** A thing to do at a time. */
interface Timer {
  /** Milliseconds of {@link PracticeClock.elapsed}. */
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

/**
 * The time of a practice router. It stands still until {@link advance} moves it, or goes with this machine's. The wall
 * clock may jump, as at a time server's answer; what has elapsed never does.
 */
export class PracticeClock {
  #elapsed = 0;
  #wallOffset: number;
  #order = 0;
  #timers: Timer[] = [];
  readonly #onJump = new Set<() => void>();

  /** @param wall the wall clock at first, in milliseconds since 1970, in the router's own time zone */
  constructor(wall = Date.UTC(2026, 10, 24, 10)) {
    this.#wallOffset = wall;
  }

  /** Milliseconds since the clock was made. */
  get elapsed(): number {
    return this.#elapsed;
  }
  /** What the wall clock shows, in milliseconds since 1970. */
  get wall(): number {
    return this.#wallOffset + this.elapsed;
  }
  /** What the wall clock would have shown when nothing had elapsed. */
  get wallOffset(): number {
    return this.#wallOffset;
  }

  /** Sets the wall clock; nothing elapses. */
  jumpTo(wall: number): void {
    this.#wallOffset = wall - this.elapsed;
    for (const listener of [...this.#onJump]) listener();
  }
  onJump(listener: () => void): void {
    this.#onJump.add(listener);
  }

  /** Does something when so many milliseconds have elapsed; gives what takes that back. */
  after(milliseconds: number, action: () => void): () => void {
    const timer: Timer = { at: this.elapsed + Math.max(0, milliseconds), order: this.#order++, action };
    this.#timers.push(timer);
    this.#timers.sort((a, b) => a.at - b.at || a.order - b.order);
    this.onTimers();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time go by: what falls due is done in order, each at its own time. */
  advance(milliseconds: number): void {
    const end = this.#elapsed + milliseconds;
    for (let timer = this.#timers[0]; timer && timer.at <= end; timer = this.#timers[0]) {
      this.#timers.shift();
      this.#elapsed = Math.max(this.#elapsed, timer.at);
      timer.action();
    }
    // What was done may have let more time go by than that.
    this.#elapsed = Math.max(this.#elapsed, end);
  }

  /** Lets time go by for the router alone, such as that which a script waits. */
  skip(milliseconds: number): void {
    this.advance(milliseconds);
  }

  /** When the next thing is due, in milliseconds of `elapsed`. */
  protected get nextDue(): number | undefined {
    return this.#timers[0]?.at;
  }
  protected onTimers(): void {}
}

/** A clock that goes with this machine's, and keeps no program alive. */
export class RealTimeClock extends PracticeClock {
  readonly #start = performance.now();
  #wake: NodeJS.Timeout | undefined;
  /** How far the router's time is before this machine's. */
  #ahead = 0;

  constructor() {
    super(Date.now() - new Date().getTimezoneOffset() * 60_000);
  }

  override get elapsed(): number {
    return Math.round(performance.now() - this.#start) + this.#ahead;
  }

  override skip(milliseconds: number): void {
    this.#ahead += milliseconds;
    this.advance(this.elapsed - super.elapsed);
    this.onTimers();
  }

  protected override onTimers(): void {
    clearTimeout(this.#wake);
    const due = this.nextDue;
    if (due === undefined) return;
    this.#wake = setTimeout(
      () => {
        this.advance(this.elapsed - super.elapsed);
        this.onTimers();
      },
      // A timer of Node's holds no more than 24 days.
      Math.min(Math.max(0, due - this.elapsed), 2 ** 31 - 1),
    );
    this.#wake.unref();
  }
}
