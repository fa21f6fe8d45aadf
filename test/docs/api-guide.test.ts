import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import { pythonWithLibrouteros } from '../support/librouteros';

const run = promisify(execFile);
const PAGE = join(__dirname, '..', '..', 'docs', 'api.md');

/** The code blocks of the page that bear a file name. */
function filesOfPage(): ReadonlyMap<string, string> {
  const blocks = readFileSync(PAGE, 'utf8').matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]));
}

describe('the guide to the API, docs/api.md', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-guide-'));
    for (const [name, code] of filesOfPage()) writeFileSync(join(folder, name), code);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a program of the page against a blank router; gives all that is on the router then, and what `then` found. */
  async function onRouter<T>(
    routeros: string,
    program: readonly string[],
    then: (router: PracticeRouter, environment: Record<string, string>) => T | Promise<T>,
  ): Promise<T> {
    const router = await startPracticeRouter({ routeros, tlsPort: false, restPort: 0, password: 'secret' });
    const environment = {
      ROUTER_HOST: router.host,
      ROUTER_PORT: String(router.port),
      ROUTER_URL: `http://${router.host}:${router.portOf('www')}`,
      ROUTER_USER: 'admin',
      ROUTER_PASSWORD: 'secret',
    };
    try {
      const [file = '', ...args] = program;
      await run(file, args, { cwd: folder, env: { ...process.env, ...environment }, timeout: 60_000 });
      return await then(router, environment);
    } finally {
      await router.stop();
    }
  }

  const itemsBy = (routeros: string, ...program: string[]) =>
    onRouter(routeros, program, ({ device }) => device.snapshot());

  for (const routeros of ['7.20', '7.9']) {
    it(`brings the same onto RouterOS ${routeros} by the API and by REST`, async function () {
      this.timeout(60_000);
      const byApi = await itemsBy(routeros, process.execPath, 'by-api.mjs');
      const byRest = await itemsBy(routeros, process.execPath, 'by-rest.mjs');
      assert.equal(byApi.filter((line) => line.startsWith('/ip/route ') && line.includes('0.0.0.0/0')).length, 4);
      assert.equal(byApi.filter((line) => line.startsWith('/ip/firewall/filter ')).length, 7);
      assert.deepEqual(byRest, byApi);
    });

    it(`brings the same onto RouterOS ${routeros} by librouteros`, async function () {
      this.timeout(60_000);
      const python = await pythonWithLibrouteros();
      if (!python) return this.skip();
      assert.deepEqual(
        await itemsBy(routeros, python, 'by-librouteros.py'),
        await itemsBy(routeros, process.execPath, 'by-api.mjs'),
      );
    });
  }

  it('reads the routes back with curl', async function () {
    this.timeout(60_000);
    const hasCurl = await run('curl', ['--version']).then(
      () => true,
      () => false,
    );
    if (!hasCurl) {
      console.log('    (left out: there is no curl)');
      return this.skip();
    }
    const routes = await onRouter('7.20', [process.execPath, 'by-rest.mjs'], async (_, environment) => {
      const { stdout } = await run('sh', ['read-routes.sh'], { cwd: folder, env: { ...process.env, ...environment } });
      return JSON.parse(stdout) as Record<string, string>[];
    });
    assert.deepEqual(
      routes.map((route) => `${route['routing-table']} ${route['gateway']} ${route['distance']}`),
      ['main 198.51.100.1 1', 'main 203.0.113.1 1', 'to_WAN1 198.51.100.1 1', 'to_WAN2 203.0.113.1 1'],
    );
  });

  it('a program that the router refuses something says what, and stops', async () => {
    for (const program of ['by-api.mjs', 'by-rest.mjs'])
      await assert.rejects(
        onRouter('7.20', [process.execPath, program], async (_, environment) => {
          await run(process.execPath, [program], { cwd: folder, env: { ...process.env, ...environment } });
        }),
        /already have interface/,
        `${program} a second time`,
      );
  });
});
