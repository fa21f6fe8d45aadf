/** How far a deploy came. The last five are ends. */
export type DeployPhase =
  | 'arming'
  | 'applying'
  | 'waiting'
  | 'keeping'
  | 'reverting'
  | 'kept'
  | 'reverted'
  | 'untouched'
  | 'open'
  | 'unknown';

/** What is written down of a deploy, so that it can be found again after a crash. It holds no secret and no script. */
export interface DeployRecord {
  /** Eight hexadecimal digits. */
  readonly id: string;
  /** The name of the router in the inventory, or its address. */
  readonly router: string;
  /** The name of the script. */
  readonly script: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly phase: DeployPhase;
  readonly undo: 'reverse' | 'backup' | 'none';
  readonly hasFlash: boolean;
  readonly commands: number;
  /** The process on this machine that deploys, or did. */
  readonly process?: number;
  /** The file that holds the router's export from before. */
  readonly before?: string;
  /** What happened, for people. */
  readonly message?: string;
}

/** A phase in words for people. */
export const PHASES_IN_WORDS: Readonly<Record<DeployPhase, string>> = {
  arming: 'leaving the way back on the router',
  applying: 'applying',
  waiting: 'waiting for you to keep it',
  keeping: 'keeping it',
  reverting: 'going back',
  kept: 'kept',
  reverted: 'as before',
  untouched: 'nothing changed',
  open: 'not reachable',
  unknown: 'not known',
};

const ENDS: ReadonlySet<DeployPhase> = new Set(['kept', 'reverted', 'untouched']);

/** A deploy of which it is not known how it ended: the program was ended, or the router could not be asked. */
export function isOpen(record: DeployRecord): boolean {
  return !ENDS.has(record.phase);
}

/** A deploy that nobody carries on: its program was ended in the middle. */
export function isInterrupted(record: DeployRecord): boolean {
  return isOpen(record) && !(record.endedAt === undefined && record.process !== undefined && isRunning(record.process));
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Where records and backups are kept on this machine. */
export interface DeployStore {
  /** Writes a record down, or its next phase; resolves when it is safe on the disk. */
  save(record: DeployRecord): Promise<void>;
  /** All records that can be read, the newest first. */
  list(): Promise<readonly DeployRecord[]>;
  /** Keeps a text of a router and gives its path. */
  keepText(router: string, time: string, name: string, text: string): Promise<string>;
}
