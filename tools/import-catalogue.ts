/**
 * Makes server/src/catalogue/catalogue-data.json from the data described in the facts about command data: the command
 * trees of all RouterOS 7 releases, the properties that RouterOS 6 exports, the types of the CLI reference, what `add`
 * demands, what routers offer as values, and default values. Names, types and versions only; no sentence of anybody's
 * documentation. NOTICE names the sources.
 *
 *   tsx tools/import-catalogue.ts                    writes the file
 *   tsx tools/import-catalogue.ts --check            exits 1 if the file is not what the data gives
 *   tsx tools/import-catalogue.ts --data FOLDER      takes the data from another folder of that shape
 *   tsx tools/import-catalogue.ts --trees FOLDER     lays more command trees over them (VERSION.json), as of one's own
 *                                                    routers; may be given again
 *   tsx tools/import-catalogue.ts --router HOST --into FOLDER [--port N] [--user NAME] [--fingerprint SHA256]
 *                                                    reads the tree of a router into FOLDER/VERSION.json; the password
 *                                                    comes from RSCOPE_PASSWORD
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CatalogueWriter } from './catalogue/catalogue-writer';
import { readReleases } from './catalogue/command-tree';
import { mergeReleases } from './catalogue/merged-tree';
import { saveRouterTree } from './catalogue/save-router-tree';
import { readValueEvidence } from './catalogue/value-evidence';

const root = join(__dirname, '..');
const target = join(root, 'server/src/catalogue/catalogue-data.json');

function main(): Promise<number> | number {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean' },
      data: { type: 'string', default: join(root, '..', 'shared', 'data') },
      trees: { type: 'string', multiple: true, default: [] },
      router: { type: 'string' },
      port: { type: 'string' },
      user: { type: 'string', default: 'admin' },
      fingerprint: { type: 'string' },
      into: { type: 'string' },
    },
  });
  if (values.router !== undefined) {
    if (values.into === undefined) throw new Error('--router needs --into FOLDER, where the tree goes');
    mkdirSync(values.into, { recursive: true });
    return saveRouterTree(values.into, {
      host: values.router,
      user: values.user,
      password: process.env['RSCOPE_PASSWORD'] ?? '',
      ...(values.port !== undefined && { port: Number(values.port) }),
      ...(values.fingerprint !== undefined && { tls: { kind: 'fingerprint', sha256: values.fingerprint } }),
    });
  }
  if (!existsSync(join(values.data, 'command-trees'))) {
    console.log(`import-catalogue: no command trees in ${values.data}; the committed catalogue stands unchecked.`);
    return 0;
  }
  const text = catalogueText(values.data, values.trees);
  if (!values.check) {
    writeFileSync(target, text);
    console.log(`import-catalogue: ${text.length} characters written.`);
  } else if (readFileSync(target, 'utf8') === text)
    console.log('import-catalogue: the catalogue is what the data gives.');
  else {
    console.error(
      'import-catalogue: catalogue-data.json is not what the data gives. Run: npx tsx tools/import-catalogue.ts',
    );
    return 1;
  }
  return 0;
}

/** The content of the catalogue's file. What a folder lacks beside its command trees is taken as empty. */
function catalogueText(data: string, moreTrees: readonly string[]): string {
  const read = (file: string) => {
    const path = join(data, file);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  };
  const inFolder = (folder: string) =>
    existsSync(join(data, folder))
      ? readdirSync(join(data, folder))
          .sort()
          .map((file) => join(folder, file))
      : [];
  const releases = readReleases(join(data, 'command-trees'), ...moreTrees);
  const writer = new CatalogueWriter(
    releases.map((release) => release.version),
    mergeReleases(releases),
    {
      reference: read('cli-reference-types.json'),
      routeros6: read('routeros6.json').menus ?? {},
      required: inFolder('required-arguments').map(read),
      defaults: read('defaults.json'),
      values: readValueEvidence(join(data, 'value-sets')),
    },
  );
  return `${JSON.stringify(writer.write())}\n`;
}

Promise.resolve()
  .then(main)
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(`import-catalogue: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 2;
    },
  );
