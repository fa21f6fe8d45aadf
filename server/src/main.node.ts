import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { diskFiles } from './lsp/disk-files';
import { startServer } from './lsp/server';

// The process of the language server: the command line of the client says how they talk (`--node-ipc`, `--stdio`).
startServer(createConnection(ProposedFeatures.all), { version, files: diskFiles(fs, fileURLToPath) });
