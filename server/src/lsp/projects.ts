import { type FileProvider, importsIn, type Project, readProject } from '../config/project';
import { type HostFiles, listedFiles } from '../config/project-files';
import { CONFIG_FILE, type ConfigFile, readConfigFile } from '../ide/config-file';
import { parse, type SyntaxTree } from '../syntax/syntax-tree';
import { joinUri } from './disk-files';
import type { ScriptDocument } from './script-document';

/** A list of files that make up one project, and the folder that it speaks of. */
export interface ProjectList {
  readonly folder: string;
  readonly entries: readonly string[];
}

/** A file of settings above a document. */
export interface FoundConfig extends ConfigFile {
  readonly uri: string;
  readonly folder: string;
}

/** Finds the projects that open documents belong to. What was read of the disk is kept until it is told to have changed. */
export class Projects implements FileProvider {
  readonly #trees = new Map<string, SyntaxTree | undefined>();
  readonly #projects = new Map<string, Project>();
  readonly #lists = new Map<string, ReturnType<typeof listedFiles>>();
  readonly #configs = new Map<string, FoundConfig | undefined>();

  constructor(
    private readonly host: HostFiles | undefined,
    private readonly open: () => readonly ScriptDocument[],
    private readonly document: (uri: string) => ScriptDocument | undefined,
  ) {}

  /** Forgets what was read of the disk: something there has changed. */
  forget(): void {
    this.#trees.clear();
    this.#projects.clear();
    this.#lists.clear();
    this.#configs.clear();
  }

  /** A document was opened or closed: a file that was missing may be there now. */
  lookAgain(): void {
    this.#projects.clear();
    this.#lists.clear();
  }

  read(uri: string): SyntaxTree | undefined {
    const document = this.document(uri);
    if (document) return document.tree;
    if (!this.#trees.has(uri)) {
      const text = this.host?.read(uri);
      this.#trees.set(uri, text === undefined ? undefined : parse(text));
    }
    return this.#trees.get(uri);
  }
  resolve(name: string, from: string): string {
    return joinUri(folderOf(from), name);
  }

  /** The project that a document is a part of: that of the list, else of an open script that imports it, or of its own imports. */
  projectOf(document: ScriptDocument, list: ProjectList | undefined): Project | undefined {
    if (list) {
      const project = this.#project(`list ${list.folder} ${list.entries.join('\n')}`, this.listed(list).uris);
      if (project.has(document.uri)) return project;
    }
    const own = importsIn(document.tree).length > 0 ? [document] : [];
    const others = this.open().filter((other) => other !== document && importsIn(other.tree).length > 0);
    return [...own, ...others]
      .map(({ uri }) => this.#project(uri, [uri]))
      .filter((project) => project.scripts.length > 1 && project.has(document.uri))
      .reduce<Project | undefined>(
        (best, each) => (best && best.scripts.length >= each.scripts.length ? best : each),
        undefined,
      );
  }

  /** The files of a list, and what is wrong with it. */
  listed({ folder, entries }: ProjectList): ReturnType<typeof listedFiles> {
    const key = `${folder} ${entries.join('\n')}`;
    const found = this.#lists.get(key) ?? this.#list(folder, entries);
    this.#lists.set(key, found);
    return found;
  }
  #list(folder: string, entries: readonly string[]) {
    const host = this.host ?? { read: () => undefined, list: () => undefined, join: joinUri };
    // What is only open in the editor is a file, too.
    const read = (uri: string) => (this.document(uri) ? '' : host.read(uri));
    return listedFiles(entries, folder, { ...host, read });
  }

  /** The project of these files, as it was as long as none of them has changed. */
  #project(key: string, uris: readonly string[]): Project {
    const known = this.#projects.get(key);
    if (known?.scripts.every(({ uri, tree }) => this.read(uri) === tree)) return known;
    const project = readProject(uris, this);
    this.#projects.set(key, project);
    return project;
  }

  /** The file of settings in the folder of a document, or the nearest above it. */
  configOf(uri: string): FoundConfig | undefined {
    const folder = folderOf(uri);
    if (!this.#configs.has(folder)) this.#configs.set(folder, this.#findConfig(folder));
    return this.#configs.get(folder);
  }
  #findConfig(start: string): FoundConfig | undefined {
    for (let folder = start; /^file:\/\/\/?[^/]/.test(folder); folder = folderOf(folder)) {
      const uri = joinUri(folder, CONFIG_FILE);
      const text = this.host?.read(uri);
      if (text !== undefined) return { ...readConfigFile(text), uri, folder };
    }
    return undefined;
  }
}

/** The address of the folder that a file lies in. */
export function folderOf(uri: string): string {
  return uri.slice(0, Math.max(0, uri.lastIndexOf('/')));
}
