import { RealTimeClock } from '../../router/src/practice/clock';

/** Goes with this machine's clock, and can be put forward. */
export class HurriedClock extends RealTimeClock {
  #skipped = 0;
  override get elapsed(): number {
    return super.elapsed + this.#skipped;
  }
  skip(milliseconds: number): void {
    this.#skipped += milliseconds;
    this.onTimers();
  }
}
