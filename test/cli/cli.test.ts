import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rscope } from '../support/rscope-program';

const MAIN = join(__dirname, '../../cli/src/main.ts');

describe('the command line', function () {
  this.timeout(60_000);
  let folder: string;
  const file = (name: string, text: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-cli-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('lints: 0 for a clean script, 1 for a fault, one line a finding', async () => {
    const clean = file('clean.rsc', '/ip dns set servers=192.0.2.53\n');
    assert.deepEqual(await rscope('lint', clean), { code: 0, stdout: '', stderr: '' });
    const faulty = file('faulty.rsc', '/ip route add gateway=ether1\n');
    const { code, stdout } = await rscope('lint', faulty);
    assert.equal(code, 1);
    assert.match(stdout, /faulty\.rsc:1:15: error: .*\[interface-gateway-on-broadcast\]\n$/);
  });

  it('prints JSON: from 1, columns in UTF-16 units', async () => {
    const path = file('wide.rsc', ':put "😀é"; /ip route add gateway=ether1\n');
    const { stdout } = await rscope('lint', '--format', 'json', path);
    const [finding] = JSON.parse(stdout);
    assert.deepEqual(
      { ...finding, message: '', url: '' },
      {
        file: path,
        line: 1,
        column: 27,
        endLine: 1,
        endColumn: 41,
        severity: 'error',
        rule: 'interface-gateway-on-broadcast',
        message: '',
        url: '',
      },
    );
    assert.match(finding.url, /interface-gateway-on-broadcast/);
    assert.equal((await rscope('lint', '--format', 'json', file('none.rsc', ''))).stdout.trim(), '[]');
  });

  it('takes the version from --routeros', async () => {
    const path = file('version.rsc', '/ip route add gateway=192.0.2.1 routing-mark=x\n');
    assert.equal((await rscope('lint', '--routeros', '6.49', path)).code, 0);
    assert.equal((await rscope('lint', '--routeros', '7.20', path)).code, 1);
  });

  it('a wrong call is one clear line and exit code 2', async () => {
    for (const args of [
      ['lint'],
      ['lint', '--nonsense', 'x'],
      ['lint', join(folder, 'missing.rsc')],
      ['lint', folder],
      ['nonsense'],
      ['lint', '--routeros', '5', 'x'],
      ['parse', '--emit', 'x', 'y'],
      ['lsp'],
      ['practice-router', '--port', 'x'],
      ['catalogue'],
      ['catalogue', '/ip/rout'],
      ['catalogue', '/ip/route', 'ad'],
      ['catalogue', '/ip/route', '--format', 'yaml'],
      ['catalogue', '/ip/route', '--routeros', '5'],
      ['catalogue', '--diff', '7.17'],
      ['catalogue', '--diff', '7.17', 'x'],
    ]) {
      const { code, stdout, stderr } = await rscope(...args);
      assert.equal(code, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /^rscope: [^\n]+\n$/, args.join(' '));
    }
  });

  it('helps', async () => {
    for (const args of [
      ['--help'],
      ['lint', '--help'],
      ['parse', '--help'],
      ['trace', '--help'],
      ['practice-router', '--help'],
      ['lsp', '--help'],
      ['catalogue', '--help'],
    ]) {
      const { code, stdout } = await rscope(...args);
      assert.equal(code, 0);
      assert.match(stdout, /rscope/);
    }
    assert.match((await rscope('--version')).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('tells where a router stops, in bytes, also for a file that is not UTF-8', async () => {
    const utf8 = file('utf8.rsc', ':put "é"\nadd # x\n');
    const latin1 = file('latin1.rsc', Buffer.from(':put "\xe9"\nFoo\n', 'latin1'));
    const { stdout } = await rscope('parse', '--emit', 'verdict,il,highlight', '--routeros', '7.22.1', utf8, latin1);
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      [first.file, first.ok, first.error.line, first.error.column, first.error.offset],
      [utf8, false, 2, 5, 14],
    );
    assert.deepEqual(
      [second.error.line, second.error.column, second.error.offset, second.error.message],
      [2, 1, 9, 'expected command name'],
    );
  });

  it('tells what a router makes of a script, its columns in bytes of the file; nothing where it is refused', async () => {
    const accepted = file('accepted.rsc', Buffer.from(':put "\xe9"; nosuch', 'latin1'));
    const refused = file('refused.rsc', 'Foo');
    const { stdout } = await rscope('parse', '--emit', 'il', '--routeros', '7.22.1', accepted, refused);
    const forms = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).il);
    assert.deepEqual(forms, ['(evl /putmessage=\xe9);(<%% bad command name nosuch (line 1 column 11) nosuch)', null]);
  });

  it('runs a practice router until it is ended', async () => {
    const child = spawn(process.execPath, [
      '--require',
      'tsx/cjs',
      MAIN,
      'practice-router',
      '--routeros',
      '6.49',
      '--port',
      '0',
      '--rest-port',
      '0',
    ]);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    assert.match(String(line), /^Practice router: RouterOS 6\.49 on 127\.0\.0\.1:\d+ \(REST \d+\), user admin\n$/);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
