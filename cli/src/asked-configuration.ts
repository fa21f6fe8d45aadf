import { relative, resolve } from 'node:path';
import { type LineReference, lineReference } from '../../server/src/config/line-in-words';
import { readProject } from '../../server/src/config/project';
import { Analysis } from '../../server/src/ide/analysis';
import { CONFIG_FILE } from '../../server/src/ide/config-file';
import { ConfigFiles } from './config-files';
import { readProjectAt, readScript, readVersionOption, ScriptFiles } from './script-file';
import { readOneFile, UsageError } from './usage';

/** A configuration that a question is asked about. */
export interface AskedConfiguration {
  readonly analysis: Analysis;
  /** The line of a place in its text, which may be that of several files. */
  readonly lineOf: (offset: number) => LineReference;
}

/** What a command that asks about a configuration was called with. */
export interface AskedOptions {
  readonly project: boolean;
  readonly routeros?: string | undefined;
}

/**
 * Reads a script with what it imports and what `.rscope.json` lists with it, or the files of a project in their order.
 * Throws {@link UsageError} where one can't be read.
 */
export async function readConfiguration(
  command: string,
  paths: readonly string[],
  options: AskedOptions,
): Promise<AskedConfiguration> {
  const configs = new ConfigFiles();
  const forcedVersion = readVersionOption(options.routeros);
  const main = options.project ? undefined : readOneFile(command, paths);
  const project =
    main === undefined
      ? await readProjectAt(projectPaths(command, paths, configs))
      : await readProjectOf(main, configs);
  const [first] = project.scripts;
  const settings = { ...configs.settingsOf(main ?? first?.uri ?? ''), forcedVersion };
  const alone = project.scripts.length === 1 ? first : undefined;
  const analysis = alone ? new Analysis(alone.uri, alone.tree, settings) : new Analysis('', project, settings);
  const from = alone?.uri ?? (main === undefined ? undefined : resolve(main));
  return {
    analysis,
    lineOf: (offset) => {
      const { script, offset: inScript } = project.placeOf(offset);
      return lineReference(script.uri, script.tree.text.positionAt(inScript).line + 1, from);
    },
  };
}

async function readProjectOf(file: string, configs: ConfigFiles) {
  await readScript(file);
  const path = resolve(file);
  const provider = new ScriptFiles();
  const listed = readProject(configs.configOf(file)?.project ?? [], provider);
  return listed.has(path) ? listed : readProject([path], provider);
}

/** The files and folders of a project: those that were named, else what `.rscope.json` lists here. Throws {@link UsageError}. */
export function projectPaths(command: string, paths: readonly string[], configs: ConfigFiles): readonly string[] {
  if (paths.length > 0) return paths;
  const listed = configs.configOf(CONFIG_FILE)?.project ?? [];
  if (listed.length === 0) throw new UsageError(`${command} needs a file; see rscope ${command} --help`);
  return listed.map((file) => relative('', file));
}
