import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { checkConfig, mergeConfig, type RscopeConfig } from '../ide/config-file';
import { folderOf, type ProjectList, type Projects } from './projects';
import type { RscopeSettings } from './protocol-extensions';

/** What counts for a script. */
export interface CountingSettings {
  readonly settings: RscopeConfig;
  /** The files that are one configuration with it. */
  readonly list: ProjectList | undefined;
}

/** The settings that count for each script: those of the editor for its folder, then those of a file beside it. */
export class ScriptSettings {
  /** Of the editor, for what is in none of its folders. */
  general: RscopeSettings = {};
  readonly #folders = new Map<string, RscopeSettings>();
  readonly #known = new Map<string, CountingSettings>();
  /** The files of settings at which something is shown. */
  readonly #shown = new Set<string>();

  constructor(private readonly projects: Projects) {}

  /** The addresses of the folders that the editor has open. */
  get folders(): readonly string[] {
    return [...this.#folders.keys()];
  }
  setFolder(uri: string, settings: RscopeSettings): void {
    this.#folders.set(uri.replace(/\/+$/, ''), settings);
  }

  of(uri: string): CountingSettings {
    const known = this.#known.get(uri) ?? this.#find(uri);
    this.#known.set(uri, known);
    return known;
  }

  /** Of one script, or of all: a setting or a file of settings has changed. */
  forget(uri?: string): void {
    if (uri === undefined) this.#known.clear();
    else this.#known.delete(uri);
  }

  /** What is wrong with the files of settings that count for some scripts, and none where something was before. */
  problems(scripts: readonly { readonly uri: string }[]): ReadonlyMap<string, Diagnostic[]> {
    const found = new Map<string, Diagnostic[]>();
    for (const { uri } of scripts) {
      const config = this.projects.configOf(uri);
      if (!config || found.has(config.uri)) continue;
      const entries = config.config.project?.files ?? [];
      const inList = entries.length > 0 ? this.projects.listed({ folder: config.folder, entries }).problems : [];
      found.set(config.uri, [...config.problems, ...inList].map(toConfigDiagnostic));
    }
    for (const uri of this.#shown) if (!found.has(uri)) found.set(uri, []);
    this.#shown.clear();
    for (const [uri, diagnostics] of found) if (diagnostics.length > 0) this.#shown.add(uri);
    return found;
  }

  #find(uri: string): CountingSettings {
    const folder = this.folders
      .filter((each) => uri.startsWith(`${each}/`))
      .reduce<string | undefined>(
        (best, each) => (best !== undefined && best.length >= each.length ? best : each),
        undefined,
      );
    const own = (folder === undefined ? undefined : this.#folders.get(folder)) ?? this.general;
    const config = this.projects.configOf(uri);
    const inEditor = checkConfig(only(own)).config;
    const settings = config ? mergeConfig(inEditor, config.config) : inEditor;
    const entries = inEditor.project?.files ?? [];
    if (entries.length > 0) return { settings, list: { folder: folder ?? folderOf(uri), entries } };
    const files = config?.config.project?.files ?? [];
    return { settings, list: config && files.length > 0 ? { folder: config.folder, entries: files } : undefined };
  }
}

/** Of all settings of the editor those that a file may hold, too. */
function only({ routerosVersion, project, rules, allow }: RscopeSettings): RscopeConfig {
  return {
    ...(routerosVersion && { routerosVersion }),
    ...(project && { project }),
    ...(rules && { rules }),
    ...(allow && { allow }),
  };
}

function toConfigDiagnostic(message: string): Diagnostic {
  const start = { line: 0, character: 0 };
  return { range: { start, end: start }, severity: DiagnosticSeverity.Warning, source: 'rscope', message };
}
