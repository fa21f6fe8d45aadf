import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import { catalogueFor } from '../../../server/src/catalogue/catalogue';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { parse } from '../../../server/src/syntax/syntax-tree';
import { quoteExported } from '../device/export-line';
import { codeWithoutSecrets, isSecret } from '../device/secret-properties';

/**
 * An export without the values of secret properties. RouterOS 7 leaves them out by itself and RouterOS 6 is told to;
 * this is for what one sends all the same, and for secrets in stored code, which stand as `••••`.
 */
export function exportWithoutSecrets(text: string, version: RouterOsVersion): string {
  const { uses } = resolveScript(parse(text), catalogueFor(version));
  const changes = uses.flatMap(({ arguments: given, menu }) =>
    given.flatMap(({ name, value, text: written, range }) => {
      if (value === undefined) return [];
      if (isSecret(name, menu.path)) return [{ range, instead: '' }];
      const shown = written === undefined ? undefined : codeWithoutSecrets(name, written);
      return shown === undefined || shown === written ? [] : [{ range, instead: ` ${name}=${quoteExported(shown)}` }];
    }),
  );
  let clean = text;
  for (const { range, instead } of changes.sort((a, b) => b.range.start - a.range.start))
    clean = clean.slice(0, range.start).replace(/ $/, '') + instead + clean.slice(range.end);
  return clean;
}
