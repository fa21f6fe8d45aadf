import {
  CodeLensRefreshRequest,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DocumentDiagnosticReportKind,
  type DocumentSymbol,
  type InitializeParams,
  type InitializeResult,
  SymbolKind,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { formatRouterOsVersion, parseRouterOsVersion } from '../base/routeros-version';
import { Analysis, type AnalysisSettings } from '../ide/analysis';
import { documentSymbols, type ScriptSymbol } from '../ide/document-symbols';
import { foldingRanges } from '../ide/folding-ranges';
import { codeActions, FIX_ALL_KIND } from './code-actions';
import { LARGE_DOCUMENT, largeDiagnostics, toDiagnostics } from './diagnostics';
import { type EditorAbilities, FEATURE_CAPABILITIES, registerFeatures } from './features';
import { INSIGHT_CAPABILITIES, registerInsights } from './insights';
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
import { ScriptDocument } from './script-document';
import { SemanticTokens, TOKEN_CAPABILITIES } from './semantic-tokens';
import { showTopology } from './topology';
import { tracePacket } from './trace-packet';
import { TypingRest } from './typing-rest';

/** What the server needs of the place it runs in. */
export interface ServerServices {
  /** The version of Rscope, for the log. */
  readonly version: string;
}

/** How long typing must rest before a document is checked again. */
const DEBOUNCE_MS = 150;

/** Starts answering on a connection. Never throws; an error in a handler is logged and costs that one answer. */
export function startServer(connection: Connection, services: ServerServices): void {
  new Server(connection, services).start();
}

class Server {
  private readonly documents = new TextDocuments(ScriptDocument);
  private readonly analyses = new Map<string, { version: number; analysis: Analysis }>();
  /** Documents that were seen since they were opened: opening is no typing. */
  private readonly opened = new Set<string>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private settings: RscopeSettings = {};
  /** Resolves when the settings are read for the first time. */
  private ready: Promise<void> = Promise.resolve();
  private canPull = false;
  private canRefresh = false;
  private canRefreshLenses = false;
  private canRefreshHints = false;
  private traceCommand: string | undefined;
  private hasConfiguration = false;
  private canRegister = false;
  private abilities: EditorAbilities = { snippets: false, labelDetails: false, suggestCommand: undefined };
  private readonly tokens: SemanticTokens;
  private readonly typing = new TypingRest(() => this.refresh());

  constructor(
    private readonly connection: Connection,
    private readonly services: ServerServices,
  ) {
    this.tokens = new SemanticTokens(connection, (...question) => this.answer(...question));
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
        codeActions(document, analysis, params),
      ),
    );
    connection.onDocumentSymbol((params) =>
      this.answer('outline', params.textDocument.uri, [], (document, analysis) =>
        documentSymbols(analysis).map((symbol) => toDocumentSymbol(document, symbol)),
      ),
    );
    connection.onFoldingRanges((params) =>
      this.answer('folding', params.textDocument.uri, [], (_, analysis) => [...foldingRanges(analysis)]),
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
      () => ({ isOn: this.settings.insights !== false, traceCommand: this.traceCommand }),
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
    this.documents.onDidChangeContent(({ document }) => this.changed(document));
    this.documents.onDidClose(({ document }) => this.forget(document));
    this.documents.listen(connection);
    connection.listen();
  }

  private initialize({ capabilities, initializationOptions }: InitializeParams): InitializeResult {
    this.canPull = capabilities.textDocument?.diagnostic !== undefined;
    this.canRefresh = capabilities.workspace?.diagnostics?.refreshSupport === true;
    this.hasConfiguration = capabilities.workspace?.configuration === true;
    this.canRegister = capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true;
    this.canRefreshLenses = capabilities.workspace?.codeLens?.refreshSupport === true;
    this.canRefreshHints = capabilities.workspace?.inlayHint?.refreshSupport === true;
    const item = capabilities.textDocument?.completion?.completionItem;
    const options = initializationOptions as InitializationOptions | null | undefined;
    this.traceCommand = options?.traceCommand;
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
    await this.reloadSettings();
    this.connection.console.info(`Rscope ${this.services.version} is ready.`);
  }

  private async reloadSettings(): Promise<void> {
    if (this.hasConfiguration) {
      try {
        this.settings = ((await this.connection.workspace.getConfiguration('rscope')) as RscopeSettings | null) ?? {};
      } catch (error) {
        this.log('settings', error);
      }
    }
    this.analyses.clear();
    if (this.canRefreshLenses) this.connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    if (this.canRefreshHints) this.connection.languages.inlayHint.refresh().catch(() => undefined);
    if (this.canPull && this.canRefresh) this.refresh();
    else for (const document of this.documents.all()) this.schedule(document);
  }

  /** Has the editor ask again for all diagnostics. */
  private refresh(): void {
    this.connection.languages.diagnostics.refresh().catch(() => undefined);
  }

  private analysisSettings(): AnalysisSettings {
    return {
      routerosVersion: this.settings.routerosVersion || undefined,
      complete: this.settings.project?.complete === true,
      ...(this.settings.rules ? { severities: this.settings.rules } : {}),
      onError: (rule, error) => this.log(`rule ${rule}`, error),
    };
  }

  private analysis(document: ScriptDocument): Analysis {
    const known = this.analyses.get(document.uri);
    if (known?.version === document.version) return known.analysis;
    const analysis = new Analysis(document.uri, document.tree, this.analysisSettings());
    this.analyses.set(document.uri, { version: document.version, analysis });
    return analysis;
  }

  /** Answers a request about a document; an error is logged and the fallback given, so that one bug costs one answer. */
  private answer<T>(
    what: string,
    uri: string,
    fallback: T,
    work: (document: ScriptDocument, analysis: Analysis) => T,
    large: (document: ScriptDocument, analysis: Analysis) => T = () => fallback,
  ): T {
    const document = this.documents.get(uri);
    if (!document) return fallback;
    try {
      const answer = document.length > LARGE_DOCUMENT ? large : work;
      return answer(document, this.analysis(document));
    } catch (error) {
      this.log(what, error);
      return fallback;
    }
  }

  private diagnostics(uri: string): Diagnostic[] {
    const all = (document: ScriptDocument, analysis: Analysis) =>
      toDiagnostics(document, this.typing.isTyping(uri) ? analysis.syntaxFindings : analysis.findings);
    return this.answer('diagnostics', uri, [], all, largeDiagnostics);
  }

  private changed(document: ScriptDocument): void {
    // An editor that can't be told to ask again is given everything at once.
    if (this.canPull && this.canRefresh && this.opened.has(document.uri)) this.typing.changed(document);
    this.opened.add(document.uri);
    this.schedule(document);
  }

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
    this.typing.forget(document.uri);
    clearTimeout(this.timers.get(document.uri));
    this.timers.delete(document.uri);
    this.analyses.delete(document.uri);
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
      const analysis = new Analysis(uri, document.tree, { ...this.analysisSettings(), forcedVersion });
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

const SYMBOL_KINDS: Readonly<Record<ScriptSymbol['kind'], SymbolKind>> = {
  menu: SymbolKind.Namespace,
  item: SymbolKind.Object,
  variable: SymbolKind.Variable,
  function: SymbolKind.Function,
};

function toDocumentSymbol(
  document: TextDocument,
  { name, detail, kind, range, selection, children }: ScriptSymbol,
): DocumentSymbol {
  const toRange = ({ start, end }: { start: number; end: number }) => ({
    start: document.positionAt(start),
    end: document.positionAt(end),
  });
  return {
    name: name || '(unnamed)',
    detail,
    kind: SYMBOL_KINDS[kind],
    range: toRange(range),
    selectionRange: toRange(selection),
    children: children.map((child) => toDocumentSymbol(document, child)),
  };
}
