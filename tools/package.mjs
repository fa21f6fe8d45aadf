// Makes dist/rscope-<version>.vsix: everything is bundled, so no dependency goes in.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const packagePath = join(root, `dist/rscope-${version}.vsix`);
rmSync(packagePath, { force: true });
await createVSIX({ cwd: root, packagePath, dependencies: false });
