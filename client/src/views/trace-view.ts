import {
  commands,
  DocumentLink,
  type DocumentLinkProvider,
  EventEmitter,
  type ExtensionContext,
  languages,
  MarkdownString,
  OverviewRulerLane,
  Range,
  StatusBarAlignment,
  TabInputText,
  type TextDocument,
  type TextDocumentContentProvider,
  type TextEditor,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { TraceAnswer, TraceStepPlace } from '../../../server/src/lsp/protocol-extensions';

const SCHEME = 'rscope-trace';
const REPORT = Uri.parse(`${SCHEME}:Packet Trace`);

/** What the links of the report run: a plain link would open the script a second time, beside its report. */
const GO_TO_LINE = 'rscope.showTracedLine';

/** Longer words behind a line are cut: the hover has them all. */
const MAX_NOTE = 60;

interface Shown {
  readonly document: TextDocument;
  readonly answer: TraceAnswer;
}

/**
 * Shows the way of a packet: the lines that it meets highlighted and numbered, the whole answer in words beside the
 * script, its outcome in the status bar. It goes with the first edit, with Escape and with a click in the status bar.
 */
export class TraceView implements TextDocumentContentProvider, DocumentLinkProvider {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private shown: Shown | undefined;
  private readonly line = window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor('rscope.traceBackground'),
    isWholeLine: true,
    borderColor: new ThemeColor('rscope.traceBorder'),
    borderStyle: 'solid',
    borderWidth: '0 0 0 3px',
    overviewRulerColor: new ThemeColor('rscope.traceBorder'),
    overviewRulerLane: OverviewRulerLane.Center,
  });
  private readonly note = window.createTextEditorDecorationType({
    after: { color: new ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' },
  });
  private readonly number = window.createTextEditorDecorationType({
    before: {
      color: new ThemeColor('badge.foreground'),
      backgroundColor: new ThemeColor('badge.background'),
      margin: '0 0.6em 0 0.3em',
    },
  });
  private readonly status = window.createStatusBarItem('rscope.trace', StatusBarAlignment.Left, 0);

  constructor(context: ExtensionContext) {
    this.status.name = 'Packet Trace';
    this.status.command = 'rscope.clearTrace';
    context.subscriptions.push(
      ...[this.changed, this.line, this.note, this.number, this.status],
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      languages.registerDocumentLinkProvider({ scheme: SCHEME }, this),
      commands.registerCommand('rscope.clearTrace', () => this.clear()),
      commands.registerCommand(GO_TO_LINE, (line: unknown) => this.goTo(Number(line))),
      window.onDidChangeVisibleTextEditors((editors) => this.decorate(editors)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document === this.shown?.document && contentChanges.length > 0) this.clear();
      }),
      workspace.onDidCloseTextDocument((document) => {
        if (document === this.shown?.document) this.clear();
      }),
    );
  }

  async show(document: TextDocument, answer: TraceAnswer): Promise<void> {
    this.shown = { document, answer };
    this.status.text = `$(type-hierarchy-sub) Packet ${answer.outcome}`;
    this.status.tooltip =
      'The lines that the traced packet meets are highlighted. Click, or press Escape in the script, to end that.';
    this.status.show();
    void commands.executeCommand('setContext', 'rscope.hasTrace', true);
    this.changed.fire(REPORT);
    const report = await workspace.openTextDocument(REPORT);
    await window.showTextDocument(report, { viewColumn: await this.column(), preview: true, preserveFocus: true });
    this.decorate(window.visibleTextEditors);
    this.reveal();
  }

  provideTextDocumentContent(): string {
    const { shown } = this;
    if (!shown)
      return 'No packet is traced. The command “RouterOS: Trace Packet…” sends one through the script in the editor.\n';
    return `${workspace.asRelativePath(shown.document.uri)}\n\n${shown.answer.text}`;
  }

  /** Each `line 12` leads there. */
  provideDocumentLinks(report: TextDocument): DocumentLink[] {
    const { shown } = this;
    if (!shown) return [];
    return [...report.getText().matchAll(/^ +line (\d+)/gm)].map((match) => {
      const end = match.index + match[0].length;
      const start = match.index + match[0].indexOf('line');
      const target = Uri.parse(`command:${GO_TO_LINE}?${encodeURIComponent(JSON.stringify([Number(match[1])]))}`);
      const link = new DocumentLink(new Range(report.positionAt(start), report.positionAt(end)), target);
      link.tooltip = 'Go to the line';
      return link;
    });
  }

  /** Where the report is already, else below a script that has the window for itself: both have long lines. */
  private async column(): Promise<ViewColumn> {
    const { all } = window.tabGroups;
    const open = all.find(({ tabs }) =>
      tabs.some(({ input }) => input instanceof TabInputText && input.uri.scheme === SCHEME),
    );
    if (open) return open.viewColumn;
    if (all.length > 1) return ViewColumn.Beside;
    await commands.executeCommand('vscode.setEditorLayout', { orientation: 1, groups: [{ size: 0.6 }, { size: 0.4 }] });
    return ViewColumn.Two;
  }

  /** @param line from 1 */
  private async goTo(line: number): Promise<void> {
    const document = this.shown?.document;
    if (!document || !Number.isInteger(line) || line < 1 || line > document.lineCount) return;
    const viewColumn = window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
    const selection = new Range(line - 1, 0, line - 1, 0);
    await window.showTextDocument(document, { viewColumn: viewColumn ?? ViewColumn.One, selection });
  }

  private clear(): void {
    this.shown = undefined;
    this.status.hide();
    void commands.executeCommand('setContext', 'rscope.hasTrace', false);
    this.changed.fire(REPORT);
    this.decorate(window.visibleTextEditors);
  }

  private decorate(editors: readonly TextEditor[]): void {
    for (const editor of editors) {
      const places = editor.document === this.shown?.document ? placesOf(this.shown.answer.steps) : [];
      editor.setDecorations(
        this.line,
        places.map(({ range, hoverMessage }) => ({ range, hoverMessage })),
      );
      editor.setDecorations(
        this.number,
        places.map(({ range, numbers }) => ({
          range: new Range(range.start, range.start),
          renderOptions: { before: { contentText: `\u00a0${numbers}\u00a0` } },
        })),
      );
      editor.setDecorations(
        this.note,
        places.map(({ range, note }) => ({
          range: new Range(range.end, range.end),
          renderOptions: { after: { contentText: note } },
        })),
      );
    }
  }

  /** Brings the last line that was met into view: there it was decided. */
  private reveal(): void {
    const editor = window.visibleTextEditors.find(({ document }) => document === this.shown?.document);
    const last = this.shown?.answer.steps.at(-1);
    if (editor && last) editor.revealRange(rangeOf(last), TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

interface Place {
  readonly range: Range;
  readonly hoverMessage: MarkdownString;
  /** Where on the packet's way it is met: `3`. */
  readonly numbers: string;
  /** What it does, behind the statement. */
  readonly note: string;
}

/** One entry a statement, for one that a packet meets twice too. */
function placesOf(steps: readonly TraceStepPlace[]): Place[] {
  const byStart = new Map<string, TraceStepPlace[]>();
  for (const step of steps) {
    const { line, character } = step.range.start;
    const key = `${line}:${character}`;
    byStart.set(key, [...(byStart.get(key) ?? []), step]);
  }
  return [...byStart.values()].flatMap((met) => {
    const [first] = met;
    if (!first) return [];
    const hoverMessage = new MarkdownString(
      met
        .map(({ number, menu, action, effect }) => `**${number}.** \`${menu}\` ${action}: ${escape(effect)}`)
        .join('\n\n'),
    );
    const numbers = met.map(({ number }) => number).join(', ');
    const words = met.map(({ effect }) => effect).join('; ');
    const note = words.length > MAX_NOTE ? `${words.slice(0, MAX_NOTE - 1)}…` : words;
    return [{ range: rangeOf(first), hoverMessage, numbers, note }];
  });
}

function rangeOf({ range: { start, end } }: TraceStepPlace): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

function escape(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, '\\$&');
}
