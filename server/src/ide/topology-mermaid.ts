import type { PictureNode, PictureNodeKind, TopologyPicture } from './topology-picture';

const SHAPES: Readonly<Record<PictureNodeKind, readonly [open: string, close: string]>> = {
  internet: ['((', '))'],
  uplink: ['[/', '/]'],
  router: ['[', ']'],
  lan: ['[', ']'],
  server: ['[(', ')]'],
  users: ['([', '])'],
};

/** A picture as a Mermaid flow chart; what is down or lost is dotted. */
export function topologyMermaid({ nodes, edges }: TopologyPicture): string {
  const names = new Map<string, string>();
  const rows = ['flowchart TB'];
  for (const node of nodes) {
    const name = nameOf(node, names.size);
    names.set(node.id, name);
    const [open, close] = SHAPES[node.kind];
    const texts = [node.title, ...node.rows, ...(node.uplink?.isDown ? ['down'] : []), ...node.losses];
    rows.push(`  ${name}${open}${quoted(texts)}${close}`);
  }
  for (const { from, to, labels, state } of edges) {
    const line = state === 'dead' ? '-.-' : '---';
    const label = labels.length === 0 ? '' : `|${quoted(labels)}|`;
    rows.push(`  ${names.get(from)} ${line}${label} ${names.get(to)}`);
  }
  return `${rows.join('\n')}\n`;
}

function nameOf({ kind }: PictureNode, at: number): string {
  return kind === 'internet' || kind === 'router' ? kind : `${kind}${at}`;
}

/** Rows of text in a node or on an edge; Mermaid takes entities for what would end it. */
function quoted(rows: readonly string[]): string {
  const escaped = rows.map((row) =>
    row
      .replaceAll('#', '#35;')
      .replaceAll('"', '#quot;')
      .replaceAll('<', '#lt;')
      .replaceAll(/[\r\n]+/g, ' '),
  );
  return `"${escaped.join('<br>')}"`;
}
