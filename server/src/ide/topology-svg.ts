import {
  type Box,
  layOut,
  type PlacedEdge,
  type PlacedNode,
  type PlacedRow,
  ROW_SIZE,
  TITLE_SIZE,
} from './topology-layout';
import type { PictureNodeKind, PicturePart, TopologyPicture } from './topology-picture';

/**
 * A picture as an SVG file of its own. In VS Code it takes the theme's colours, in a browser light or dark ones; viewers
 * that know no style sheets find colours at each element. What can be pointed at carries `data-id`, an uplink's switch
 * `data-uplink`.
 */
export function topologySvg(picture: TopologyPicture): string {
  const { width, height, nodes, edges } = layOut(picture);
  const title = 'Topology of the network';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="topology" role="group" aria-label="${title}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONTS}">`,
    `<title>${title}</title>`,
    `<desc>${escaped(picture.headlines.join(' '))}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${width}" height="${height}" fill="#ffffff"/>`,
    // Lost and unused ways below those in use, where they share a stretch.
    ...[...edges].sort((a, b) => ORDER[a.edge.state] - ORDER[b.edge.state]).map(edgeLine),
    ...nodes.map(nodeGroup),
    ...edges.map(edgeLabel),
    '</svg>\n',
  ].join('\n');
}

const FONTS = 'system-ui, -apple-system, Segoe UI, Ubuntu, sans-serif';
const ORDER = { idle: 0, used: 1, dead: 2 };

const STYLE = `
.topology { --paper: var(--vscode-editor-background, #ffffff); --box: var(--vscode-editorWidget-background, #f5f5f5); --border: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, #9a9a9a)); --text: var(--vscode-editor-foreground, #1f1f1f); --muted: var(--vscode-descriptionForeground, #5c5c5c); --used: var(--vscode-charts-blue, #0b62c4); --dead: var(--vscode-errorForeground, #c02d14); --idle: var(--vscode-disabledForeground, #8a8a8a); font-family: var(--vscode-font-family, ${FONTS}); }
@media (prefers-color-scheme: dark) { .topology { --paper: var(--vscode-editor-background, #1f1f1f); --box: var(--vscode-editorWidget-background, #2b2b2b); --border: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, #777777)); --text: var(--vscode-editor-foreground, #dddddd); --muted: var(--vscode-descriptionForeground, #a5a5a5); --used: var(--vscode-charts-blue, #4da3ff); --dead: var(--vscode-errorForeground, #f48771); --idle: var(--vscode-disabledForeground, #8a8a8a); } }
.paper, .label rect { fill: var(--paper); }
.box { fill: var(--box); stroke: var(--border); }
.router .box { stroke: var(--text); }
.down .box { stroke: var(--dead); }
.icon { stroke: var(--muted); }
.title, .label text { fill: var(--text); }
.row { fill: var(--muted); }
.loss, .label.dead text { fill: var(--dead); }
.label.idle text { fill: var(--muted); }
.line.used { stroke: var(--used); }
.line.idle { stroke: var(--idle); }
.line.dead, .cross { stroke: var(--dead); }
.switch rect { fill: var(--paper); stroke: var(--border); }
.switch text { fill: var(--text); }
.switch.down rect { fill: var(--dead); stroke: var(--dead); }
.switch.down text { fill: var(--paper); }
`;

const COLOURS = { used: '#0b62c4', idle: '#8a8a8a', dead: '#c02d14' };

/** 16 by 16, drawn with a pen. */
const ICONS: Readonly<Record<PictureNodeKind, string>> = {
  internet: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M1.5 8h13M8 1.5c-4 4-4 9 0 13c4-4 4-9 0-13',
  uplink: 'M8 14.5V9M8 9l-2.5 5.5h5L8 9M5 8a4 4 0 1 1 6 0M2.8 9.5a7 7 0 1 1 10.4 0',
  router: 'M1.5 9h13v5h-13zM4 11.5h2M4.5 9V2.5M11.5 9V2.5',
  lan: 'M5.5 1.5h5v4h-5zM1 10.5h5v4h-5zM10 10.5h5v4h-5zM8 5.5V8M3.5 10.5V8h9v2.5',
  server: 'M2.5 2h11v4.5h-11zM2.5 9.5h11v4.5h-11zM5 4.2h2M5 11.8h2',
  users: 'M8 8a3 3 0 1 0 0-6a3 3 0 1 0 0 6M2.5 14.5c0-3 2-5 5.5-5s5.5 2 5.5 5z',
};

