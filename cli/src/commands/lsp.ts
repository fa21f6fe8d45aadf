import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { version } from '../../../package.json';
import { diskFiles } from '../../../server/src/lsp/disk-files';
import { startServer } from '../../../server/src/lsp/server';
import type { CliCommand } from '../program';
import { readArguments, UsageError } from '../usage';

const HELP = `rscope lsp --stdio runs the language server for any editor, over standard input and output.
`;

export const lspCommand: CliCommand = {
  name: 'lsp',
  summary: 'run the language server',
  async run(args) {
    const { values } = readArguments('lsp', args, { stdio: { type: 'boolean' }, clientProcessId: { type: 'string' } });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    if (!values.stdio) throw new UsageError('lsp needs --stdio; see rscope lsp --help');
    const connection = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(process.stdin),
      new StreamMessageWriter(process.stdout),
    );
    const ended = new Promise<number>((resolve) => {
      connection.onExit(() => resolve(0));
      process.stdin.on('end', () => resolve(0));
    });
    startServer(connection, { version, files: diskFiles(fs, fileURLToPath) });
    return ended;
  },
};
