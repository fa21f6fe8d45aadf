import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { Analysis } from '../../server/src/ide/analysis';
import { codeLenses } from '../../server/src/ide/code-lenses';
import { inlayHints } from '../../server/src/ide/inlay-hints';

/** `line: title` of each code lens, lines from 1. */
export function lensesOf(text: string, complete = false): string[] {
  return codeLenses(analyse(text, complete)).map(({ range, title }) => `${lineAt(text, range.start)}: ${title}`);
}

/** `line: label` of each inlay hint. */
export function hintsOf(text: string, complete = false): string[] {
  return inlayHints(analyse(text, complete)).map(({ offset, label }) => `${lineAt(text, offset)}: ${label}`);
}

export function analyse(text: string, complete: boolean): Analysis {
  return new Analysis('file:///test.rsc', text, { complete, forcedVersion: parseRouterOsVersion('7.20') });
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