function edgeLine({ edge, path, middle }: PlacedEdge): string {
  const width = edge.state === 'used' ? 1.5 + 3 * edge.weight : 1.5;
  const dashes = edge.state === 'used' ? '' : ` stroke-dasharray="${edge.state === 'dead' ? '6 4' : '2 3'}"`;
  const line = `<path class="line ${edge.state}" d="${path}" fill="none" stroke="${COLOURS[edge.state]}" stroke-width="${Math.round(width * 10) / 10}"${dashes}/>`;
  if (edge.state !== 'dead' || edge.labels.length > 0) return line;
  const { x, y } = middle;
  return `${line}\n<path class="cross" d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10" fill="none" stroke="${COLOURS.dead}" stroke-width="2.5"/>`;
}

function nodeGroup({ node, box, icon, rows, toggle }: PlacedNode): string {
  const isDown = node.uplink?.isDown === true;
  const lines = [
    `<g class="part node ${node.kind}${isDown ? ' down' : ''}" ${pointable(node)}>`,
    `<title>${escaped(node.details.join('\n'))}</title>`,
    `<rect class="box" ${placeOf(box)} rx="${node.kind === 'internet' ? 22 : 6}" fill="#f5f5f5" stroke="${isDown ? COLOURS.dead : '#9a9a9a'}" stroke-width="1.2"/>`,
    `<path class="icon" transform="translate(${icon.x} ${icon.y})" d="${ICONS[node.kind]}" fill="none" stroke="#5c5c5c" stroke-width="1.3"/>`,
    ...rows.map(textRow),
    '</g>',
  ];
  if (toggle && node.uplink) lines.push(switchOf(node.uplink, toggle));
  return lines.join('\n');
}

function switchOf({ interface: name, isDown }: { interface: string; isDown: boolean }, box: Box): string {
  const [state, other] = isDown ? ['down', 'up'] : ['up', 'down'];
  const attributes = `role="switch" aria-checked="${!isDown}" tabindex="0" data-uplink="${escaped(name)}" aria-label="${escaped(`Uplink ${name} up`)}"`;
  return [
    `<g class="switch ${state}" ${attributes}>`,
    `<title>${escaped(`Take ${name} ${other}: see where its connections go`)}</title>`,
    `<rect ${placeOf(box)} rx="${box.height / 2}" fill="${isDown ? COLOURS.dead : '#ffffff'}" stroke="#9a9a9a"/>`,
    `<text x="${box.x + box.width / 2}" y="${box.y + box.height / 2 + 4}" text-anchor="middle" font-size="${ROW_SIZE}" fill="${isDown ? '#ffffff' : '#1f1f1f'}">${state}</text>`,
    '</g>',
  ].join('\n');
}

function edgeLabel({ edge, label }: PlacedEdge): string {
  if (!label) return '';
  return [
    `<g class="part label ${edge.state}" ${pointable(edge)}>`,
    `<title>${escaped(edge.details.join('\n'))}</title>`,
    `<rect ${placeOf(label.box)} rx="4" fill="#ffffff"/>`,
    ...label.rows.map((row) => textRow(row, edge.state === 'dead' ? COLOURS.dead : undefined)),
    '</g>',
  ].join('\n');
}

function pointable({ id, details }: PicturePart): string {
  return `data-id="${escaped(id)}" role="button" tabindex="0" aria-label="${escaped(details.join('. '))}"`;
}

const ROW_COLOURS = { title: '#1f1f1f', row: '#5c5c5c', loss: COLOURS.dead, label: '#1f1f1f' };

function textRow({ text, x, y, style }: PlacedRow, colour?: unknown): string {
  const isBold = style === 'title' || style === 'label';
  const fill = typeof colour === 'string' ? colour : ROW_COLOURS[style];
  const anchor = style === 'label' ? ' text-anchor="middle"' : '';
  return `<text class="${style}" x="${x}" y="${y}"${anchor} font-size="${style === 'title' ? TITLE_SIZE : ROW_SIZE}"${isBold ? ' font-weight="600"' : ''} fill="${fill}">${escaped(text)}</text>`;
}

function placeOf({ x, y, width, height }: Box): string {
  return `x="${x}" y="${y}" width="${width}" height="${height}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** What XML can't hold, halves of characters, and what turns the direction of the text around it. */
const UNFIT =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** Text as it stands in XML, in an attribute, too. */
function escaped(text: string): string {
  return text.replace(UNFIT, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
