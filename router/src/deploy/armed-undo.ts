import { parseDuration } from '../../../server/src/base/duration';
import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection } from '../transport/router-connection';
import type { SafetyNet } from './safety-net';
import {
  backupUndoSource,
  type Deadline,
  type DeployNames,
  keepSource,
  namesOf,
  readLogLine,
  reverseUndoSource,
  SCRIPT_POLICY,
  WATCH_INTERVAL,
  watchSource,
} from './undo-scripts';

/** How a deploy stands on the router. */
export type UndoState =
  | { readonly kind: 'armed'; readonly secondsLeft: number }
  /** Nothing of it is on the router (any more); `end` is what the log still tells. */
  | { readonly kind: 'gone'; readonly end: 'kept' | 'undone' | undefined };

/** The watch looks at least once in this time after a restart, in seconds, and sees an uptime that is smaller. */
const LEAST_UPTIME = 60;

/** The undo that lies on a router during a deploy. Every method rejects with a RouterError where the router refuses or is lost. */
export class ArmedUndo {
  readonly names: DeployNames;
  #deadline: Deadline | undefined;

  constructor(
    readonly id: string,
    hasFlash: boolean,
  ) {
    this.names = namesOf(id, hasFlash);
  }

  /** Puts the watch on the router: from now on it sweeps up, and undoes once there is something to undo. */
  async startWatch(connection: RouterConnection, seconds: number): Promise<Deadline> {
    const armedAt = await readUptime(connection);
    if (armedAt < LEAST_UPTIME)
      throw new Error(
        `The router started ${armedAt} seconds ago. Wait a minute: what undoes a deploy must be able to tell a restart by the uptime.`,
      );
    this.#deadline = { armedAt, until: armedAt + seconds };
    await connection.talk([
      '/system/scheduler/add',
      `=name=${this.names.watch}`,
      '=start-time=startup',
      `=interval=${WATCH_INTERVAL}`,
      `=policy=${SCRIPT_POLICY}`,
      `=on-event=${watchSource(this.id, this.#deadline)}`,
    ]);
    return this.#deadline;
  }

  /** Gives the watch what to undo by, and the script that keeps. */
  async arm(connection: RouterConnection, net: SafetyNet, deadline: Deadline): Promise<void> {
    const { keep, undo, backup } = this.names;
    await addScript(connection, keep, keepSource(this.id));
    // The backup must hold the watch and no undo: see backupUndoSource.
    const hasBackup = await this.#saveBackup(connection, net.undo === 'backup');
    const source =
      net.undo === 'backup'
        ? backupUndoSource(this.id, backup)
        : reverseUndoSource(this.id, net.reverse ?? '', deadline, hasBackup ? backup : undefined);
    await addScript(connection, undo, source);
  }

  async #saveBackup(connection: RouterConnection, isNeeded: boolean): Promise<boolean> {
    try {
      await connection.talk(['/system/backup/save', `=name=${this.names.backup}`, '=dont-encrypt=yes']);
      return true;
    } catch (error) {
      // A disk that is full, or a policy that is missing: the reverse script does without.
      if (isNeeded || !(error instanceof RouterTrapError)) throw error;
      return false;
    }
  }

  /** Moves the time of the undo, counted from now, by one sentence: a cut leaves the old time. */
  async extend(connection: RouterConnection, seconds: number): Promise<Deadline> {
    const now = await readUptime(connection);
    const deadline = { armedAt: this.#deadline?.armedAt ?? now, until: now + seconds };
    const id = await findId(connection, '/system/scheduler', this.names.watch);
    if (id === undefined)
      throw new RouterTrapError([{ category: 0, message: 'the undo is not on the router any more' }]);
    await connection.talk(['/system/scheduler/set', `=.id=${id}`, `=on-event=${watchSource(this.id, deadline)}`]);
    this.#deadline = deadline;
    return deadline;
  }

  /** Keeps what was deployed: one sentence, after which nothing is undone any more. */
  async keep(connection: RouterConnection): Promise<void> {
    await connection.talk(['/system/script/run', `=number=${this.names.keep}`]);
  }

  /** Undoes now. A router that loads its backup ends the connection. */
  async undoNow(connection: RouterConnection): Promise<void> {
    if ((await findId(connection, '/system/script', this.names.undo)) !== undefined)
      await connection.talk(['/system/script/run', `=number=${this.names.undo}`]);
    else await this.sweep(connection);
  }

  /** Removes what bears the name of the deploy, where nothing was changed yet. */
  async sweep(connection: RouterConnection): Promise<void> {
    for (const menu of ['/file', '/system/script', '/system/scheduler'])
      for (const { '.id': id = '', name = '' } of (await connection.talk([`${menu}/print`, '=.proplist=.id,name']))
        .rows)
        if (name.includes(this.names.watch)) await connection.talk([`${menu}/remove`, `=.id=${id}`]);
  }

  /** How it stands now. */
  async state(connection: RouterConnection): Promise<UndoState> {
    const { rows } = await connection.talk(['/system/scheduler/print', `?name=${this.names.watch}`]);
    const until = /up >= (\d+)s/.exec(rows[0]?.['on-event'] ?? '')?.[1];
    if (rows.length > 0)
      return { kind: 'armed', secondsLeft: Math.max(0, Number(until ?? 0) - (await readUptime(connection))) };
    const log = await connection.talk(['/log/print', '=.proplist=message']);
    const ends = log.rows.flatMap(({ message = '' }) => readLogLine(this.id, message) ?? []);
    return { kind: 'gone', end: ends[ends.length - 1] };
  }
}

async function addScript(connection: RouterConnection, name: string, source: string): Promise<void> {
  await connection.talk(['/system/script/add', `=name=${name}`, `=policy=${SCRIPT_POLICY}`, `=source=${source}`]);
}

async function findId(connection: RouterConnection, menu: string, name: string): Promise<string | undefined> {
  return (await connection.talk([`${menu}/print`, `?name=${name}`, '=.proplist=.id'])).rows[0]?.['.id'];
}

/** Seconds since the router started. */
async function readUptime(connection: RouterConnection): Promise<number> {
  const [row] = (await connection.talk(['/system/resource/print', '=.proplist=uptime'])).rows;
  const uptime = parseDuration(row?.['uptime'] ?? '');
  if (uptime === undefined)
    throw new Error(`The router told no uptime that can be read (${JSON.stringify(row?.['uptime'])}).`);
  return Math.floor(uptime / 1000);
}
