import { parseRouterOsVersion, type RouterOsVersion } from '../base/routeros-version';
import { catalogueFor } from '../catalogue/catalogue';
import { buildConfiguration } from '../config/build-configuration';
import type { Configuration } from '../config/configuration';
import { importsIn, Project } from '../config/project';
import { type LintOptions, lint, syntaxFindings } from '../lint/lint';
import type { Finding } from '../lint/lint-rule';
import { type NetworkModel, networkModel } from '../network/network-model';
import type { ResolvedScript } from '../resolve/command-use';
import { resolveOutline, resolveScript, type ScriptOutline } from '../resolve/resolve-script';
import { isExport, type ScriptVersion, scriptVersion } from '../resolve/script-version';
import { type VariableScopes, variableScopes } from '../resolve/variable-scopes';
import { parse, type SyntaxTree } from '../syntax/syntax-tree';

export interface AnalysisSettings extends LintOptions {
  /** The version to read a script for where it does not say one itself; overrides mere evidence. */
  readonly routerosVersion?: string | undefined;
  /** A version that counts whatever the script says: the one of the router that it is for. */
  readonly forcedVersion?: RouterOsVersion | undefined;
  /** Whether every file is complete in itself. */
  readonly complete?: boolean;
}

/** How the version of an analysis was found. */
export type VersionSource = ScriptVersion['source'] | 'setting' | 'forced';

/** All that is known about one script. Immutable; each part is worked out when it is first asked for. */
export class Analysis {
  #version: { version: RouterOsVersion | undefined; source: VersionSource } | undefined;
  #script: ResolvedScript | undefined;
  #outline: ScriptOutline | undefined;
  #variables: VariableScopes | undefined;
  #configuration: Configuration | undefined;
  #network: NetworkModel | undefined;
  #before: NetworkModel | undefined;
  #findings: readonly Finding[] | undefined;
  readonly #answers = new Map<unknown, unknown>();

  readonly tree: SyntaxTree;

  /** The files that it is about; undefined for one script. Offsets are those of the project, then. */
  readonly project: Project | undefined;

  /**
   * Of a text, of the tree of one that was read already, or of several scripts that are one configuration; `previous` of
   * the text before an edit, from which is kept what the edit cannot have changed.
   */
  constructor(
    readonly uri: string,
    source: string | SyntaxTree | Project,
    readonly settings: AnalysisSettings = {},
    previous?: Analysis,
  ) {
    this.#before = previous && (previous.#network ?? previous.#before);
    this.project = source instanceof Project ? source : undefined;
    this.tree = typeof source === 'string' ? parse(source) : source instanceof Project ? source.tree : source;
  }

  get text(): string {
    return this.tree.text.toString();
  }

  get version(): { version: RouterOsVersion | undefined; source: VersionSource } {
    this.#version ??= this.findVersion();
    return this.#version;
  }
  private findVersion(): { version: RouterOsVersion | undefined; source: VersionSource } {
    if (this.settings.forcedVersion) return { version: this.settings.forcedVersion, source: 'forced' };
    const own = this.ownVersion();
    if (own.source === 'line' || own.source === 'export') return own;
    const setting = this.settings.routerosVersion ? parseRouterOsVersion(this.settings.routerosVersion) : undefined;
    return setting ? { version: setting, source: 'setting' } : own;
  }

  /** What the script says itself; of a project what one of its files says, else what all of them use. */
  private ownVersion(): ScriptVersion {
    const said = (this.project?.scripts ?? []).map(({ tree }) => scriptVersion(tree));
    const told = said.find(({ source }) => source === 'line') ?? said.find(({ source }) => source === 'export');
    return told ?? scriptVersion(this.tree);
  }

  get catalogue() {
    return catalogueFor(this.version.version);
  }
  /** All statements. */
  get script(): ResolvedScript {
    this.#script ??= resolveScript(this.tree, this.catalogue);
    return this.#script;
  }
  /** All statements but for the plain entries of long address lists, of which there is nothing to say. */
  get outline(): ScriptOutline {
    this.#outline ??= resolveOutline(this.tree, this.catalogue);
    return this.#outline;
  }
  get variables(): VariableScopes {
    this.#variables ??= variableScopes(this.outline.root, this.outline.script, this.tree.parts);
    return this.#variables;
  }
  get configuration(): Configuration {
    this.#configuration ??= this.buildConfiguration();
    return this.#configuration;
  }
  private buildConfiguration(): Configuration {
    const { project } = this;
    const trees = project ? project.scripts.map(({ tree }) => tree) : [this.tree];
    return buildConfiguration(this.outline.script, {
      uri: project ? (offset) => project.placeOf(offset).script.uri : this.uri,
      version: this.version.version,
      complete: this.settings.complete === true || trees.some(isExport) || /^#\s*rscope-complete\b/m.test(this.text),
      isPartial: project ? project.isPartial : importsIn(this.tree).length > 0,
      ...(project && { isCertain: (offset) => project.isCertain(offset) }),
    });
  }
  get network(): NetworkModel {
    if (this.#network === undefined) {
      this.#before?.forgetBefore();
      this.#network = networkModel(this.configuration, this.#before);
      // The network holds on to one before it, and lets go; questions hold on to their analysis.
      this.#before = undefined;
    }
    return this.#network;
  }
  /** The answer of a question about this script, worked out once. */
  once<T>(question: (analysis: Analysis) => T): T {
    if (!this.#answers.has(question)) this.#answers.set(question, question(this));
    return this.#answers.get(question) as T;
  }
  /** What can be said without knowing any menu: at once, however long the script. */
  get syntaxFindings(): readonly Finding[] {
    return syntaxFindings(this.tree);
  }
  get findings(): readonly Finding[] {
    this.#findings ??= lint(
      {
        uri: this.uri,
        text: this.text,
        tree: this.tree,
        root: this.outline.root,
        script: this.outline.script,
        variables: this.variables,
        catalogue: this.catalogue,
        version: this.version.version,
        configuration: this.network.configuration,
        project: this.project,
      },
      this.settings,
    );
    return this.#findings;
  }
}
