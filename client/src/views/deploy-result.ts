import { randomBytes } from 'node:crypto';
import { StatusBarAlignment, ThemeColor, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Verification } from '../../../router/src/deploy/verification';

/** What the page says while a deploy waits to be kept. */
export interface WaitingDeploy {
  readonly router: string;
  readonly script: string;
  readonly commands: number;
  /** How the router goes back. */
  readonly net: readonly string[];
  /** Milliseconds from now until it does. */
  readonly remaining: number;
}

/**
 * The page with what the router shows after a deploy, and the countdown with *Keep* and *Revert Now*. Closed, it leaves the
 * countdown in the status bar, which opens it again; no answer is Revert.
 */
export class DeployResultPage {
  private panel: WebviewPanel | undefined;
  private answered: (choice: 'keep' | 'revert') => void = () => undefined;
  private readonly bar = window.createStatusBarItem('rscope.deployCountdown', StatusBarAlignment.Left, 1000);
  private html = '';
  private title = '';

  /** Asks until somebody answers or the signal ends it. */
  async ask(deploy: WaitingDeploy, checks: Promise<readonly Verification[]>, signal: AbortSignal) {
    const end = Date.now() + deploy.remaining;
    this.title = `${deploy.router}: keep it?`;
    this.bar.name = 'RouterOS deploy';
    this.bar.command = 'rscope.showDeployResult';
    this.bar.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
    const tick = () => {
      this.bar.text = `$(watch) ${deploy.router}: ${clock(end - Date.now())} to keep it`;
      this.bar.tooltip = 'If nobody keeps the deploy in time, the router undoes it.';
    };
    tick();
    this.bar.show();
    const timer = setInterval(tick, 1000);
    const answer = new Promise<'keep' | 'revert'>((resolve) => {
      this.answered = resolve;
      signal.addEventListener('abort', () => resolve('revert'), { once: true });
    });
    this.html = page(deploy, end, undefined);
    this.show();
    checks.then(
      (found) => this.fill(page(deploy, end, found)),
      (error: unknown) =>
        this.fill(
          page(deploy, end, [
            {
              check: 'The router',
              result: 'doubtful',
              text: error instanceof Error ? error.message : String(error),
              whatToDo: 'Revert if you can’t tell why.',
            },
          ]),
        ),
    );
    try {
      return await answer;
    } finally {
      clearInterval(timer);
      this.bar.hide();
      this.panel?.dispose();
      this.html = '';
    }
  }

  /** Shows the page again, as long as something waits. */
  show(): void {
    if (this.html === '') return;
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    const panel = window.createWebviewPanel(
      'rscope.deployResult',
      this.title,
      { viewColumn: ViewColumn.Beside, preserveFocus: false },
      { enableScripts: true, localResourceRoots: [], retainContextWhenHidden: false },
    );
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (message === 'keep' || message === 'revert') this.answered(message);
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    this.panel = panel;
    this.panel.webview.html = this.html;
  }

  dispose(): void {
    this.bar.dispose();
    this.panel?.dispose();
  }

  private fill(html: string): void {
    if (this.html === '') return;
    this.html = html;
    if (this.panel) this.panel.webview.html = html;
  }
}

/** `2:07`. */
function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const MARKS = { ok: '✓', doubtful: '?', failed: '✗' } as const;
const WORDS = { ok: 'fine', doubtful: 'not proven', failed: 'failed' } as const;

function page(deploy: WaitingDeploy, end: number, checks: readonly Verification[] | undefined): string {
  const nonce = randomBytes(16).toString('base64');
  const rows = checks?.map(
    ({ check, result, text, whatToDo }) =>
      `<li class="${result}"><span class="mark" role="img" aria-label="${WORDS[result]}">${MARKS[result]}</span><div><strong>${escape(check)}</strong><p>${escape(text)}</p>${whatToDo ? `<p class="todo">${escape(whatToDo)}</p>` : ''}</div></li>`,
  );
  const list =
    rows === undefined
      ? '<p class="quiet">Looking at the router…</p>'
      : rows.length === 0
        ? '<p class="quiet">There is nothing in it that could be looked at from here but that the router answers.</p>'
        : `<ul>${rows.join('')}</ul>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>Deploy</title>
<style nonce="${nonce}">
body { font-family: var(--vscode-font-family); color: var(--vscode-foreground); padding: 1.2em 1.6em; max-width: 46em; line-height: 1.45; }
h1 { font-size: 1.5em; font-weight: 600; margin: 0 0 .2em; }
h2 { font-size: 1.05em; margin: 1.6em 0 .5em; }
.quiet { color: var(--vscode-descriptionForeground); margin: .2em 0; }
#left { font-size: 2.6em; font-variant-numeric: tabular-nums; margin: .35em 0 .1em; }
.buttons { display: flex; gap: .8em; margin: 1em 0 .4em; flex-wrap: wrap; }
button { font: inherit; padding: .45em 1.4em; border: 1px solid var(--vscode-button-border, transparent); border-radius: 2px; cursor: pointer; }
button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
#keep { background: var(--vscode-button-background); color: var(--vscode-button-foreground); }
#keep:hover { background: var(--vscode-button-hoverBackground); }
#revert { background: var(--vscode-button-secondaryBackground); color: var(--vscode-button-secondaryForeground); }
#revert:hover { background: var(--vscode-button-secondaryHoverBackground); }
ul { list-style: none; padding: 0; margin: 0; }
li { display: flex; gap: .7em; padding: .45em 0; border-top: 1px solid var(--vscode-widget-border, var(--vscode-panel-border)); }
li p { margin: .1em 0; }
.mark { flex: none; width: 1.2em; text-align: center; font-weight: 700; }
.ok .mark { color: var(--vscode-testing-iconPassed, var(--vscode-charts-green)); }
.doubtful .mark { color: var(--vscode-editorWarning-foreground); }
.failed .mark { color: var(--vscode-errorForeground); }
.todo { color: var(--vscode-descriptionForeground); }
</style>
</head>
<body>
<h1>${escape(deploy.router)} took ${deploy.commands === 1 ? 'the script' : `all ${deploy.commands} commands`}</h1>
<p class="quiet">${escape(deploy.script)}. The router answers a new connection.</p>
<p id="left" role="timer" aria-live="off"></p>
<p class="quiet">${deploy.net.map(escape).join('<br>')}</p>
<div class="buttons"><button id="keep" autofocus>Keep</button><button id="revert">Revert Now</button></div>
<h2>What the router shows</h2>
${list}
<script nonce="${nonce}">
const vscode = acquireVsCodeApi();
for (const id of ['keep', 'revert'])
  document.getElementById(id).addEventListener('click', () => {
    for (const button of document.querySelectorAll('button')) button.disabled = true;
    vscode.postMessage(id);
  });
const left = document.getElementById('left');
const tick = () => {
  const seconds = Math.max(0, Math.ceil((${end} - Date.now()) / 1000));
  left.textContent = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');
};
tick();
setInterval(tick, 250);
</script>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
