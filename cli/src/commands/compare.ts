import { type Drift, type DriftedItem, driftOf } from '../../../router/src/deploy/drift';
import { pullConfiguration } from '../../../router/src/deploy/pull-configuration';
import { readRouterInfo } from '../../../router/src/device/router-info';
import type { CliCommand } from '../program';
import { withRouter } from '../router-login';
import { ROUTER_HELP, ROUTER_OPTIONS, readRouterAccess } from '../router-options';
import { readScript } from '../script-file';
import { readArguments, readFormat, readOneFile } from '../usage';

const HELP = `rscope compare FILE --router HOST [OPTIONS] tells what a router has otherwise than a script or an export says: what is
configured is compared, not the text. Of a script that is no whole configuration, only what it says is looked for.

${ROUTER_HELP}
  --format text|json       how to print the differences (text)

  -  only in the file      +  only on the router      ~  changed      >  in another place

Secrets are not compared. Exits with 0 if nothing differs, 1 if something does, 2 if it could not run.
`;

export const compareCommand: CliCommand = {
  name: 'compare',
  summary: 'tell how a router differs from a script',
  async run(args) {
    const { values, positionals } = readArguments('compare', args, {
      ...ROUTER_OPTIONS,
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const access = await readRouterAccess('compare', values);
    const format = readFormat(values.format, ['text', 'json']);
    const { text } = await readScript(readOneFile('compare', positionals));
    const drift = await withRouter(access, async (connection) => {
      const info = await readRouterInfo(connection);
      return driftOf(text, await pullConfiguration(connection, info), info.version);
    });
    process.stdout.write(format === 'json' ? `${JSON.stringify(drift, null, 2)}\n` : driftText(drift));
    return drift.menus.length > 0 ? 1 : 0;
  },
};

function driftText({ menus, isWholeFile, uncertainMenus }: Drift): string {
  const lines = menus.flatMap(({ menu, onlyInFile, onlyOnRouter, changed, moved }) => [
    menu,
    ...onlyInFile.map((item) => itemText('-', item)),
    ...onlyOnRouter.map((item) => itemText('+', item)),
    ...changed.map((item) => itemText('~', item)),
    ...moved.map((item) => itemText('>', item)),
  ]);
  const notes = [
    ...(menus.length === 0
      ? [isWholeFile ? 'The router has what the file says.' : 'The router has all that the file says.']
      : []),
    ...(uncertainMenus.length > 0
      ? [`Not judged as a whole, as only a router can run that code: ${uncertainMenus.join(', ')}.`]
      : []),
  ];
  return [...lines, ...notes].map((line) => `${line}\n`).join('');
}

function itemText(mark: string, { item, line, properties }: DriftedItem): string {
  const where = line === undefined ? '' : ` (line ${line})`;
  if (mark !== '~') {
    const values = properties.map(({ name, inFile, onRouter }) => `${name}=${shown(inFile ?? onRouter)}`);
    return `  ${mark} ${values.join(' ') || item}${where}`;
  }
  const changes = properties.map(
    ({ name, inFile, onRouter }) => `      ${name}: ${shown(inFile)} -> ${shown(onRouter)}`,
  );
  return [`  ~ ${item || 'settings'}${where}`, ...changes].join('\n');
}

function shown(value: string | undefined): string {
  if (value === undefined || value === '') return '(not set)';
  const short = value.length > 60 ? `${value.slice(0, 57)}…` : value;
  return /[\s"]/.test(short) ? JSON.stringify(short) : short;
}
