/// <reference lib="dom" />
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { version } from '../../package.json';

const root = join(__dirname, '../..');
/** How long a step takes that needs nothing but the workbench, in milliseconds. */
const AT_ONCE = { timeout: 3000 };

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
    private readonly userData: string,
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
    // A picture shall not show a list that is only just fading in.
    const calm = { 'workbench.reduceMotion': 'on' };
    const server = await startCodeServer({ ...folders, settings: { ...calm, ...settings } });
    const browser: BrowserContext = await startBrowser(scratch);
    const page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(30_000);
    await page.goto(`${server.base}/?folder=${encodeURIComponent(workspace)}`);
    await page.locator('.monaco-workbench .explorer-folders-view').waitFor({ timeout: 60_000 });
    return new Workbench(page, workspace, folders.userData, async () => {
      await browser.close();
      await server.stop();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
    });
  }

  stop(): Promise<void> {
    return this.stopAll();
  }

  /** Changes a setting of the user, in their file: it holds when the window is loaded again. */
  change(setting: string, value: unknown): void {
    const file = join(this.userData, 'User/settings.json');
    const settings = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...settings, [setting]: value }, undefined, 2));
  }

  /** Opens a file of the folder, by its name in the explorer. */
  async openFile(name: string): Promise<void> {
    await this.named('.explorer-folders-view .monaco-list-row', name).dblclick();
    await this.isActive(name);
    await this.page.locator(`.monaco-editor[data-uri$="/${name}"] .view-line`).first().waitFor();
  }

  /** Goes to an editor that is open. */
  async openTab(name: string): Promise<void> {
    await this.named('.tab', name).first().click();
    await this.isActive(name);
  }

  /** Waits until the editor of that title is the one in front. */
  async isActive(title: string): Promise<void> {
    await this.named('.tab.active', title).first().waitFor();
  }

  /** What has exactly that name: `office.rsc` is neither `Office.rsc` nor `office.rsc ↔ Office`. */
  private named(selector: string, name: string): Locator {
    return this.page.locator(selector).filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /**
   * Opens the command palette and runs a command by its title. A page that loads or goes takes the focus, and the palette
   * with it: then it is opened again. Enter goes to the palette alone, and with that very command in its list's focus.
   */
  async runCommand(title: string): Promise<void> {
    const palette = this.box().filter({ has: this.page.getByPlaceholder('Type the name of a command') });
    const input = palette.locator('.quick-input-box input');
    const command = palette
      .locator('.monaco-list-row.focused')
      .filter({ has: this.page.getByText(title, { exact: true }) });
    await this.again(`“${title}” could not be run.`, async () => {
      await this.page.keyboard.press('F1');
      await input.fill(`>${title}`, AT_ONCE);
      await command.waitFor(AT_ONCE);
      await input.press('Enter', AT_ONCE);
      await palette.waitFor({ state: 'hidden', ...AT_ONCE });
    });
  }

  /** The list or question that is open: there is one box for all of them, the palette too. */
  private box(): Locator {
    return this.page.locator('.quick-input-widget').filter({ visible: true });
  }

  /** The list or question of a title: neither the palette, which has none, nor what was asked before. */
  question(title: string): Locator {
    return this.box().filter({ has: this.page.locator('.quick-input-title', { hasText: title }) });
  }

  /** The entries of the list of a title. */
  entries(title: string): Locator {
    return this.question(title).locator('.monaco-list-row');
  }

  /** Chooses an entry of the list of a title. */
  async pick(title: string, entry: string): Promise<void> {
    await this.entries(title).filter({ hasText: entry }).first().click();
  }

  /** Where the question of a title is answered. */
  answerTo(title: string): Locator {
    return this.question(title).locator('.quick-input-box input');
  }

  /** Answers the question of a title with a text. */
  async answer(title: string, text: string): Promise<void> {
    await this.answerTo(title).fill(text);
    await this.answerTo(title).press('Enter');
  }

  /** The text of the dialog that says something. */
  async dialog(words: string | RegExp): Promise<string> {
    const box = this.dialogs(words);
    await box.waitFor();
    return (await box.textContent()) ?? '';
  }

  /** Presses a button of the dialog that says something. */
  async pressInDialog(words: string | RegExp, button: string): Promise<void> {
    await this.dialogs(words).locator('.monaco-button', { hasText: button }).click();
    await this.dialogs(words).waitFor({ state: 'hidden' });
  }

  private dialogs(words: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box', { hasText: words });
  }

  /** An empty window, but for a dialog that is open. */
  async tidy(): Promise<void> {
    if (await this.page.locator('.monaco-dialog-box').isVisible()) return;
    await this.runCommand('Notifications: Clear All Notifications');
    await this.runCommand('View: Close All Editors');
    for (const left of ['.notification-list-item', '.tabs-container .tab', 'iframe.webview'])
      await this.page.locator(left).first().waitFor({ state: 'detached' });
  }

  /** A notification that holds a text. */
  async notification(text: string | RegExp): Promise<string> {
    const message = this.page.locator('.notification-list-item', { hasText: text }).first();
    await message.waitFor();
    return (await message.textContent()) ?? '';
  }

  /** Does something that may be interrupted, until it is done. */
  private async again(failure: string, act: () => Promise<void>): Promise<void> {
    let cause: unknown;
    for (let attempt = 1; attempt <= 10; attempt++) {
      try {
        return await act();
      } catch (error) {
        cause = error;
      }
    }
    throw new Error(failure, { cause });
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

  /** What is explained about the place under the mouse. */
  async hover(place: Locator, part: string): Promise<Locator> {
    const hover = this.page.locator('.monaco-hover:visible', { hasText: part }).first();
    await this.until(hover, async () => {
      await this.moveMouseAway();
      await place.hover();
    });
    return hover;
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

  /** Waits until the state of a page is put away: in a browser VS Code does so every few seconds, and not as it ends. */
  async remembers(state: string): Promise<void> {
    // JSON within JSON, several times.
    const stored = async () =>
      JSON.stringify(await this.page.context().storageState({ indexedDB: true })).replaceAll('\\', '');
    for (let look = 0; !(await stored()).includes(state); look++) {
      if (look === 60) throw new Error(`It is not put away: ${state}`);
      await this.page.waitForTimeout(500);
    }
  }

  /** Shows the side bar, or hides it. */
  async sideBar(wanted: 'visible' | 'hidden'): Promise<void> {
    const bar = this.page.locator('.part.sidebar');
    await this.again(`The side bar is not ${wanted}.`, async () => {
      if ((await bar.isVisible()) !== (wanted === 'visible')) await this.page.keyboard.press('Control+B');
      await bar.waitFor({ state: wanted, ...AT_ONCE });
    });
  }

  /** Scrolls to a line by searching for it. */
  async reveal(text: string): Promise<void> {
    const wanted = this.page.locator('.find-widget.visible textarea').first();
    await this.until(wanted, () => this.page.keyboard.press('Control+F'));
    await wanted.fill(text);
    await this.line(text).waitFor();
    await this.page.keyboard.press('Escape');
  }

  /** What is inside of the page that the extension shows. */
  webview(): FrameLocator {
    return this.inside('rscope.rscope');
  }

  /** What is inside of the Markdown that is shown. */
  preview(): FrameLocator {
    return this.inside('vscode.markdown-language-features');
  }

  /** The newest page of an extension: one that is closing may still be there. */
  private inside(extension: string): FrameLocator {
    const pages = this.page.locator(`iframe.webview[src*="extensionId=${extension}&"]`);
    return pages.last().contentFrame().frameLocator('#active-frame');
  }

  /** The lines of the editor in front, as they are written: the page has no-break spaces. */
  async lines(): Promise<readonly string[]> {
    const lines = this.page.locator('.editor-group-container.active .view-line');
    const found = await lines.evaluateAll((all) =>
      all
        .map((line) => ({ top: (line as HTMLElement).offsetTop, text: line.textContent ?? '' }))
        .sort((a, b) => a.top - b.top),
    );
    return found.map(({ text }) => text.replaceAll('\u00a0', ' '));
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

  /** To where nothing is explained under it: what is would cover the page, and take the clicks. */
  async moveMouseAway(): Promise<void> {
    await this.page.mouse.move(200, 5);
    await this.page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden' });
  }

  /** Keeps a picture for the README where RSCOPE_SCREENSHOTS=1 asks for it; else only proves that one can be taken. */
  async screenshot(name: string, mouse: 'mouse goes away' | 'mouse stays' = 'mouse goes away'): Promise<void> {
    const keep = !name.startsWith('failed') && process.env['RSCOPE_SCREENSHOTS'] === '1';
    const folder = keep ? join(root, 'docs/images') : join(root, 'out/images');
    mkdirSync(folder, { recursive: true });
    if (mouse === 'mouse goes away') await this.moveMouseAway();
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }
}
