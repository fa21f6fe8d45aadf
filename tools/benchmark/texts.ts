import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An address list of 100,000 lines, as blocklists are distributed. */
export function addressList(lines = 100_000): string {
  const parts = ['/ip firewall address-list\n'];
  for (let i = 0; i < lines; i++)
    parts.push(
      `add address=10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255} comment="blocked ${i}" list=blocklist\n`,
    );
  return flat(parts.join(''));
}

/** All scripts of a folder, one behind the other; undefined where the folder is not there. */
export function scriptsOf(folder: string): string | undefined {
  try {
    const files = readdirSync(folder).filter((file) => file.endsWith('.rsc'));
    return flat(files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n'));
  } catch {
    return undefined;
  }
}

/** The same text in one piece of memory, as a file that was read is. */
export function flat(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
