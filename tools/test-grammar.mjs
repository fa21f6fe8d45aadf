// Runs the annotated grammar tests and writes their figures: one test an annotated file.
//   node tools/test-grammar.mjs RESULT_FILE GRAMMAR…
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mistakesOfAssertions, scopesOf } from './grammar-assertions.mjs';
import { root, run } from './run.mjs';

const [resultFile, ...grammars] = process.argv.slice(2);
const files = readdirSync(join(root, 'test/syntaxes')).filter((file) => /\.test\.(rsc|md)$/.test(file));
const scopes = new Set(grammars.flatMap((grammar) => scopesOf(JSON.parse(readFileSync(join(root, grammar), 'utf8')))));
const failed = [];
for (const file of files) {
  const mistakes = mistakesOfAssertions(readFileSync(join(root, 'test/syntaxes', file), 'utf8'), scopes);
  if (mistakes.length > 0) {
    for (const { line, problem } of mistakes) console.error(`test/syntaxes/${file}:${line}: ${problem}`);
    failed.push(file);
    continue;
  }
  const args = [...grammars.flatMap((grammar) => ['-g', grammar]), `test/syntaxes/${file}`];
  if ((await run('vscode-tmgrammar-test', args, { limitMinutes: 0.5 })) !== 0) failed.push(file);
}
writeFileSync(
  resultFile,
  JSON.stringify({ total: files.length, passes: files.length - failed.length, pending: 0, failures: failed.length }),
);
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 && files.length > 0 ? 0 : 1;
