import type { DeployPhase } from '../../router/src/deploy/deploy-record';
import type { FaultDirection } from '../../router/src/practice/fault-proxy';
import type { Bench, Interruption, Trial, TrialResult } from './interrupted-deploy';

/** The four ways in which a line is cut. */
export const CUTS = ['fin', 'rst', 'silence', 'reboot'] as const;
const DIRECTIONS: readonly FaultDirection[] = ['toRouter', 'toClient'];
const PHASES: readonly DeployPhase[] = ['arming', 'applying', 'waiting', 'keeping', 'kept', 'reverting'];

/** A row of the table: trials of one scenario with one kind of interruption. */
export interface Row {
  readonly scenario: string;
  readonly what: string;
  readonly trials: readonly Trial[];
}

/** Numbers that look random and are the same each time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The whole table of a scenario: every sentence boundary, so many random bytes, every phase. */
export function rowsOf(bench: Bench, clean: TrialResult, randomBytes: number, seed: number): readonly Row[] {
  const random = seeded(seed);
  const { scenario } = bench;
  const trial = (interruption: Interruption): Trial => ({
    scenario,
    interruption,
    // Mostly the user keeps; whoever reverts or is away is cut off as well.
    decision: random() < 0.7 ? 'keep' : random() < 0.5 ? 'revert' : 'none',
    staysCut: random() < 0.5,
  });
  const boundaries = boundariesOf(clean);
  const lanes = clean.passed.flatMap((passed, connection) =>
    DIRECTIONS.map((direction) => ({ direction, connection, bytes: passed[direction].bytes })),
  );
  const bytes = Array.from({ length: randomBytes }, () => pickByte(lanes, random));
  return [
    ...CUTS.flatMap((kind) => [
      {
        scenario: scenario.name,
        what: `${kind} at every sentence`,
        trials: boundaries.map((at) => trial({ kind, at })),
      },
      { scenario: scenario.name, what: `${kind} at random bytes`, trials: bytes.map((at) => trial({ kind, at })) },
    ]),
    {
      scenario: scenario.name,
      what: 'the editor is killed at each phase',
      trials: PHASES.flatMap((phase) =>
        (['keep', 'revert', 'none'] as const).map((decision) => ({
          scenario,
          interruption: { kind: 'kill' as const, phase },
          decision,
          staysCut: false,
        })),
      ),
    },
  ];
}

/** Every place between two sentences, of either side, on every connection. */
export function boundariesOf({ passed }: TrialResult) {
  return passed.flatMap((lane, connection) =>
    DIRECTIONS.flatMap((direction) =>
      Array.from({ length: lane[direction].sentences }, (_, index) => ({
        direction,
        connection,
        after: { sentences: index + 1 },
      })),
    ),
  );
}

interface Lane {
  readonly direction: FaultDirection;
  readonly connection: number;
  readonly bytes: number;
}

function pickByte(lanes: readonly Lane[], random: () => number) {
  let at = Math.floor(random() * lanes.reduce((sum, { bytes }) => sum + bytes, 0));
  for (const { direction, connection, bytes } of lanes) {
    if (at < bytes) return { direction, connection, after: { bytes: at } };
    at -= bytes;
  }
  return { direction: 'toRouter' as const, connection: 0, after: { bytes: 0 } };
}
