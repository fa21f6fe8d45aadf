import {
  CodeLensRefreshRequest,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { formatRouterOsVersion, parseRouterOsVersion } from '../base/routeros-version';
import type { Project } from '../config/project';
import type { HostFiles } from '../config/project-files';
import { Analysis, type AnalysisSettings } from '../ide/analysis';
import { CONFIG_FILE } from '../ide/config-file';
import { documentSymbols } from '../ide/document-symbols';
import { foldingRanges } from '../ide/folding-ranges';
import { ruleUrl } from '../lint/lint';
import { codeActions, FIX_ALL_KIND } from './code-actions';
import { LARGE_DOCUMENT, largeDiagnostics, toDiagnostics } from './diagnostics';
import { toDocumentSymbol } from './document-symbols';
import { type EditorAbilities, FEATURE_CAPABILITIES, registerFeatures } from './features';
import { INSIGHT_CAPABILITIES, registerInsights } from './insights';
import { ProjectDocument } from './project-document';
import { Projects } from './projects';
import {
  CHECK_REQUEST,
  type CheckParams,
  type CheckResult,
  type InitializationOptions,
  type RscopeSettings,
  SCRIPT_VERSION_REQUEST,
  type ScriptVersionParams,
  type ScriptVersionResult,
  TOPOLOGY_REQUEST,
  type TopologyParams,
  type TopologyResult,
  TRACE_REQUEST,
  type TraceParams,
  type TraceResult,
} from './protocol-extensions';
import { ScriptDocument, type ScriptText } from './script-document';
import { ScriptSettings } from './script-settings';
import { SemanticTokens, TOKEN_CAPABILITIES } from './semantic-tokens';
import { showTopology } from './topology';
import { tracePacket } from './trace-packet';
import { TypingRest } from './typing-rest';

/** What the server needs of the place it runs in. */
export interface ServerServices {
  /** The version of Rscope, for the log. */
  readonly version: string;
  /** The files beside those that are open; without it a project is what is open of it. */
  readonly files?: HostFiles;
}

/** Where the pages of the rules are read that an editor has no copy of. */
const REPOSITORY = 'https://github.com/rscope/rscope/blob/main';

/** How long typing must rest before a document is checked again. */
const DEBOUNCE_MS = 150;

/** Starts answering on a connection. Never throws; an error in a handler is logged and costs that one answer. */
export function startServer(connection: Connection, services: ServerServices): void {
  new Server(connection, services).start();
}

class Server {
  private readonly documents = new TextDocuments(ScriptDocument);
  private readonly analyses = new Map<string, { version: number; analysis: Analysis }>();
  private readonly projects: Projects;
  private projectAnalyses = new WeakMap<Project, Analysis>();
  /** Most likely of the same files before an edit. */
  private lastProjectAnalysis: Analysis | undefined;
  private otherFiles: ReturnType<typeof setTimeout> | undefined;
  private canWatch = false;
  /** Documents that were seen since they were opened: opening is no typing. */
  private readonly opened = new Set<string>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly settings: ScriptSettings;
  /** Resolves when the settings are read for the first time. */
  private ready: Promise<void> = Promise.resolve();
  private canPull = false;
  private canRefresh = false;
  private canRefreshLenses = false;
  private canRefreshHints = false;
  private traceCommand: string | undefined;
  private documentation = REPOSITORY;
  private readonly pageOf = (rule: string) => `${this.documentation}/${ruleUrl(rule)}`;
  private hasConfiguration = false;
  private canRegister = false;
  private abilities: EditorAbilities = { snippets: false, labelDetails: false, suggestCommand: undefined };
  private readonly tokens: SemanticTokens;
  private readonly typing = new TypingRest(() => this.refresh());

  constructor(
    private readonly connection: Connection,
    private readonly services: ServerServices,
  ) {
    this.tokens = new SemanticTokens(connection, (...question) => this.answerAlone(...question));
    this.projects = new Projects(
      services.files,
      () => this.documents.all(),
      (uri) => this.documents.get(uri),
    );
    this.settings = new ScriptSettings(this.projects);
  }

  start(): void {
    const { connection } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => {
      this.ready = this.initialized();
    });
    connection.onDidChangeConfiguration(() => this.reloadSettings());
    connection.onCodeAction((params) =>
      this.answer('code actions', params.textDocument.uri, [], (document, analysis) =>
        codeActions(document, analysis, params, this.pageOf),
      ),
    );
    connection.onDocumentSymbol((params) =>
      this.answerAlone('outline', params.textDocument.uri, [], (document, analysis) =>
        documentSymbols(analysis).map((symbol) => toDocumentSymbol(document, symbol)),
      ),
    );
    connection.onFoldingRanges((params) =>
      this.answerAlone('folding', params.textDocument.uri, [], (_, analysis) => [...foldingRanges(analysis)]),
    );
    registerFeatures(
      connection,
      (...question) => this.answer(...question),
      () => this.abilities,
    );
    registerInsights(
      connection,
      (...question) => this.answer(...question),
      async (uri) => {
        await this.ready;
        await this.typing.rest(uri);
      },
      () => ({ isOn: this.settings.general.insights !== false, traceCommand: this.traceCommand }),
    );
    connection.languages.diagnostics.on((params) => {
      const items = this.diagnostics(params.textDocument.uri);
      return { kind: DocumentDiagnosticReportKind.Full, items };
    });
    connection.onRequest(SCRIPT_VERSION_REQUEST, (params: ScriptVersionParams) => this.scriptVersion(params));
    connection.onRequest(CHECK_REQUEST, (params: CheckParams) => this.check(params));
    connection.onRequest<TraceResult, unknown>(TRACE_REQUEST, (params) => this.trace(params as TraceParams));
    connection.onRequest<TopologyResult, unknown>(TOPOLOGY_REQUEST, (params) =>
      this.topology(params as TopologyParams),
    );
    connection.onDidChangeWatchedFiles(() => this.filesChanged());
    this.documents.onDidChangeContent(({ document }) => this.changed(document));
    this.documents.onDidClose(({ document }) => this.forget(document));
    this.documents.listen(connection);
    connection.listen();
  }

  private initialize({ capabilities, initializationOptions, workspaceFolders }: InitializeParams): InitializeResult {
    for (const { uri } of workspaceFolders ?? []) this.settings.setFolder(uri, {});
    this.canWatch = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    this.canPull = capabilities.textDocument?.diagnostic !== undefined;
    this.canRefresh = capabilities.workspace?.diagnostics?.refreshSupport === true;
    this.hasConfiguration = capabilities.workspace?.configuration === true;
    this.canRegister = capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true;
    this.canRefreshLenses = capabilities.workspace?.codeLens?.refreshSupport === true;
    this.canRefreshHints = capabilities.workspace?.inlayHint?.refreshSupport === true;
    const item = capabilities.textDocument?.completion?.completionItem;
    const options = initializationOptions as InitializationOptions | null | undefined;
    this.traceCommand = options?.traceCommand;
    this.documentation = options?.documentation?.replace(/\/+$/, '') ?? REPOSITORY;
    this.abilities = {
      snippets: item?.snippetSupport === true,
      labelDetails: item?.labelDetailsSupport === true,
      suggestCommand: options?.suggestCommand,
    };
    return {
      serverInfo: { name: 'Rscope', version: this.services.version },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL_KIND] },
        documentSymbolProvider: true,
        foldingRangeProvider: true,
        ...FEATURE_CAPABILITIES,
        ...TOKEN_CAPABILITIES,
        ...INSIGHT_CAPABILITIES,
        ...(this.canPull
          ? { diagnosticProvider: { identifier: 'rscope', interFileDependencies: false, workspaceDiagnostics: false } }
          : {}),
      },
    };
  }

  private async initialized(): Promise<void> {
    if (this.canRegister)
      await this.connection.client
        .register(DidChangeConfigurationNotification.type, { section: 'rscope' })
        .catch(() => undefined);
    if (this.canWatch)
      await this.connection.client
        .register(DidChangeWatchedFilesNotification.type, {
          watchers: [{ globPattern: '**/*.rsc' }, { globPattern: `**/${CONFIG_FILE}` }],
        })
        .catch(() => undefined);
    await this.reloadSettings();
    this.connection.console.info(`Rscope ${this.services.version} is ready.`);
  }

  private async reloadSettings(): Promise<void> {
    if (this.hasConfiguration) {
      try {
        const { workspace } = this.connection;
        const general = ((await workspace.getConfiguration('rscope')) as RscopeSettings | null) ?? {};
        this.settings.general = general;
        for (const scopeUri of this.settings.folders)
          this.settings.setFolder(
            scopeUri,
            (await workspace.getConfiguration({ scopeUri, section: 'rscope' })) ?? general,
          );
      } catch (error) {
        this.log('settings', error);
      }
    }
    this.forgetAnswers();
    if (this.canRefreshLenses) this.connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    if (this.canRefreshHints) this.connection.languages.inlayHint.refresh().catch(() => undefined);
    this.checkAll();
  }

  /** Checks all open documents again, or has the editor ask. */
  private checkAll(): void {
    if (this.canPull && this.canRefresh) this.refresh();
    else for (const document of this.documents.all()) this.schedule(document);
  }

  /** Has the editor ask again for all diagnostics. */
  private refresh(): void {
    this.connection.languages.diagnostics.refresh().catch(() => undefined);
  }

  /** Files beside those that are open were made, changed or deleted. */
  private filesChanged(): void {
    this.forgetAnswers();
    this.checkOthers();
  }

  private forgetAnswers(): void {
    this.analyses.clear();
    this.settings.forget();
    this.projectAnalyses = new WeakMap();
    this.lastProjectAnalysis = undefined;
    this.projects.forget();
    this.showConfigProblems();
  }

  /** Checks the open documents again, when a file that they are checked with has changed. */
  private checkOthers(): void {
    clearTimeout(this.otherFiles);
    this.otherFiles = setTimeout(() => {
      this.checkAll();
      if (this.canRefreshLenses) this.connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    }, DEBOUNCE_MS);
  }

  /** Says what is wrong with files of settings, at the files. */
  private showConfigProblems(): void {
    for (const [uri, diagnostics] of this.settings.problems(this.documents.all()))
      void this.connection.sendDiagnostics({ uri, diagnostics });
  }

  private analysisSettings(uri: string): AnalysisSettings {
    const { settings } = this.settings.of(uri);
    return {
      routerosVersion: settings.routerosVersion || undefined,
      complete: settings.project?.complete === true,
      ...(settings.rules ? { severities: settings.rules } : {}),
      ...(settings.allow ? { allow: settings.allow } : {}),
      onError: (rule, error) => this.log(`rule ${rule}`, error),
    };
  }

  /** The project that a document is a part of; undefined where it stands alone, or all together is too large. */
  private project(document: ScriptDocument): Project | undefined {
    const project = this.projects.projectOf(document, this.settings.of(document.uri).list);
    return project && project.tree.text.length <= LARGE_DOCUMENT ? project : undefined;
  }

  private projectAnalysis(document: ScriptDocument, project: Project): Analysis {
    const known = this.projectAnalyses.get(project);
    if (known) return known;
    const settings = this.analysisSettings(document.uri);
    const analysis = new Analysis(document.uri, project, settings, this.lastProjectAnalysis);
    this.projectAnalyses.set(project, analysis);
    this.lastProjectAnalysis = analysis;
    return analysis;
  }

  private analysis(document: ScriptDocument): Analysis {
    const known = this.analyses.get(document.uri);
    if (known?.version === document.version) return known.analysis;
    const settings = this.analysisSettings(document.uri);
    const project = this.project(document);
    // Alone a file may not tell the version that the project is for.
    const version = project && this.projectAnalysis(document, project).version.version;
    const routerosVersion = version ? formatRouterOsVersion(version) : settings.routerosVersion;
    const analysis = new Analysis(document.uri, document.tree, { ...settings, routerosVersion }, known?.analysis);
    this.analyses.set(document.uri, { version: document.version, analysis });
    return analysis;
  }

  /** Answers a request about a document, as a part of its project; an error is logged and the fallback given. */
  private answer<T>(
    what: string,
    uri: string,
    fallback: T,
    work: (document: ScriptText, analysis: Analysis) => T,
    large: (document: ScriptDocument, analysis: Analysis) => T = () => fallback,
  ): T {
    const alone = (document: ScriptDocument, analysis: Analysis): T => {
      if (document.length > LARGE_DOCUMENT) return large(document, analysis);
      const project = this.project(document);
      if (!project) return work(document, analysis);
      return work(new ProjectDocument(document, project), this.projectAnalysis(document, project));
    };
    return this.guarded(what, uri, fallback, alone);
  }

  /** The same about what a document tells for itself. */
  private answerAlone<T>(
    what: string,
    uri: string,
    fallback: T,
    work: (document: ScriptDocument, analysis: Analysis) => T,
  ): T {
    return this.guarded(what, uri, fallback, (document, analysis) =>
      document.length > LARGE_DOCUMENT ? fallback : work(document, analysis),
    );
  }

  /** One bug costs one answer. */
  private guarded<T>(
    what: string,
    uri: string,
    fallback: T,
    work: (document: ScriptDocument, analysis: Analysis) => T,
  ): T {
    const document = this.documents.get(uri);
    if (!document) return fallback;
    try {
      return work(document, this.analysis(document));
    } catch (error) {
      this.log(what, error);
      return fallback;
    }
  }

  private diagnostics(uri: string): Diagnostic[] {
    const all = (document: ScriptText, analysis: Analysis) =>
      toDiagnostics(document, this.typing.isTyping(uri) ? analysis.syntaxFindings : analysis.findings, this.pageOf);
    return this.answer('diagnostics', uri, [], all, (...large) => largeDiagnostics(...large, this.pageOf));
  }

  private changed(document: ScriptDocument): void {
    // An editor that can't be told to ask again is given everything at once.
    const { uri } = document;
    if (!this.opened.has(uri)) this.projects.lookAgain();
    const project = this.project(document);
    if (this.canPull && this.canRefresh && this.opened.has(uri))
      this.typing.changed({ uri, length: project?.tree.text.length ?? document.length });
    if (!this.opened.has(uri)) this.showConfigProblems();
    this.opened.add(uri);
    this.schedule(document);
    // A file that was in a project before is one that others were checked with.
    const isShared = project?.scripts.some((script) => script.uri !== uri && this.documents.get(script.uri)) ?? false;
    if (isShared || this.shared.has(uri)) this.checkOthers();
    if (isShared) this.shared.add(uri);
    else this.shared.delete(uri);
  }

  /** Documents with which others that are open are checked. */
  private readonly shared = new Set<string>();

  /** Checks a document once typing has rested; a client that pulls asks by itself. */
  private schedule(document: ScriptDocument): void {
    if (this.canPull) return;
    clearTimeout(this.timers.get(document.uri));
    this.timers.set(
      document.uri,
      setTimeout(() => this.push(document.uri), DEBOUNCE_MS),
    );
  }

  private push(uri: string): void {
    this.timers.delete(uri);
    const document = this.documents.get(uri);
    if (!document) return;
    const diagnostics = this.diagnostics(uri);
    void this.connection.sendDiagnostics({ uri, version: document.version, diagnostics });
  }

  private forget(document: ScriptDocument): void {
    this.opened.delete(document.uri);
    this.settings.forget(document.uri);
    this.typing.forget(document.uri);
    clearTimeout(this.timers.get(document.uri));
    this.timers.delete(document.uri);
    this.analyses.delete(document.uri);
    // From now on the file counts as it is on the disk.
    if (this.shared.delete(document.uri)) this.filesChanged();
    else this.projects.lookAgain();
    this.tokens.forget(document.uri);
    if (!this.canPull) void this.connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  }

  private scriptVersion({ uri }: ScriptVersionParams): ScriptVersionResult {
    return this.answer<ScriptVersionResult>('version', uri, { version: undefined, source: 'none' }, (_, analysis) => {
      const { version, source } = analysis.version;
      return { version: version ? formatRouterOsVersion(version) : undefined, source };
    });
  }

  private trace({ uri, packet }: TraceParams): TraceResult {
    const problem = (text: string): TraceResult => ({ kind: 'problem', problem: text });
    return this.answer<TraceResult>(
      'trace',
      uri,
      problem('This packet could not be traced; the log of Rscope tells why.'),
      (document, analysis) => tracePacket(document, analysis, packet),
      () =>
        problem(
          `This script is too large: Rscope traces packets in scripts of up to ${LARGE_DOCUMENT / 1e6} million characters.`,
        ),
    );
  }

  private async topology({ uri, down }: TopologyParams): Promise<TopologyResult> {
    await this.ready;
    await this.typing.rest(uri);
    const nothing = (why: string): TopologyResult => ({ kind: 'nothing', why });
    return this.answer<TopologyResult>(
      'topology',
      uri,
      nothing('This script could not be drawn; the log of Rscope tells why.'),
      (document, analysis) => showTopology(document, analysis, down ?? []),
      () =>
        nothing(
          `This script is too large: Rscope draws networks of scripts of up to ${LARGE_DOCUMENT / 1e6} million characters.`,
        ),
    );
  }

  private check({ uri, text, routeros }: CheckParams): CheckResult {
    try {
      const document = ScriptDocument.create(uri, 'routeros', 0, text);
      const forcedVersion = routeros ? parseRouterOsVersion(routeros) : undefined;
      const analysis = new Analysis(uri, document.tree, { ...this.analysisSettings(uri), forcedVersion });
      const findings = analysis.findings.map(({ range, severity, rule, message }) => ({
        line: document.positionAt(range.start).line,
        severity,
        rule,
        message,
      }));
      return { findings };
    } catch (error) {
      this.log('check', error);
      return {
        findings: [
          {
            line: 0,
            severity: 'error',
            rule: 'rscope',
            message: 'Rscope could not check this script; its log tells why.',
          },
        ],
      };
    }
  }

  private log(what: string, error: unknown): void {
    this.connection.console.error(
      `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}
