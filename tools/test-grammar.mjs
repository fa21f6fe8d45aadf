// Runs the annotated grammar tests and writes their figures: one test an annotated file.
//   node tools/test-grammar.mjs RESULT_FILE GRAMMAR…
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

const [resultFile, ...grammars] = process.argv.slice(2);
const files = readdirSync(join(root, 'test/syntaxes')).filter((file) => /\.test\.(rsc|md)$/.test(file));
const scopes = new Set(grammars.flatMap((grammar) => scopesOf(JSON.parse(readFileSync(join(root, grammar), 'utf8')))));
const failed = [];
for (const file of files) {
  const mistakes = mistakesOfAssertions(readFileSync(join(root, 'test/syntaxes', file), 'utf8'));
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

/**
 * Assertions that the runner does not take. A second `-` makes its regular expression try for ever, and it compares whole
 * scopes: one that no grammar gives would never be there, and so its absence prove nothing.
 */
function mistakesOfAssertions(text) {
  return text.split('\n').flatMap((content, index) => {
    const [, words] = /^#\s*(?:\^[\^\s]*|<~*-+)(.*)$/.exec(content) ?? [];
    if (words === undefined) return [];
    const [wanted, unwanted = '', ...more] = ` ${words} `.split(' - ');
    const unknown = `${wanted} ${unwanted}`.split(/\s+/).filter((scope) => scope !== '' && !scopes.has(scope));
    const problems = unknown.map((scope) => `no grammar gives the scope ${scope}`);
    if (more.length > 0) problems.push('write one - and behind it all scopes that must not be there');
    return problems.map((problem) => ({ line: index + 1, problem }));
  });
}

/** Every scope that the rules of a grammar give. */
function scopesOf(rule) {
  if (rule === null || typeof rule !== 'object') return [];
  return Object.entries(rule).flatMap(([key, value]) =>
    typeof value === 'string' && /^(name|contentName|scopeName)$/.test(key) ? value.split(' ') : scopesOf(value),
  );
}
