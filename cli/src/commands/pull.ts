import { writeFile } from 'node:fs/promises';
import { pullConfiguration } from '../../../router/src/deploy/pull-configuration';
import { readRouterInfo } from '../../../router/src/device/router-info';
import type { CliCommand } from '../program';
import { withRouter } from '../router-login';
import { ROUTER_HELP, ROUTER_OPTIONS, readRouterAccess } from '../router-options';
import { readArguments, UsageError } from '../usage';

const HELP = `rscope pull --router HOST [OPTIONS] fetches the configuration of a router as a script (/export), without secrets.

${ROUTER_HELP}
  -o, --output FILE        where to write it; without it to standard output

The user needs the policies read, api, and for the file of the export write and ftp. The file is removed from the
router afterwards; nothing else is changed there.
`;

export const pullCommand: CliCommand = {
  name: 'pull',
  summary: 'fetch the configuration of a router',
  async run(args) {
    const { values, positionals } = readArguments('pull', args, {
      ...ROUTER_OPTIONS,
      output: { type: 'string', short: 'o' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const access = await readRouterAccess('pull', values);
    if (positionals.length > 0) throw new UsageError('pull takes no file but -o FILE; see rscope pull --help');
    const { text, from } = await withRouter(access, async (connection) => {
      const info = await readRouterInfo(connection);
      return {
        text: await pullConfiguration(connection, info),
        from: `${info.identity}, RouterOS ${info.versionText}`,
      };
    });
    if (values.output === undefined) {
      process.stdout.write(text);
      return 0;
    }
    await writeFile(values.output, text).catch((error: unknown) => {
      throw new UsageError(
        `${values.output} can't be written: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    process.stderr.write(`${values.output}: ${text.split('\n').length - 1} lines from ${from}\n`);
    return 0;
  },
};
