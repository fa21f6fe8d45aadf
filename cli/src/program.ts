import { version } from '../../package.json';
import { catalogueCommand } from './commands/catalogue';
import { compareCommand } from './commands/compare';
import { confirmCommand } from './commands/confirm';
import { deployCommand } from './commands/deploy';
import { diagnoseCommand } from './commands/diagnose';
import { explainCommand } from './commands/explain';
import { lintCommand } from './commands/lint';
import { lspCommand } from './commands/lsp';
import { parseCommand } from './commands/parse';
import { practiceRouterCommand } from './commands/practice-router';
import { pullCommand } from './commands/pull';
import { revertCommand } from './commands/revert';
import { statusCommand } from './commands/status';
import { traceCommand } from './commands/trace';
import { UsageError } from './usage';

/** One command of the program. Returns the exit code. */
export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  run(args: readonly string[]): Promise<number>;
}

const COMMANDS: readonly CliCommand[] = [
  lintCommand,
  explainCommand,
  traceCommand,
  parseCommand,
  catalogueCommand,
  statusCommand,
  diagnoseCommand,
  pullCommand,
  compareCommand,
  deployCommand,
  confirmCommand,
  revertCommand,
  practiceRouterCommand,
  lspCommand,
];

const HELP = `rscope reads MikroTik RouterOS scripts (.rsc).

  rscope COMMAND [OPTIONS] [FILE…]

${COMMANDS.map((command) => `  ${command.name.padEnd(16)} ${command.summary}`).join('\n')}

  rscope COMMAND --help    the options of a command
  rscope --version         the version of rscope
`;

/** Runs the program and returns its exit code: 0 clean, 1 findings, 2 could not run. */
export async function run(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    (first === undefined ? process.stderr : process.stdout).write(HELP);
    return first === undefined ? 2 : 0;
  }
  if (first === '--version' || first === '-v') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === first);
  try {
    if (!command) throw new UsageError(`there is no command ${JSON.stringify(first)}; see rscope --help`);
    return await command.run(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`rscope: ${error.message}\n`);
    return 2;
  }
}
