/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { FromPicture, PictureState, ToPicture } from './messages';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPicture): void;
  setState(state: PictureState): void;
};

const vscode = acquireVsCodeApi();
const byId = (id: string) => document.getElementById(id) as HTMLElement;
const [headlines, drawing, details] = [byId('headlines'), byId('drawing'), byId('details')];
const buttons = ['reset', 'svg', 'mermaid'].map((id) => byId(id) as HTMLButtonElement);
const colours = new CSSStyleSheet();
document.adoptedStyleSheets = [colours];

let shown: Extract<ToPicture, { type: 'picture' }> | undefined;

window.addEventListener('message', ({ data }: MessageEvent<ToPicture>) => {
  shown = data.type === 'picture' ? data : undefined;
  byId('name').textContent = data.name;
  const rows = data.type === 'picture' ? data.headlines : [data.why];
  setRows(headlines, rows);
  headlines.classList.toggle('lost', data.type === 'picture' && data.down.length > 0);
  const focused = focusedSelector();
  drawing.replaceChildren();
  if (data.type === 'picture') {
    vscode.setState(data.state);
    draw(data.svg);
  }
  for (const button of buttons) button.disabled = data.type !== 'picture';
  (buttons[0] as HTMLButtonElement).disabled = data.type !== 'picture' || data.down.length === 0;
  if (focused) drawing.querySelector<SVGElement>(focused)?.focus();
  if (!focused) explain(undefined);
});

/** The picture is read as XML: nothing in it becomes HTML, and its colours apply without a style element. */
function draw(text: string): void {
  const { documentElement: svg } = new DOMParser().parseFromString(text, 'image/svg+xml');
  const style = svg.querySelector('style');
  colours.replaceSync(style?.textContent ?? '');
  style?.remove();
  // What is pointed at is explained below the picture: two explanations would cover it.
  for (const title of svg.querySelectorAll('title')) title.remove();
  const width = Number(svg.getAttribute('width'));
  const placed = drawing.appendChild(document.importNode(svg, true)) as unknown as SVGElement;
  // It shrinks with its column, but not until it can't be read.
  placed.style.width = '100%';
  placed.style.maxWidth = `${width * 1.25}px`;
  placed.style.minWidth = `${width * 0.7}px`;
  placed.style.height = 'auto';
}

function setRows(element: HTMLElement, rows: readonly string[]): void {
  element.replaceChildren(
    ...rows.map((row) => {
      const line = document.createElement('p');
      line.textContent = row;
      return line;
    }),
  );
}

/** Where the focus is, in a picture that is about to be replaced. */
function focusedSelector(): string | undefined {
  const element = document.activeElement;
  if (!element || !drawing.contains(element)) return undefined;
  for (const name of ['data-uplink', 'data-id']) {
    const value = element.getAttribute(name);
    if (value !== null) return `[${name}="${CSS.escape(value)}"]`;
  }
  return undefined;
}

function partAt(target: EventTarget | null): Element | undefined {
  return (target instanceof Element && target.closest('[data-uplink], [data-id]')) || undefined;
}

function explain(part: Element | undefined): void {
  const uplink = part?.getAttribute('data-uplink');
  const id = uplink ? `uplink:${uplink}` : part?.getAttribute('data-id');
  const rows = (id && shown?.details[id]) || ['Point at a part of the picture to see its marks, tables and shares.'];
  setRows(details, rows);
}

function toggle(uplink: string): void {
  const down = shown?.down ?? [];
  const uplinks = down.includes(uplink) ? down.filter((each) => each !== uplink) : [...down, uplink];
  vscode.postMessage({ type: 'down', uplinks });
}

function use(part: Element): void {
  const uplink = part.getAttribute('data-uplink');
  const id = part.getAttribute('data-id');
  if (uplink !== null) toggle(uplink);
  else if (id !== null) vscode.postMessage({ type: 'goTo', id });
}

drawing.addEventListener('click', ({ target }) => {
  const part = partAt(target);
  if (part) use(part);
});
drawing.addEventListener('keydown', (event) => {
  const part = partAt(event.target);
  if (!part || (event.key !== 'Enter' && event.key !== ' ')) return;
  event.preventDefault();
  const id = part.getAttribute('data-id');
  // The blank switches an uplink from its box, too.
  if (event.key === ' ' && id?.startsWith('uplink:')) toggle(id.slice('uplink:'.length));
  else use(part);
});
for (const event of ['mouseover', 'focusin'] as const) {
  drawing.addEventListener(event, ({ target }) => {
    const part = partAt(target);
    if (part) explain(part);
  });
}
byId('reset').addEventListener('click', () => vscode.postMessage({ type: 'down', uplinks: [] }));
byId('svg').addEventListener('click', () => vscode.postMessage({ type: 'export', format: 'svg' }));
byId('mermaid').addEventListener('click', () => vscode.postMessage({ type: 'export', format: 'mermaid' }));
vscode.postMessage({ type: 'ready' });
