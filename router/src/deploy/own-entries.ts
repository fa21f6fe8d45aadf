import { parseRouterOsVersion } from '../../../server/src/base/routeros-version';
import { exportWithoutSecrets } from './export-without-secrets';

/**
 * An export without what Rscope itself had on the router while it was made (the watch that sweeps the export's file up),
 * and without the menu line above it where nothing else follows.
 */
export function withoutOwnEntries(exportText: string): string {
  const kept: string[] = [];
  const statements = exportText.match(/(?:[^\n]*\\\r?\n)*[^\n]*(?:\n|$)/g) ?? [];
  for (const statement of statements) {
    if (/^add\b/.test(statement) && /\bname=rscope-[0-9a-f]{8}\b/.test(unwrapped(statement))) continue;
    if (isMenu(statement) && isMenu(kept[kept.length - 1] ?? '')) kept.pop();
    kept.push(statement);
  }
  while (isMenu(kept[kept.length - 1] ?? '') || kept[kept.length - 1] === '') kept.pop();
  return kept.join('');
}

/** Whether two exports say the same; their first lines, which hold the date, and secrets aside. */
export function isSameExport(a: string, b: string): boolean {
  return essence(a) === essence(b);
}

function essence(text: string): string {
  const version = parseRouterOsVersion(/^#.* by RouterOS (\S+)/m.exec(text)?.[1] ?? '') ?? { major: 7 };
  return exportWithoutSecrets(withoutOwnEntries(text), version)
    .replace(/^(#[^\n]*\r?\n)+/, '')
    .trim();
}

function isMenu(statement: string): boolean {
  return /^\/[a-z0-9 /-]+\r?\n?$/.test(statement);
}

function unwrapped(statement: string): string {
  return statement.replace(/\\\r?\n\s*/g, '');
}
