import { isExport } from '../../server/src/resolve/script-version';
import { parse } from '../../server/src/syntax/syntax-tree';
import { LineIndex } from '../../server/src/text/line-index';

/** A script that is read out of a Markdown text; its lines have the numbers that they have there. */
export interface EmbeddedScript {
  readonly text: string;
  /** The offset in the Markdown text of an offset in the script. */
  sourceOffset(offset: number): number;
}

/** A line of a Markdown text that belongs to a fence: its number from 0, and its text without the fence's indentation. */
interface FenceLine {
  readonly line: number;
  readonly text: string;
  readonly indent: number;
}

type Fence = readonly FenceLine[];

const LANGUAGES = new Set(['routeros', 'rsc']);
const FENCE_MARK = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^\r\n]*)/;

/** Whether a file is Markdown, by its name. */
export function isMarkdown(file: string): boolean {
  return /\.(md|markdown)$/i.test(file);
}

/**
 * The scripts in the ```` ```routeros ```` and ```` ```rsc ```` fences of a Markdown text. The fences are parts of one:
 * what one defines another may use. A fence stands alone where it is a whole configuration (an export,
 * `# rscope-complete`), or where it leaves a bracket or a string open, which would swallow those behind it.
 */
export function scriptsInMarkdown(markdown: string): EmbeddedScript[] {
  const lines = markdown.split(/(?<=\n)/);
  const shared: FenceLine[] = [];
  const alone: Fence[] = [];
  for (const fence of fencesIn(lines)) {
    const text = fence.map((each) => each.text).join('');
    const tree = parse(text);
    const isOpen = tree.problems.some(({ openedAt, tolerated }) => openedAt !== undefined && !tolerated);
    if (isOpen || isExport(tree) || /^#\s*rscope-complete\b/m.test(text)) alone.push(fence);
    else shared.push(...fence);
  }
  return (shared.length === 0 ? alone : [shared, ...alone]).map((fence) => asScript(lines, fence));
}

/**
 * The fences in the languages that Rscope reads. As CommonMark has it, a fence ends at one of the same character that is
 * at least as long, or with the text; within a fence none begins.
 */
function fencesIn(lines: readonly string[]): Fence[] {
  const fences: Fence[] = [];
  let open: { readonly indent: number; readonly mark: string; readonly lines: FenceLine[] | undefined } | undefined;
  lines.forEach((text, line) => {
    const [, blanks = '', mark = '', info = ''] = FENCE_MARK.exec(text) ?? [];
    if (open) {
      if (mark.startsWith(open.mark) && info.trim() === '') open = undefined;
      else {
        const indent = Math.min(open.indent, (/^[ \t]*/.exec(text)?.[0] ?? '').length);
        open.lines?.push({ line, text: text.slice(indent), indent });
      }
    } else if (mark !== '' && !(mark.startsWith('`') && info.includes('`'))) {
      const isScript = LANGUAGES.has((/^[\w-]*/.exec(info)?.[0] ?? '').toLowerCase());
      open = { indent: blanks.length, mark, lines: isScript ? [] : undefined };
      if (open.lines) fences.push(open.lines);
    }
  });
  return fences;
}

/** A text with the lines of the fence where they are in the Markdown text, and empty lines between them. */
function asScript(lines: readonly string[], fence: Fence): EmbeddedScript {
  const own = new Map(fence.map((each) => [each.line, each]));
  const end = (fence.at(-1)?.line ?? -1) + 1;
  const upToEnd = lines.slice(0, end);
  const text = upToEnd.map((line, index) => own.get(index)?.text ?? line.replace(/[^\r\n]/g, '')).join('');
  const places = new LineIndex(text);
  const source = new LineIndex(lines.join(''));
  return {
    text,
    sourceOffset(offset) {
      const { line, character } = places.positionAt(offset);
      return source.offsetAt({ line, character: character + (own.get(line)?.indent ?? 0) });
    },
  };
}
