import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { logIn, resolveLogin } from '../../cli/src/router-login';
import { readRouterAccess } from '../../cli/src/router-options';
import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import type { StoredItem } from '../../router/src/practice/store';
import { rscope } from '../support/rscope-program';

const PASSWORD = 'canary-login';
const VARIABLE = 'RSCOPE_TEST_PASSWORD';

describe('rscope on a router', function () {
  this.timeout(60_000);
  let router: PracticeRouter;
  let folder: string;
  before(async () => {
    process.env[VARIABLE] = PASSWORD;
    folder = mkdtempSync(join(tmpdir(), 'rscope-router-'));
    router = await startPracticeRouter({ routeros: '7.20', restTlsPort: 0, password: PASSWORD });
    const put = (menu: string, ...rows: Record<string, string>[]) => {
      const stored = router.device.store.menu(menu);
      const added = rows.map((row, at): StoredItem => new Map([['.id', `*A${at}`], ...Object.entries(row)]));
      stored.items = stored.definition.kind === 'settings' ? added : [...stored.items, ...added];
    };
    put('/system/identity', { name: 'edge' });
    put('/ip/firewall/nat', {
      chain: 'srcnat',
      action: 'masquerade',
      'out-interface': 'ether1',
      packets: '7',
      bytes: '588',
    });
    put('/tool/netwatch', { host: '1.1.1.1', status: 'down', since: '2026-11-24 09:00:00' });
    put('/tool/e-mail', { server: 'mail.example.com', password: 'canary-mail' });
    put('/interface/pppoe-client', {
      name: 'pppoe-out1',
      interface: 'ether1',
      password: 'canary-pppoe',
      disabled: 'true',
    });
    put('/ppp/secret', { name: 'office', password: 'canary-secret' });
  });
  after(async () => {
    delete process.env[VARIABLE];
    rmSync(folder, { recursive: true });
    await router.stop();
  });

  /** Runs a command on the router, by environment variable; nothing that it prints may hold a secret. */
  async function run(command: string, ...args: string[]) {
    const result = await rscope(command, '--router', `127.0.0.1:${router.port}`, '--password-env', VARIABLE, ...args);
    assert.doesNotMatch(result.stdout + result.stderr, /canary/);
    return result;
  }
  function write(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  it('status: tells as text how it is', async () => {
    const { code, stdout, stderr } = await run('status');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /identity +edge/);
    assert.match(stdout, /!! 1\.1\.1\.1 +down since 2026-11-24 09:00:00/);
    assert.match(stdout, /rule 1 \(srcnat masquerade, out-interface=ether1\) +7 connections, 588 bytes/);
    assert.match(stdout, /sent over mail\.example\.com/);
  });

  it('status: tells it as JSON', async () => {
    const { code, stdout } = await run('status', '--format', 'json');
    assert.equal(code, 0);
    const state = JSON.parse(stdout);
    assert.equal(state.info.identity, 'edge');
    assert.equal(state.netwatch[0].status, 'down');
    assert.equal(state.nat[0].packets, 7);
    assert.deepEqual(state.mail, { server: 'mail.example.com' });
    assert.equal(state.report[0].id, 'router');
  });

  it('status: prints nothing that a terminal would obey', async () => {
    router.device.log('info', 'netwatch \u001b[2J gone');
    const { stdout } = await run('status');
    assert.match(stdout, /netwatch �\[2J gone/);
  });

  it('status: reads again and again until it is interrupted', async () => {
    const main = join(__dirname, '../../cli/src/main.ts');
    const args = ['status', '--router', `127.0.0.1:${router.port}`, '--password-env', VARIABLE];
    const child = spawn(process.execPath, [
      ...['--require', 'tsx/cjs', main, ...args, '--watch', '1', '--format', 'json'],
    ]);
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (lines.length === 2) child.kill('SIGINT');
    }
    const code = child.exitCode ?? (await once(child, 'exit'))[0];
    assert.equal(code, 0);
    assert.match(lines[0] ?? '', /7 connections, 588 bytes"/);
    assert.match(lines[1] ?? '', /7 connections, 588 bytes; 0 connections since the last reading"/);
  });

  it('diagnose: answers the questions of a complaint, and exits with 1 for a fault', async () => {
    const { code, stdout } = await run('diagnose', 'no-internet', '--seconds', '0');
    assert.equal(code, 1);
    assert.match(stdout, /^No Internet at all\n/);
    assert.match(stdout, /FAILED +Are the default routes active[^?]*\?\n +There is no default route/);
    assert.match(stdout, /What to do: /);
    const json = await run('diagnose', 'one-application', '--seconds', '0.1', '--no-probe', '--format', 'json');
    assert.equal(JSON.parse(json.stdout).complaint, 'one-application');
  });

  it('diagnose: names the complaints that there are', async () => {
    const { code, stderr } = await run('diagnose', 'everything');
    assert.equal(code, 2);
    assert.match(stderr, /no-internet, slow, not-balanced, one-application/);
  });

  it('pull: writes the export without secrets, and leaves no file on the router', async () => {
    const file = join(folder, 'pulled.rsc');
    const { code, stderr } = await run('pull', '-o', file);
    assert.equal(code, 0, stderr);
    const text = readFileSync(file, 'utf8');
    assert.match(text, /^# .* by RouterOS 7\.20/);
    assert.match(text, /add action=masquerade chain=srcnat out-interface=ether1/);
    assert.match(text, /set server=mail\.example\.com/);
    assert.match(text, /add name=office\n/);
    assert.doesNotMatch(text, /canary|password/);
    assert.deepEqual(router.device.store.items('/file'), []);
  });

  it('compare: finds no drift from what was just pulled, and what was changed since', async () => {
    const pulled = (await run('pull')).stdout;
    const same = await run('compare', write('same.rsc', pulled));
    assert.deepEqual([same.code, same.stdout], [0, 'The router has what the file says.\n']);
    const other = write(
      'other.rsc',
      pulled.replace('out-interface=ether1', 'out-interface=ether2').replace('edge', 'core'),
    );
    const drift = await run('compare', other);
    assert.equal(drift.code, 1);
    assert.match(
      drift.stdout,
      /\/ip\/firewall\/nat\n {2}- .*out-interface=ether2 \(line \d+\)\n {2}\+ .*out-interface=ether1\n/,
    );
    assert.match(drift.stdout, /\/system\/identity\n {2}~ name=edge \(line \d+\)\n {6}name: core -> edge\n/);
    const json = JSON.parse((await run('compare', other, '--format', 'json')).stdout);
    assert.equal(json.isWholeFile, true);
  });

  it('shows the option to add for a certificate that nobody has trusted yet, and sends nothing', async () => {
    const args = ['status', '--router', `127.0.0.1:${router.tlsPort}`, '--tls', '--password-env', VARIABLE];
    const first = await rscope(...args);
    assert.equal(first.code, 2);
    const option = /--fingerprint ([0-9A-F:]{95})/.exec(first.stderr);
    assert.equal(option?.[1], router.fingerprint);
    const second = await rscope(...args, '--fingerprint', option?.[1] ?? '');
    assert.equal(second.code, 0, second.stderr);
    const wrong = await rscope(...args, '--fingerprint', 'AB'.repeat(32));
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /shows another certificate/);
    assert.doesNotMatch(first.stderr + second.stdout + wrong.stderr, /canary/);
  });

  it('--rest: reads the same where only HTTPS is open, once its certificate is trusted', async () => {
    const args = ['status', '--rest', '--router', `127.0.0.1:${router.portOf('www-ssl')}`, '--password-env', VARIABLE];
    const { code, stdout, stderr } = await rscope(...args, '--fingerprint', router.fingerprint ?? '');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /identity +edge/);
    const first = await rscope(...args, '--tls');
    assert.equal(first.code, 2);
    assert.match(first.stderr, new RegExp(`--fingerprint ${router.fingerprint}`));
  });

  it('without a port each protocol has its own, and 443 speaks TLS', async () => {
    const address = async (values: Parameters<typeof readRouterAccess>[1]) => {
      const { host, port, tls, protocol } = (await readRouterAccess('pull', values)).address;
      return `${protocol} ${host}:${port}${tls ? ' TLS' : ''}`;
    };
    assert.equal(await address({ router: '10.0.0.1' }), 'api 10.0.0.1:8728');
    assert.equal(await address({ router: '10.0.0.1', tls: true }), 'api 10.0.0.1:8729 TLS');
    assert.equal(await address({ router: '10.0.0.1', rest: true }), 'rest 10.0.0.1:80');
    assert.equal(await address({ router: '10.0.0.1', rest: true, tls: true }), 'rest 10.0.0.1:443 TLS');
    assert.equal(await address({ router: '10.0.0.1:443', rest: true }), 'rest 10.0.0.1:443 TLS');
  });

  it('refuses --password and a plain connection to a public address', async () => {
    const password = await rscope('pull', '--router', '10.0.0.1', '--password', 'canary-argument');
    assert.equal(password.code, 2);
    assert.match(password.stderr, /there is no --password/);
    assert.doesNotMatch(password.stderr, /canary/);
    const plain = await rscope('pull', '--router', '8.8.8.8', '--password-env', VARIABLE);
    assert.equal(plain.code, 2);
    assert.match(plain.stderr, /public address.*--tls.*--allow-plain/);
  });

  it('asks nobody where there is no terminal', async () => {
    const { code, stderr } = await rscope('status', '--router', `127.0.0.1:${router.port}`);
    assert.equal(code, 2);
    assert.match(stderr, /--password-env VARIABLE or --password-fd NUMBER/);
  });

  it('reads the password from a file descriptor', async () => {
    const descriptor = openSync(write('password', `${PASSWORD}\n`), 'r');
    try {
      const access = await readRouterAccess('pull', {
        router: `127.0.0.1:${router.port}`,
        'password-fd': String(descriptor),
      });
      const connection = await logIn(await resolveLogin(access));
      const { rows } = await connection.talk(['/system/identity/print']);
      assert.equal(rows[0]?.['name'], 'edge');
      await connection.close();
    } finally {
      closeSync(descriptor);
    }
  });

  it('says what a wrong password comes to without repeating it', async () => {
    process.env[VARIABLE] = 'canary-wrong';
    try {
      const { code, stderr } = await run('pull');
      assert.equal(code, 2);
      assert.match(stderr, /refused the login of “admin”/);
    } finally {
      process.env[VARIABLE] = PASSWORD;
    }
  });
});
