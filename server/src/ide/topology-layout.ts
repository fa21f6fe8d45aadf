import { shortened, textWidth } from './text-width';
import type { PictureEdge, PictureNode, TopologyPicture } from './topology-picture';

/** A rectangle; y grows downwards. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A row of text, from its left or around its middle. */
export interface PlacedRow {
  readonly text: string;
  readonly x: number;
  /** Its base line. */
  readonly y: number;
  readonly style: 'title' | 'row' | 'loss' | 'label';
}

export interface PlacedNode {
  readonly node: PictureNode;
  readonly box: Box;
  readonly icon: { readonly x: number; readonly y: number };
  readonly rows: readonly PlacedRow[];
  /** Where an uplink is switched; undefined for all else. */
  readonly toggle: Box | undefined;
}

export interface PlacedEdge {
  readonly edge: PictureEdge;
  /** In the syntax of SVG. */
  readonly path: string;
  /** Where it is crossed out, if it is. */
  readonly middle: { readonly x: number; readonly y: number };
  readonly label: { readonly box: Box; readonly rows: readonly PlacedRow[] } | undefined;
}

export interface TopologyLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export const TITLE_SIZE = 13;
export const ROW_SIZE = 11;
const TITLE_HEIGHT = 19;
const ROW_HEIGHT = 16;
const PADDING = 10;
const ICON = 24;
const MAX_TEXT = 190;
const TOGGLE = { width: 44, height: 20 };
const GAP = 26;
const MARGIN = 16;
/** Between two layers: lines bend here, and no text is in it. */
const BAND = 44;
/** How far below the top of a band the lines to the boxes below part. */
const BUS = 16;
const LEAD = 12;
/** Left of what is set in several rows, for the line that leads to them. */
const SPINE = 24;
const MAX_LANS_WIDTH = 1000;
const MAX_CHILDREN_WIDTH = 640;

/**
 * Places the nodes in layers: the Internet, its uplinks, the router, LANs, and under each LAN its servers and users.
 * Each box has the width that it and its label take for itself, so that no text meets another; many boxes go in several
 * rows.
 */
export function layOut(picture: TopologyPicture): TopologyLayout {
  return new Layouter(picture).layout();
}

/** A node with all that hangs on it, still without a place. */
interface Branch {
  readonly node: PictureNode;
  readonly edge: PictureEdge;
  readonly size: NodeSize;
  readonly label: LabelSize | undefined;
  readonly below: Rows;
  readonly width: number;
  readonly height: number;
}

interface NodeSize {
  readonly title: string;
  readonly rows: readonly { readonly text: string; readonly style: 'row' | 'loss' }[];
  readonly width: number;
  readonly height: number;
}

interface LabelSize {
  readonly rows: readonly string[];
  readonly width: number;
  readonly height: number;
}

interface Rows {
  readonly rows: readonly (readonly Branch[])[];
  readonly width: number;
  readonly height: number;
}

class Layouter {
  private readonly nodes: PlacedNode[] = [];
  private readonly edges: PlacedEdge[] = [];

  constructor(private readonly picture: TopologyPicture) {}

  layout(): TopologyLayout {
    const { nodes } = this.picture;
    const internet = nodes.find(({ kind }) => kind === 'internet');
    const router = nodes.find(({ kind }) => kind === 'router');
    if (!internet || !router) return { width: 0, height: 0, nodes: [], edges: [] };
    const uplinks = nodes.filter(({ kind }) => kind === 'uplink').map((node) => this.wayOut(node));
    const inside = inRows(this.branches(router.id, MAX_CHILDREN_WIDTH), MAX_LANS_WIDTH);
    const [top, middle] = [sizeOf(internet), sizeOf(router)];
    const uplinksWidth = total(uplinks.map(({ width }) => width));
    const width = Math.max(top.width, middle.width, uplinksWidth, inside.width) + 2 * MARGIN;
    const center = width / 2;

    const internetBox = this.place(internet, top, center, MARGIN);
    const uplinkTop = bottomOf(internetBox) + BAND;
    const uplinkHeight = Math.max(0, ...uplinks.map(({ size }) => size.height));
    const labelHeight = Math.max(0, ...uplinks.map(({ label }) => (label ? label.height + LEAD : 0)));
    const routerTop = uplinkTop + uplinkHeight + labelHeight + BAND;
    const routerBox = this.place(router, middle, center, routerTop);
    let left = center - uplinksWidth / 2;
    for (const uplink of uplinks) {
      const x = left + uplink.width / 2;
      this.placeUplink(uplink, x, uplinkTop + uplinkHeight, internetBox, routerBox);
      left += uplink.width + GAP;
    }
    const height = this.placeRows(inside, center, bottomOf(routerBox)) + MARGIN;
    return { width: Math.ceil(width), height: Math.ceil(height), nodes: this.nodes, edges: this.edges };
  }

