// Puts a real VS Code (code-server) and the Node 24 that it needs into .code-server, from the npm registry alone.
// No install script is run: three native addons are then missing, which costs log lines only.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const CODE_SERVER_HOME = process.env.CODE_SERVER_HOME ?? join(root, '.code-server');
const NODE_VERSION = '24.21.0';
const CODE_SERVER_VERSION = '4.139.1';

/** Installs code-server unless it is there already. Throws where that fails. */
export function setUpCodeServer() {
  const stamp = join(CODE_SERVER_HOME, `.ready-${CODE_SERVER_VERSION}-${NODE_VERSION}`);
  if (existsSync(stamp)) return;
  console.log(`Setting up code-server ${CODE_SERVER_VERSION} (once, about a minute)…`);
  const nodePackage = `node-${process.platform}-${process.arch}`;
  rmSync(CODE_SERVER_HOME, { recursive: true, force: true });
  mkdirSync(CODE_SERVER_HOME, { recursive: true });
  const dependencies = { [nodePackage]: NODE_VERSION, 'code-server': CODE_SERVER_VERSION };
  writeFileSync(join(CODE_SERVER_HOME, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const vscode = join(CODE_SERVER_HOME, 'node_modules/code-server/lib/vscode');
  install(CODE_SERVER_HOME, []);
  // Pinned by the npm-shrinkwrap.json of each.
  install(vscode, ['--omit=dev']);
  install(join(vscode, 'extensions'), ['--omit=dev']);
  symlinkSync(`node_modules/${nodePackage}/bin/node`, join(CODE_SERVER_HOME, 'node24'));
  writeFileSync(stamp, '');
}

function install(cwd, options) {
  const args = ['install', ...options, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed in ${cwd}`);
}
