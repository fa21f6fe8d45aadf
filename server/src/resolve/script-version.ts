import { parseRouterOsVersion, type RouterOsVersion } from '../base/routeros-version';
import { OutlineNode } from '../syntax/outline-node';
import { SyntaxNode } from '../syntax/syntax-node';
import type { SyntaxTree } from '../syntax/syntax-tree';
import { partsOf } from './address-rows';

/** What a script itself says about the RouterOS that it is for, and how. */
export interface ScriptVersion {
  readonly version: RouterOsVersion | undefined;
  readonly source: 'line' | 'export' | 'evidence' | 'none';
}

/** `# 2024-05-01 10:00:00 by RouterOS 7.14.2`, `# jan/02/2024 03:04:05 by RouterOS 6.45.X`. */
const EXPORT_HEADER = /^#.*\bby RouterOS (\d+\.\S+)/;
/** Our own line: `# routeros: 6.49`. */
const OWN_LINE = /^#\s*routeros:\s*v?(\d+\S*)/i;
/** A remark of the author: `# RouterOS 6.49 (long-term)`. Taken as evidence of the major version only. */
const REMARK = /^#\s*(?:for\s+)?RouterOS\s+v?([67])(?:\.\d|\b)/i;
/** How far into a file a header is looked for. */
const HEADER_LINES = 10;

/** Whether the script is an export: complete, and named in the router's own way. */
export function isExport(tree: SyntaxTree): boolean {
  return headerLines(tree).some((line) => EXPORT_HEADER.test(line));
}

/** Finds the version in the header lines, else from commands and properties that only one major version has. */
export function scriptVersion(tree: SyntaxTree): ScriptVersion {
  const lines = headerLines(tree);
  const own = first(lines, OWN_LINE);
  if (own) return { version: own, source: 'line' };
  const header = first(lines, EXPORT_HEADER);
  if (header) return { version: header, source: 'export' };
  const major = majorFromEvidence(tree, lines);
  return major ? { version: { major }, source: 'evidence' } : { version: undefined, source: 'none' };
}

function first(lines: readonly string[], pattern: RegExp): RouterOsVersion | undefined {
  for (const line of lines) {
    const text = pattern.exec(line)?.[1];
    const version = text ? parseRouterOsVersion(text) : undefined;
    if (version) return version;
  }
  return undefined;
}

function headerLines(tree: SyntaxTree): string[] {
  const lines: string[] = [];
  for (const child of tree.elements()) {
    if ('children' in child) break;
    if (child.kind === 'comment') lines.push(child.text);
    if (lines.length >= HEADER_LINES) break;
  }
  return lines;
}

/** Properties, by the end of the menu's path, that one of the two major versions does not have. */
const EVIDENCE: readonly {
  readonly major: 6 | 7;
  readonly menu: RegExp;
  readonly property: string;
  readonly value?: string;
}[] = [
  { major: 6, menu: /^ip route( rule)?$/, property: 'routing-mark' },
  { major: 6, menu: /^ip route$/, property: 'type' },
  { major: 6, menu: /^system ntp client$/, property: 'server-dns-names' },
  { major: 6, menu: /^system ntp client$/, property: 'primary-ntp' },
  { major: 6, menu: /^tool e-mail$/, property: 'start-tls' },
  { major: 7, menu: /^ip route$/, property: 'routing-table' },
  { major: 7, menu: /^ip dhcp-client$/, property: 'default-route-tables' },
  { major: 7, menu: /^tool e-mail$/, property: 'tls' },
];
const MENUS: readonly { readonly major: 6 | 7; readonly menu: RegExp }[] = [
  { major: 6, menu: /^ip route rule\b/ },
  { major: 7, menu: /^routing (table|rule|bgp (connection|template))\b/ },
  { major: 7, menu: /^interface wireguard\b/ },
];

/** Any of the words above, or a path with slashes. Without it no statement needs to be looked at: long lists have none. */
const MAY_HOLD_EVIDENCE = new RegExp(
  `\\b(${EVIDENCE.map(({ property }) => property).join('|')})=|\\brule\\b|\\brouting\\b|\\bwireguard\\b|/[a-z0-9-]+/`,
);

function majorFromEvidence(tree: SyntaxTree, lines: readonly string[]): number | undefined {
  const found = new Set<number>();
  for (const line of lines) {
    const major = REMARK.exec(line)?.[1];
    if (major) found.add(Number(major));
  }
  if (!MAY_HOLD_EVIDENCE.test(tree.text.toString())) return found.size === 1 ? [...found][0] : undefined;
  let menu = '';
  for (const node of statementsOf(tree)) {
    if (node.kind !== 'command') continue;
    const path = node.child('path');
    const words = path?.tokens('word').map((token) => token.text) ?? [];
    const separators = path?.tokens('/') ?? [];
    const absolute = path?.elements[0] === separators[0] && separators.length > 0;
    // Slashes between the words of a path came with RouterOS 7.
    if (absolute && separators.length > 2) found.add(7);
    if (absolute) menu = words.join(' ');
    const place = absolute ? menu.replace(/ (add|set)$/, '') : menu;
    for (const evidence of MENUS) if (evidence.menu.test(place)) found.add(evidence.major);
    for (const name of argumentNames(node))
      for (const evidence of EVIDENCE)
        if (evidence.property === name && evidence.menu.test(place)) found.add(evidence.major);
  }
  // A file that mixes both was edited by hand: only what holds in both may be concluded.
  return found.size === 1 ? [...found][0] : undefined;
}

/** The statements of the top level without plain entries of address lists, which tell no version. */
function* statementsOf(tree: SyntaxTree): Generator<SyntaxNode> {
  const root = new OutlineNode(tree.text.length);
  for (const chunk of tree.text.chunks)
    for (const { rows, from, to } of partsOf(chunk)) {
      if (rows) continue;
      for (const element of chunk.elements.slice(from, to)) {
        const shown = root.show(element, 0);
        if (shown instanceof SyntaxNode) yield shown;
      }
    }
}

function argumentNames(node: SyntaxNode): string[] {
  return node.nodes.filter((child) => child.kind === 'argument').map((child) => child.token('word')?.text ?? '');
}