  private wayOut(node: PictureNode) {
    const edges = this.picture.edges;
    const [up, down] = [edges.find(({ to }) => to === node.id), edges.find(({ from }) => from === node.id)];
    const size = sizeOf(node);
    const label = labelOf(down);
    return { node, up, down, size, label, width: Math.max(size.width, label?.width ?? 0) };
  }

  /** @param bottom where all boxes of uplinks end */
  private placeUplink(
    { node, up, down, size, label }: ReturnType<Layouter['wayOut']>,
    x: number,
    bottom: number,
    internet: Box,
    router: Box,
  ): void {
    const box = this.place(node, size, x, bottom - size.height);
    if (up) this.curve(up, centerOf(internet), bottomOf(internet), x, box.y, undefined);
    if (!down) return;
    const straight = bottom + (label ? LEAD + label.height : 0);
    const placed = label && placeLabel(label, x, bottom + LEAD);
    this.curve(down, x, straight, centerOf(router), router.y, placed, `M${at(x, bottom)} L${at(x, straight)} `);
  }

  private curve(
    edge: PictureEdge,
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    label: PlacedEdge['label'],
    before = '',
  ): void {
    const y = (y1 + y2) / 2;
    const path = `${before}${before === '' ? 'M' : 'L'}${at(x1, y1)} C${at(x1, y)} ${at(x2, y)} ${at(x2, y2)}`;
    this.edges.push({ edge, path, middle: { x: (x1 + x2) / 2, y }, label });
  }

  private branches(above: string, maxWidth: number): readonly Branch[] {
    return this.picture.edges
      .filter(({ from }) => from === above)
      .flatMap((edge) => {
        const node = this.picture.nodes.find(({ id }) => id === edge.to);
        if (!node) return [];
        const [size, label] = [sizeOf(node), labelOf(edge)];
        const below = inRows(this.branches(node.id, maxWidth), maxWidth);
        const width = Math.max(size.width, label?.width ?? 0, below.width);
        const height = (label ? label.height + LEAD : 0) + size.height + below.height;
        return [{ node, edge, size, label, below, width, height }];
      });
  }

  /** Places what hangs below a point; answers where it ends. */
  private placeRows({ rows, width }: Rows, x: number, y: number): number {
    const isWrapped = rows.length > 1;
    const spine = x - width / 2 + 8;
    let top = y;
    for (const [index, row] of rows.entries()) {
      let left = isWrapped ? x - width / 2 + SPINE : x - widthOf(row) / 2;
      const bus = top + BUS;
      for (const branch of row) {
        const center = left + branch.width / 2;
        const start = bus + BUS + (branch.label ? branch.label.height + LEAD : 0);
        const points: Point[] =
          index === 0
            ? [[x, y]]
            : [
                [x, y],
                [x, y + BUS],
                [spine, y + BUS],
                [spine, bus],
              ];
        if (index === 0) points.push([x, bus]);
        points.push([center, bus], [center, start]);
        const label = branch.label && placeLabel(branch.label, center, bus + LEAD);
        this.edges.push({ edge: branch.edge, path: rounded(points), middle: { x: center, y: bus + BUS / 2 }, label });
        const box = this.place(branch.node, branch.size, center, start);
        this.placeRows(branch.below, center, bottomOf(box));
        left += branch.width + GAP;
      }
      top += heightOf(row) + 2 * BUS;
    }
    return top;
  }

