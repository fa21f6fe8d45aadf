import { matchesGlob } from '../base/glob';
import { staticValue } from '../resolve/static-value';
import type { SyntaxNode } from '../syntax/syntax-node';
import type { SyntaxTree } from '../syntax/syntax-tree';
import type { Finding } from './lint-rule';
import { groupsOf } from './rule-severities';

/** Findings that are right as they are, by the word of whoever knows the network. All that is given must fit. */
export interface AllowEntry {
  /** The id of a rule, or of a group of rules. */
  readonly rule: string;
  /** The file, or a pattern: `10-wan.rsc`, `sites/**`. */
  readonly file?: string;
  /** Words of the statement. */
  readonly line?: string;
  /** The comment of the item. */
  readonly comment?: string;
  /** Why it is right. */
  readonly reason: string;
}

/** The first entry that allows a finding. `uri` is the document that it lies in. */
export function allowedBy(
  entries: readonly AllowEntry[],
  finding: Finding,
  tree: SyntaxTree,
  uri: string,
): AllowEntry | undefined {
  if (entries.length === 0) return undefined;
  const { rule, range } = finding;
  return entries.find((entry) => {
    if (entry.rule !== rule && !groupsOf(rule).includes(entry.rule)) return false;
    if (entry.file !== undefined && !isInFile(uri, entry.file)) return false;
    if (entry.line === undefined && entry.comment === undefined) return true;
    const statement = statementAt(tree, range.start);
    if (entry.line !== undefined && !statement?.text.includes(entry.line)) return false;
    return entry.comment === undefined || (statement !== undefined && commentOf(statement) === entry.comment);
  });
}

/** Whether an entry's file is this one: its path ends with that of the entry. */
export function isInFile(uri: string, pattern: string): boolean {
  let path = uri;
  try {
    path = decodeURIComponent(uri);
  } catch {
    // Then it is no address, but a path as it is.
  }
  const plain = path
    .replace(/^[a-z-]+:\/\/[^/]*/i, '')
    .replaceAll('\\', '/')
    .replace(/^\/+/, '');
  return matchesGlob(plain, `**/${pattern.replace(/^(\.?\/)+/, '')}`);
}

/** The innermost command around an offset. */
function statementAt(tree: SyntaxTree, offset: number): SyntaxNode | undefined {
  let node = tree.root.tokenAt(offset)?.parent;
  while (node && node.kind !== 'command') node = node.parent;
  return node;
}

function commentOf(statement: SyntaxNode): string | undefined {
  const comment = statement.nodes.find((node) => node.kind === 'argument' && node.token('word')?.text === 'comment');
  return comment && staticValue(comment.nodes[0]);
}
