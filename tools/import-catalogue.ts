/**
 * Makes server/src/catalogue/catalogue-data.json from the data described in the facts about command data: the command
 * trees of all RouterOS 7 releases, the properties that RouterOS 6 exports, the types of the CLI reference, what `add`
 * demands, and default values. Names, types and versions only; no sentence of anybody's documentation.
 *
 *   tsx tools/import-catalogue.ts            writes the file
 *   tsx tools/import-catalogue.ts --check    exits 1 if the file is not what the data gives
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CatalogueWriter } from './catalogue/catalogue-writer';
import { readReleases } from './catalogue/command-tree';
import { mergeReleases } from './catalogue/merged-tree';
import { readValueEvidence } from './catalogue/value-evidence';

const root = join(__dirname, '..');
const data = join(root, '..', 'shared', 'data');
const target = join(root, 'server/src/catalogue/catalogue-data.json');

if (!existsSync(data)) {
  console.log('import-catalogue: the source data is not beside the project; the committed catalogue stands unchecked.');
  process.exit(0);
}

const read = (...path: string[]) => JSON.parse(readFileSync(join(data, ...path), 'utf8'));
const releases = readReleases(join(data, 'command-trees'));
const writer = new CatalogueWriter(
  releases.map((release) => release.version),
  mergeReleases(releases),
  {
    reference: read('cli-reference-types.json'),
    routeros6: read('routeros6.json').menus,
    required: readdirSync(join(data, 'required-arguments'))
      .sort()
      .map((file) => read('required-arguments', file)),
    defaults: read('defaults.json'),
    values: readValueEvidence(join(data, 'value-sets')),
  },
);
const text = `${JSON.stringify(writer.write())}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error(
      'import-catalogue: catalogue-data.json is not what the data gives. Run: npx tsx tools/import-catalogue.ts',
    );
    process.exit(1);
  }
  console.log('import-catalogue: the catalogue is what the data gives.');
} else {
  writeFileSync(target, text);
  console.log(`import-catalogue: ${text.length} characters written.`);
}