  private place(node: PictureNode, size: NodeSize, center: number, y: number): Box {
    const box = { x: center - size.width / 2, y, width: size.width, height: size.height };
    const left = box.x + PADDING + ICON;
    const rows: PlacedRow[] = [{ text: size.title, x: left, y: y + PADDING + TITLE_SIZE, style: 'title' }];
    size.rows.forEach(({ text, style }, index) => {
      rows.push({ text, x: left, y: y + PADDING + TITLE_HEIGHT + index * ROW_HEIGHT + ROW_SIZE, style });
    });
    const toggle = node.uplink && {
      ...{ x: box.x + box.width - PADDING - TOGGLE.width, y: y + (box.height - TOGGLE.height) / 2 },
      ...TOGGLE,
    };
    this.nodes.push({ node, box, icon: { x: box.x + PADDING, y: y + PADDING }, rows, toggle });
    return box;
  }
}

function sizeOf(node: PictureNode): NodeSize {
  const title = shortened(node.title, MAX_TEXT, TITLE_SIZE, true);
  const styled = [
    ...node.rows.map((text) => ({ text, style: 'row' as const })),
    ...node.losses.map((text) => ({ text, style: 'loss' as const })),
  ];
  const rows = styled.map(({ text, style }) => ({ text: shortened(text, MAX_TEXT, ROW_SIZE), style }));
  const text = Math.max(textWidth(title, TITLE_SIZE, true), ...rows.map((row) => textWidth(row.text, ROW_SIZE)));
  const width = text + ICON + 2 * PADDING + (node.uplink ? TOGGLE.width + PADDING : 0);
  return { title, rows, width: Math.ceil(width), height: 2 * PADDING + TITLE_HEIGHT + rows.length * ROW_HEIGHT - 2 };
}

function labelOf(edge: PictureEdge | undefined): LabelSize | undefined {
  if (edge === undefined || edge.labels.length === 0) return undefined;
  const rows = edge.labels.map((text) => shortened(text, MAX_TEXT, ROW_SIZE));
  const width = Math.max(...rows.map((text) => textWidth(text, ROW_SIZE, true))) + 12;
  return { rows, width: Math.ceil(width), height: rows.length * ROW_HEIGHT + 4 };
}

function placeLabel({ rows, width, height }: LabelSize, center: number, y: number) {
  const placed = rows.map((text, index): PlacedRow => {
    return { text, x: center, y: y + 2 + index * ROW_HEIGHT + ROW_SIZE + 1, style: 'label' };
  });
  return { box: { x: center - width / 2, y, width, height }, rows: placed };
}

/** As many in a row as have room, but always one. */
function inRows(branches: readonly Branch[], maxWidth: number): Rows {
  const rows: Branch[][] = [];
  for (const branch of branches) {
    const last = rows.at(-1);
    if (last && widthOf([...last, branch]) <= maxWidth) last.push(branch);
    else rows.push([branch]);
  }
  const width = Math.max(0, ...rows.map(widthOf)) + (rows.length > 1 ? SPINE : 0);
  return { rows, width, height: rows.reduce((sum, row) => sum + heightOf(row) + 2 * BUS, 0) };
}

function widthOf(row: readonly Branch[]): number {
  return total(row.map(({ width }) => width));
}

function heightOf(row: readonly Branch[]): number {
  return Math.max(0, ...row.map(({ height }) => height));
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);
}

function bottomOf({ y, height }: Box): number {
  return y + height;
}

function centerOf({ x, width }: Box): number {
  return x + width / 2;
}

type Point = readonly [x: number, y: number];

/** A line through points with its corners rounded. */
function rounded(points: readonly Point[]): string {
  const bent = points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before) return true;
    if (before[0] === point[0] && before[1] === point[1]) return false;
    const isStraight =
      after && ((before[0] === point[0] && point[0] === after[0]) || (before[1] === point[1] && point[1] === after[1]));
    return !isStraight;
  });
  return bent
    .map(([x, y], index) => {
      const [before, after] = [bent[index - 1], bent[index + 1]];
      if (!before || !after) return `${before ? 'L' : 'M'}${at(x, y)}`;
      const [enter, leave] = [towards([x, y], before), towards([x, y], after)];
      return `L${at(...enter)} Q${at(x, y)} ${at(...leave)}`;
    })
    .join(' ');
}

/** A point a little off a corner on the way to another. */
function towards([x, y]: Point, [toX, toY]: Point): Point {
  const length = Math.hypot(toX - x, toY - y);
  const step = Math.min(8, length / 2) / (length || 1);
  return [x + (toX - x) * step, y + (toY - y) * step];
}

function at(x: number, y: number): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
