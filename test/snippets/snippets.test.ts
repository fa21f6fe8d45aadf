import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../../server/src/syntax/syntax-tree';
import { findingsIn, summary } from '../support/findings';

interface Snippet {
  readonly prefix: readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}
const snippets = JSON.parse(readFileSync(join(__dirname, '../../snippets/routeros.code-snippets'), 'utf8')) as Record<
  string,
  Snippet
>;

/** What the editor inserts when every tab stop keeps its default. */
function expand(body: readonly string[]): string {
  const text = body.join('\n');
  const defaults = new Map<string, string>();
  for (const [, stop = '', value] of text.matchAll(/(?<!\\)\$\{(\d+):([^}]*)\}/g))
    defaults.set(stop, defaults.get(stop) ?? value ?? '');
  for (const [, stop = '', value] of text.matchAll(/(?<!\\)\$\{(\d+)\|([^,|]*)/g)) defaults.set(stop, value ?? '');
  return text
    .replace(/(?<!\\)\$\{(\d+)(?::[^}]*|\|[^}]*\|)?\}/g, (_, stop: string) => defaults.get(stop) ?? '')
    .replace(/(?<!\\)\$(\d+)/g, (_, stop: string) => defaults.get(stop) ?? '')
    .replace(/\\([$}\\])/g, '$1');
}

describe('snippets', () => {
  it('cover ECMP, PCC, NTH, failover, server load balancing, firewall, services, FastTrack, backup', () => {
    const prefixes = Object.values(snippets).flatMap(({ prefix }) => prefix);
    for (const wanted of [
      'ecmp',
      'pcc2',
      'pcc3',
      'nth',
      'failover-recursive',
      'failover-netwatch',
      'server-lb',
      'netwatch',
      'wan-firewall',
      'harden-services',
      'fasttrack',
      'daily-backup',
    ])
      assert.ok(prefixes.includes(wanted), wanted);
  });

  for (const [name, { body, description }] of Object.entries(snippets)) {
    it(`${name}: nothing above hint in what it inserts`, () => {
      const text = expand(body);
      assert.ok(description.length > 10);
      assert.doesNotMatch(text, /\$\{\d/, 'every tab stop is expanded');
      const versions = /RouterOS 6/.test(name) ? ['6.49'] : /RouterOS 7/.test(name) ? ['7.20'] : ['6.49', '7.20'];
      assert.deepEqual(parse(text).problems, []);
      for (const version of versions)
        assert.deepEqual(
          summary(
            text,
            findingsIn(text, version).filter(({ severity }) => severity !== 'hint'),
          ),
          [],
          version,
        );
    });
  }
});
