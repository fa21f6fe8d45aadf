import type { TextRange } from '../base/text-range';
import { catalogueFor } from '../catalogue/catalogue';
import { resolveScript } from '../resolve/resolve-script';
import { joinTrees, type TreePiece } from '../syntax/join-trees';
import type { SyntaxChunk } from '../syntax/syntax-chunk';
import type { SyntaxTree } from '../syntax/syntax-tree';
import { importsOf, type ScriptImport } from './script-imports';

/** Gives the files of a project; made by who may read files. Never throws. */
export interface FileProvider {
  /** The script at an address, read; undefined where there is none. The same object as long as it does not change. */
  read(uri: string): SyntaxTree | undefined;
  /** The address that a file name means which a script names, taken to lie in the folder of that script. */
  resolve(name: string, from: string): string;
}

/** One file of a project. */
export interface ProjectScript {
  readonly uri: string;
  readonly tree: SyntaxTree;
}

/** A place in one file of a project. */
export interface ProjectPlace {
  readonly script: ProjectScript;
  /** In the text of the file. */
  readonly offset: number;
}

/** Projects of more files than these are cut short: an `/import` of generated names must not read a whole disk. */
const MAX_FILES = 1000;

/**
 * Several scripts that make up one configuration, in the order in which a router runs them. They are one tree, as if they
 * stood one behind the other, each imported file behind the statement that imports it; so whatever works on a script
 * works on a project, in offsets of the whole, which this class knows the files of.
 */
export class Project {
  readonly #numbers: ReadonlyMap<string, number>;

  /** @internal */
  constructor(
    readonly scripts: readonly ProjectScript[],
    readonly tree: SyntaxTree,
    /** Whether a file is missing whose statements belong to it: listed or imported, but not there, or named by a computed name. */
    readonly isPartial: boolean,
    /** The scripts that an import in a branch brings in: they may not run. */
    private readonly doubtful: ReadonlySet<number>,
  ) {
    this.#numbers = new Map(scripts.map(({ uri }, index) => [uri, index]));
  }

  has(uri: string): boolean {
    return this.#numbers.has(uri);
  }

  /** Whether the statement at an offset runs whenever the project does, but for the branches of its own file. */
  isCertain(offset: number): boolean {
    return !this.doubtful.has(this.tree.scriptAt(offset));
  }

  /** The file that an offset lies in, and where. */
  placeOf(offset: number): ProjectPlace {
    const part = this.tree.partAt(offset);
    const script = this.scripts[part?.script ?? 0] as ProjectScript;
    const inPart = part ? Math.max(0, Math.min(offset - part.start, part.length)) : 0;
    return { script, offset: (part?.offset ?? 0) + inPart };
  }

  /** A range of the project as one of the file that it begins in, cut off at the end of that file. */
  rangeOf({ start, end }: TextRange): { readonly script: ProjectScript; readonly range: TextRange } {
    const from = this.placeOf(start);
    const to = this.placeOf(end);
    const last = end > start && to.script !== from.script ? this.placeOf(end - 1) : to;
    const stop = last.script === from.script ? last.offset : from.script.tree.text.length;
    return { script: from.script, range: { start: from.offset, end: Math.max(from.offset, stop) } };
  }

  /** Where an offset of a file stands in the project. */
  offsetOf(uri: string, offset: number): number {
    const number = this.#numbers.get(uri);
    const own = (this.tree.parts ?? []).filter(({ script }) => script === number);
    const part = own.find((each) => offset < each.offset + each.length) ?? own[own.length - 1];
    return part ? part.start + Math.min(Math.max(0, offset - part.offset), part.length) : 0;
  }
}

/** Reads the files at some addresses in this order, and those that they import where they import them; each file once. */
export function readProject(uris: readonly string[], files: FileProvider): Project {
  const reader = new Reader(files);
  for (const uri of uris) reader.add(uri, true);
  return reader.project();
}

class Reader {
  readonly #numbers = new Map<string, number>();
  readonly #scripts: ProjectScript[] = [];
  readonly #pieces: TreePiece[] = [];
  readonly #doubtful = new Set<number>();
  #isPartial = false;

  constructor(private readonly files: FileProvider) {}

  /** Adds a file and what it imports. `certain` is false where it may not run. */
  add(uri: string, certain: boolean): boolean {
    // A second import, or one in a circle, brings nothing new.
    if (this.#numbers.has(uri)) return true;
    const tree = this.#scripts.length < MAX_FILES ? this.files.read(uri) : undefined;
    if (!tree) {
      this.#isPartial = true;
      return false;
    }
    const script = this.#scripts.length;
    this.#numbers.set(uri, script);
    this.#scripts.push({ uri, tree });
    if (!certain) this.#doubtful.add(script);
    let start = 0;
    const upTo = (end: number) => {
      if (end > start) this.#pieces.push({ tree, script, range: { start, end } });
      start = Math.max(start, end);
    };
    for (const found of importsIn(tree)) {
      const behind = lineBehind(tree, found.range.end);
      upTo(behind);
      this.#import(found, uri, certain);
    }
    upTo(tree.text.length);
    return true;
  }

  #import({ name, certain }: ScriptImport, from: string, runs: boolean): void {
    if (name === undefined) {
      this.#isPartial = true;
      return;
    }
    const uri = importedUri(name, from, this.files);
    if (uri === undefined) this.#isPartial = true;
    else this.add(uri, runs && certain);
  }

  project(): Project {
    return new Project(this.#scripts, joinTrees(this.#pieces), this.#isPartial, this.#doubtful);
  }
}

/** The file that a script names: routers keep it on a disk of theirs (`flash/wan.rsc`), a project often just beside. */
function importedUri(name: string, from: string, files: FileProvider): string | undefined {
  const names = [name.replace(/^\/+/, ''), name.slice(name.lastIndexOf('/') + 1)].filter((each) => each !== '');
  return names.map((each) => files.resolve(each, from)).find((uri) => files.read(uri) !== undefined);
}

/** The imports of a script. Without the word none of its statements needs to be looked at. */
export function importsIn(tree: SyntaxTree): readonly ScriptImport[] {
  if (!tree.text.chunks.some(mayImport)) return [];
  let found = importsOfTrees.get(tree);
  if (!found) {
    found = importsOf(resolveScript(tree, catalogueFor(undefined)));
    importsOfTrees.set(tree, found);
  }
  return found;
}
const importsOfTrees = new WeakMap<SyntaxTree, readonly ScriptImport[]>();

const mayImportChunks = new WeakMap<SyntaxChunk, boolean>();
function mayImport(chunk: SyntaxChunk): boolean {
  let may = mayImportChunks.get(chunk);
  if (may === undefined) {
    may = /\bimport\b/.test(chunk.text);
    mayImportChunks.set(chunk, may);
  }
  return may;
}

/** Where the line behind an offset begins at which a statement may begin, too. */
function lineBehind({ root, text }: SyntaxTree, offset: number): number {
  const behind = root.elements.find((element) => element.kind === 'newline' && element.end > offset);
  return behind?.end ?? text.length;
}
