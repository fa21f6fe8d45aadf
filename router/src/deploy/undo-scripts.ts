/**
 * The code that a deploy leaves on the router, so that the router itself goes back unless it is told otherwise.
 *
 * One scheduler entry, the watch, is the whole mechanism. It is added first, by one sentence, and looks every few seconds
 * whether the time is up. It measures by the uptime of the router, not by its clock, which may jump when the network
 * comes back; and an uptime that is smaller than it was means that the router was restarted, which ends a deploy as well.
 * Whatever a deploy leaves on the router bears its name, so the watch can sweep it away, however far the deploy came.
 */

/** What the parts of one deploy are called on the router. */
export interface DeployNames {
  /** The scheduler entry, and what all other names begin with: `rscope-4f1c22d0`. */
  readonly watch: string;
  /** The script that undoes. */
  readonly undo: string;
  /** The script that keeps. */
  readonly keep: string;
  /** The file that the backup is saved as; on a device with a flash folder it lies in there, or a restart would lose it. */
  readonly backup: string;
  /** The file or script that holds what is applied. */
  readonly apply: string;
  /** A file for an export. */
  readonly export: string;
}

/** Ids are short lower-case hexadecimal numbers: they stand in names, patterns and variables unquoted. */
export function namesOf(id: string, hasFlash: boolean): DeployNames {
  const watch = `rscope-${id}`;
  return {
    watch,
    undo: `${watch}-undo`,
    keep: `${watch}-keep`,
    backup: `${hasFlash ? 'flash/' : ''}${watch}.backup`,
    apply: `${watch}-apply`,
    export: `${watch}-export`,
  };
}

/** How often the watch looks, as the scheduler takes it. */
export const WATCH_INTERVAL = '10s';
/** What the scripts of a deploy may do; the user must have these policies to give them. */
export const SCRIPT_POLICY = 'ftp,reboot,read,write,policy,test,password,sensitive';

/** Between which uptimes of the router, in seconds, a deploy is open. */
export interface Deadline {
  readonly armedAt: number;
  readonly until: number;
}

/** The code of the watch. Before there is an undo script it only sweeps up. */
export function watchSource(id: string, { armedAt, until }: Deadline): string {
  const { watch, undo } = namesOf(id, false);
  // A restart forgets the variable, and the undo begins anew; as long as one runs, no second one is begun.
  const busy = busyVariable(id);
  return [
    `# Rscope: undoes the deploy ${id} unless it is confirmed. It goes away by itself.`,
    ':local up [/system resource get uptime]',
    `:global ${busy}`,
    `:if ((($up < ${armedAt}s) or ($up >= ${until}s)) and ([:len $${busy}] = 0)) do={`,
    `  :if ([:len [/system script find where name="${undo}"]] > 0) do={`,
    `    :set ${busy} "yes"`,
    // An undo that succeeds sweeps the variable up with all else; to set it then would make it anew.
    `    :do { /system script run "${undo}" } on-error={ :log error "${watch}: the undo failed, it is tried again"; :set ${busy} }`,
    '  } else={',
    ...sweep(id).map((line) => `    ${line}`),
    '  }',
    '}',
  ].join('\n');
}

/**
 * The script that undoes by putting back what the plan changed; `reverse` is the code that does so. It names items by
 * their ids, of which nobody has shown that they outlive a restart: after one the backup is loaded instead.
 */
export function reverseUndoSource(
  id: string,
  reverse: string,
  { armedAt }: Deadline,
  backup: string | undefined,
): string {
  const afterRestart =
    backup === undefined
      ? []
      : [
          `:if ([/system resource get uptime] < ${armedAt}s) do={`,
          ...loadBackup(backup).map((line) => `  ${line}`),
          '}',
        ];
  return [...afterRestart, reverse.trimEnd(), logLine(id, 'undone'), ...sweep(id)].join('\n');
}

/**
 * The script that undoes by loading the backup, which restarts the router. The backup was saved when the watch was there
 * and no undo script yet: so after the restart the watch sweeps up, the file as well.
 */
export function backupUndoSource(id: string, backup: string): string {
  return [logLine(id, 'undone by its backup'), ...loadBackup(backup)].join('\n');
}

function loadBackup(backup: string): readonly string[] {
  return [
    `/system backup load name="${backup}" password=""`,
    '# Until the restart nothing else may begin; without one it has failed.',
    ':delay 60s',
    ':error "the backup did not load"',
  ];
}

/** The script that keeps: with the watch gone nothing is undone any more, so the watch goes first. */
export function keepSource(id: string): string {
  const { watch } = namesOf(id, false);
  return [`/system scheduler remove [find where name="${watch}"]`, logLine(id, 'kept'), ...sweep(id)].join('\n');
}

/** What a line of the router's log says of how a deploy ended; undefined for other lines. */
export function readLogLine(id: string, message: string): 'kept' | 'undone' | undefined {
  const end = new RegExp(`rscope-${id}: (kept|undone)`).exec(message)?.[1];
  return end === 'kept' || end === 'undone' ? end : undefined;
}

function logLine(id: string, end: string): string {
  return `:log info "rscope-${id}: ${end}"`;
}

/** Set while an undo runs. */
const busyVariable = (id: string) => `rscopeBusy${id}`;
/** Set by a script that runs as a whole when it has come to its end. */
export const doneVariable = (id: string) => `rscopeDone${id}`;

/** Removes all that bears the name of the deploy; the watch last, so that a sweep that is interrupted begins again. */
function sweep(id: string): readonly string[] {
  const { watch } = namesOf(id, false);
  return [
    `:do { /file remove [find where name~"${watch}"] } on-error={ }`,
    `:do { /system script remove [find where name~"^${watch}"] } on-error={ }`,
    // One by one: removing one may number the others anew.
    ...[doneVariable(id), busyVariable(id)].map(
      (name) => `:do { /system script environment remove [find where name="${name}"] } on-error={ }`,
    ),
    `:do { /system scheduler remove [find where name="${watch}"] } on-error={ }`,
  ];
}
