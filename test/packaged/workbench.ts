/// <reference lib="dom" />
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { version } from '../../package.json';

const root = join(__dirname, '../..');

/** For a suite: a workbench with an example open, on a dark ground; a test that fails leaves a picture. */
export function openExample(name: string): () => Workbench {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.start();
    await workbench.openFile(name);
    // The version is there as soon as the server answers.
    await workbench.statusBar('RouterOS 7.20').waitFor();
    await workbench.setTheme('dark');
  });
  after(async () => {
    await workbench?.stop();
  });
  pictureOfFailure(() => workbench);
  return () => workbench;
}

/** Leaves a picture of each test that fails. */
export function pictureOfFailure(workbench: () => Workbench): void {
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench().screenshot(`failed-${this.currentTest.title.slice(0, 20).replace(/\W+/g, '-')}`);
  });
}

/** VS Code with the packaged extension, used with mouse and keyboard as a person does. */
export class Workbench {
  private constructor(
    readonly page: Page,
    readonly workspace: string,
    private readonly stopAll: () => Promise<void>,
  ) {}

  /** Installs dist/rscope-<version>.vsix into a fresh VS Code and opens it on a copy of examples/, or on scripts of the test. */
  static async start(
    settings: Readonly<Record<string, unknown>> = {},
    scripts: Readonly<Record<string, string>> = {},
  ): Promise<Workbench> {
    // ES modules, shared with `npm start`.
    const { installExtension, startBrowser, startCodeServer } = await import('../../tools/vscode/code-server.mjs');
    const scratch = mkdtempSync(join(tmpdir(), 'rscope-packaged-'));
    const workspace = join(scratch, 'examples');
    mkdirSync(workspace);
    if (Object.keys(scripts).length === 0) cpSync(join(root, 'examples'), workspace, { recursive: true });
    for (const [name, text] of Object.entries(scripts)) writeFileSync(join(workspace, name), text);
    const folders = { scratch, userData: join(scratch, 'user-data'), extensions: join(scratch, 'extensions') };
    installExtension(join(root, `dist/rscope-${version}.vsix`), folders);
    const server = await startCodeServer({ ...folders, settings });
    const browser: BrowserContext = await startBrowser(scratch);
    const page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(30_000);
    await page.goto(`${server.base}/?folder=${encodeURIComponent(workspace)}`);
    await page.locator('.monaco-workbench .explorer-folders-view').waitFor({ timeout: 60_000 });
    return new Workbench(page, workspace, async () => {
      await browser.close();
      await server.stop();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
    });
  }

  stop(): Promise<void> {
    return this.stopAll();
  }

  async openFile(name: string): Promise<void> {
    await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
  }

  /** Goes to an editor that is open. */
  async openTab(name: string): Promise<void> {
    await this.page.locator('.tab', { hasText: name }).first().click();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Opens the command palette and runs a command by its title. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').fill(`>${title}`);
    await this.page.locator('.quick-input-widget .monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Chooses an entry of a list that a command shows. */
  async pick(text: string): Promise<void> {
    await this.page.locator('.quick-input-widget .monaco-list-row', { hasText: text }).first().click();
  }

  /** Answers a question for text. */
  async type(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input:visible');
    await input.waitFor();
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** A question of a wizard, by its title. */
  step(title: string): Locator {
    return this.page.locator('.quick-input-titlebar', { hasText: title }).first();
  }

  /** Answers the question of that title. */
  async answer(title: string, text: string): Promise<void> {
    await this.step(title).waitFor();
    await this.type(text);
  }

  /** The text of the dialog that is open. */
  async dialog(): Promise<string> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.waitFor();
    return (await box.textContent()) ?? '';
  }

  async pressInDialog(button: string): Promise<void> {
    await this.page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).click();
  }

  /** A notification that holds a text. */
  async notification(text: string | RegExp): Promise<string> {
    const message = this.page.locator('.notification-list-item', { hasText: text }).first();
    await message.waitFor();
    return (await message.textContent()) ?? '';
  }

  /**
   * Does something, and undoes it, until a thing shows: VS Code takes a key and does nothing while a list closes, the focus moves or an
   * answer is still awaited, however long one waits behind it.
   */
  async until(
    thing: Locator,
    act: () => Promise<void>,
    undo = () => this.page.keyboard.press('Escape'),
  ): Promise<void> {
    for (let attempt = 1; attempt <= 15; attempt++) {
      await act();
      const isShown = await thing.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
      if (isShown) return;
      await undo();
    }
    throw new Error(`It did not show: ${thing}`);
  }

  /**
   * Opens the list of quick fixes at a place and finds one in it. A single key press does not do: the look-up for the
   * light bulb that the click starts replaces the key's own where answers are slow.
   */
  async quickFix(place: Locator, title: string): Promise<Locator> {
    const fix = this.page.locator('.action-widget .monaco-list-row', { hasText: title });
    await this.until(fix, async () => {
      await place.click();
      await this.page.keyboard.press('Control+Period');
    });
    return fix;
  }

  /** A row of the list of completions, by its label. */
  suggestion(label: string): Locator {
    return this.page.locator(`.suggest-widget .monaco-list-row[aria-label^="${label}"]`).first();
  }

  /** Opens the documentation beside the list of completions, and goes down to the one that says something. */
  async documentation(part: string): Promise<void> {
    const details = this.page.locator('.suggest-details', { hasText: part }).first();
    await this.page.locator('.suggest-widget .monaco-list-row.focused').waitFor();
    // The key opens the documentation of a list that is open, and the list where it is not yet.
    await this.until(
      this.page.locator('.suggest-details').first(),
      () => this.page.keyboard.press('Control+Space'),
      async () => undefined,
    );
    for (let row = 0; row < 12; row++) {
      const isShown = await details.waitFor({ timeout: 1000 }).then(
        () => true,
        () => false,
      );
      if (isShown) return;
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`No completion is documented with ${JSON.stringify(part)}.`);
  }

  /** Scrolls to a line by searching for it. */
  async reveal(text: string): Promise<void> {
    await this.page.keyboard.press('Control+F');
    await this.page.locator('.find-widget.visible textarea').first().fill(text);
    await this.line(text).waitFor();
    await this.page.keyboard.press('Escape');
  }

  /** What is inside of the page that the extension shows. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview').frameLocator('#active-frame');
  }

  line(text: string): Locator {
    return this.page.locator('.view-line', { hasText: text }).first();
  }

  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text }).first();
  }

  /** Switches between the light and the dark theme until the wanted one shows. */
  async setTheme(wanted: 'light' | 'dark'): Promise<void> {
    const isDark = () =>
      this.page.evaluate(() => document.querySelector('.monaco-workbench')?.classList.contains('vs-dark') === true);
    if ((await isDark()) === (wanted === 'dark')) return;
    await this.runCommand('Preferences: Toggle between Light/Dark Themes');
    await this.page.waitForFunction(
      (dark) => document.querySelector('.monaco-workbench')?.classList.contains('vs-dark') === dark,
      wanted === 'dark',
    );
  }

  /** Keeps a picture for the README where RSCOPE_SCREENSHOTS=1 asks for it; else only proves that one can be taken. */
  async screenshot(name: string, mouse: 'mouse goes away' | 'mouse stays' = 'mouse goes away'): Promise<void> {
    const keep = !name.startsWith('failed') && process.env['RSCOPE_SCREENSHOTS'] === '1';
    const folder = keep ? join(root, 'docs/images') : join(root, 'out/images');
    mkdirSync(folder, { recursive: true });
    if (mouse === 'mouse goes away') await this.page.mouse.move(700, 5);
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }
}
