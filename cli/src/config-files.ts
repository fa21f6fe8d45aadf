import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type HostFiles, listedFiles } from '../../server/src/config/project-files';
import { CONFIG_FILE, type RscopeConfig, readConfigFile } from '../../server/src/ide/config-file';
import { type AllowEntry, isInFile } from '../../server/src/lint/allow-list';
import { UsageError } from './usage';

/** A file of settings that counts for the scripts in its folder and below. */
export interface FoundConfig {
  readonly path: string;
  readonly text: string;
  readonly config: RscopeConfig;
  /** The files of its project by their absolute paths, in order; empty where it lists none. */
  readonly project: readonly string[];
}

/** An entry of an allow list that allows nothing any more. */
export interface UnusedEntry {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly entry: AllowEntry;
}

/** Finds `.rscope.json` for scripts, and keeps account of the entries of its allow list. */
export class ConfigFiles {
  readonly #found = new Map<string, FoundConfig | undefined>();
  readonly #used = new Set<AllowEntry>();
  readonly #checked = new Map<FoundConfig, Set<string>>();

  /** That of a file: in its folder, or the nearest above it. Throws {@link UsageError} where something in it is wrong. */
  configOf(file: string): FoundConfig | undefined {
    const folder = dirname(resolve(file));
    if (!this.#found.has(folder)) this.#found.set(folder, findConfig(folder));
    return this.#found.get(folder);
  }

  /** What a script is checked with; the file then counts as checked. */
  settingsOf(file: string) {
    const found = this.configOf(file);
    if (!found) return {};
    this.#checked.set(found, (this.#checked.get(found) ?? new Set<string>()).add(resolve(file)));
    const { routerosVersion, project, rules, allow } = found.config;
    return {
      routerosVersion,
      complete: project?.complete === true,
      ...(rules && { severities: rules }),
      ...(allow && { allow }),
      onAllowed: (entry: AllowEntry) => void this.#used.add(entry),
    };
  }

  /** Counts a file as checked that came in with a project. */
  checked(file: string): void {
    this.settingsOf(file);
  }

  /** The entries that allowed nothing, though every file was checked that they may be about. */
  unused(): UnusedEntry[] {
    return [...this.#checked].flatMap(([found, files]) => {
      const { uris } = listedFiles(['**/*.rsc'], dirname(found.path), HOST);
      const isAllChecked = (file = '**') => {
        const meant = uris.filter((uri) => isInFile(uri, file));
        return meant.length > 0 && meant.every((uri) => files.has(uri));
      };
      return (found.config.allow ?? [])
        .filter((entry) => !this.#used.has(entry) && isAllChecked(entry.file))
        .map((entry) => ({ path: found.path, line: lineOf(found, entry), entry }));
    });
  }
}

function findConfig(folder: string): FoundConfig | undefined {
  const path = join(folder, CONFIG_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    const above = dirname(folder);
    return above === folder ? undefined : findConfig(above);
  }
  const { config, problems } = readConfigFile(text);
  const entries = config.project?.files ?? [];
  const listed = listedFiles(entries, folder, HOST);
  const [problem] = [...problems, ...listed.problems];
  if (problem !== undefined) throw new UsageError(`${path}: ${problem}`);
  return { path, text, config, project: listed.uris };
}

const HOST: HostFiles = {
  read: (path) => attempt(() => readFileSync(path, 'latin1')),
  list: (folder) =>
    attempt(() =>
      readdirSync(folder, { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory(),
      })),
    ),
  join: (folder, name) => join(folder, name),
};

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The line in which an entry names its rule. */
function lineOf({ text, config }: FoundConfig, entry: AllowEntry): number {
  const same = (config.allow ?? []).filter(({ rule }) => rule === entry.rule);
  const start = text.indexOf('"allow"');
  const places = [...text.slice(start).matchAll(/"rule"\s*:\s*"([^"]*)"/g)].filter(([, rule]) => rule === entry.rule);
  const at = start + (places[same.indexOf(entry)]?.index ?? 0);
  return text.slice(0, at).split('\n').length;
}
