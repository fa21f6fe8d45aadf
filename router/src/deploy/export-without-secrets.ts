import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import type { TextRange } from '../../../server/src/base/text-range';
import { catalogueFor } from '../../../server/src/catalogue/catalogue';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { parse } from '../../../server/src/syntax/syntax-tree';
import { isSecret } from './secret-properties';

/**
 * An export without the values of secret properties. RouterOS 7 leaves them out by itself and RouterOS 6 is told to;
 * this is for what one sends all the same.
 */
export function exportWithoutSecrets(text: string, version: RouterOsVersion): string {
  const { uses } = resolveScript(parse(text), catalogueFor(version));
  const ranges: TextRange[] = uses
    .flatMap(({ arguments: given, menu }) =>
      given.filter(({ name, value }) => value !== undefined && isSecret(name, menu.path)),
    )
    .map(({ range }) => range);
  let clean = text;
  for (const { start, end } of ranges.sort((a, b) => b.start - a.start))
    clean = clean.slice(0, start).replace(/ $/, '') + clean.slice(end);
  return clean;
}
