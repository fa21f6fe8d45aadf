import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { readRouters } from '../../cli/src/inventory/inventory-routers';
import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import { leftovers } from '../support/deploying';
import { rscopeArguments } from '../support/rscope-program';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'fleet.md'), 'utf8');
const PASSWORD = 'canary-guide';
const OFFICE = '/interface bridge\nadd name=office\n';

/** The code blocks of the page in one language. */
function fences(language: string): readonly string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code);
}

interface Step {
  readonly run?: string;
}
interface Pipeline {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly Step[]; readonly strategy?: { readonly matrix: { site: string[] } } }>
  >;
}
interface Play {
  readonly hosts: string;
  readonly tasks: readonly {
    readonly 'ansible.builtin.command': { readonly argv: readonly string[] };
    readonly environment: Readonly<Record<string, string>>;
  }[];
}

describe('the guide to many routers, docs/fleet.md', function () {
  this.timeout(60_000);
  const [inventory = ''] = fences('ini');
  const yaml = fences('yaml').map((text): unknown => parse(text));
  const [play] = yaml.find((document): document is Play[] => Array.isArray(document)) ?? [];
  const pipeline = yaml.find((document): document is Pipeline => !Array.isArray(document));

  let folder: string;
  let routers: PracticeRouter[];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-fleet-guide-'));
    const program = [process.execPath, ...rscopeArguments()].map((word) => `'${word}'`).join(' ');
    writeFileSync(join(folder, 'rscope'), `#!/bin/sh\nexec ${program} "$@"\n`);
    chmodSync(join(folder, 'rscope'), 0o755);
    writeFileSync(join(folder, 'office.rsc'), OFFICE);
    routers = await Promise.all(
      [1, 2].map(() => startPracticeRouter({ routeros: '7.20', user: 'deploy', password: PASSWORD })),
    );
    // The inventory of the page, with the places and fingerprints of the practice routers.
    let host = 0;
    const places = inventory.replace(/ansible_host=.*$/gm, () => {
      const { tlsPort, fingerprint = '' } = routers[host++] ?? {};
      return `ansible_host=127.0.0.1 rscope_port=${tlsPort} rscope_fingerprint=${fingerprint.replaceAll(':', '')}`;
    });
    writeFileSync(join(folder, 'hosts.ini'), places);
  });
  afterEach(async () => {
    await Promise.all(routers.map((router) => router.stop()));
    rmSync(folder, { recursive: true });
  });

  /** Runs a line as a shell does, in the folder, with nothing of this environment but where programs are. */
  function shell(line: string, environment: Record<string, string>) {
    const env = { PATH: [folder, process.env['PATH']].join(delimiter), ...environment };
    return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const child = execFile('sh', ['-c', line], { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
      );
      child.stdin?.end();
    });
  }
  /** The same, of a line that must end well and let nobody see the password. */
  async function runs(line: string, environment: Record<string, string>): Promise<string> {
    const { code, stdout, stderr } = await shell(line, environment);
    assert.equal(code, 0, `${line}\n${stdout}${stderr}`);
    assert.doesNotMatch(stdout + stderr, /canary/);
    return stdout;
  }
  const offices = () =>
    routers.map(({ device }) => device.store.items('/interface/bridge').some((item) => item.get('name') === 'office'));
  const isClean = () => routers.every((router) => leftovers(router).length === 0);

  it('shows an inventory that names two routers, reached over TLS', async () => {
    const path = join(folder, 'shown.ini');
    writeFileSync(path, inventory);
    const { routers: shown, notes } = await readRouters('deploy', { inventory: path, limit: 'edges' });
    const common = { protocol: 'api', tls: true, user: 'deploy' };
    assert.deepEqual(
      shown.map(({ address }) => address),
      [
        { name: 'edge-1', host: '10.0.0.1', port: 8729, ...common },
        { name: 'edge-2', host: '10.0.0.2', port: 8730, ...common },
      ],
    );
    assert.deepEqual(notes, []);
  });

  it('shows a first try without a router, of which the plan is what the deploy does', async () => {
    const [first = ''] = fences('sh');
    const [start = '', ...deploys] = first.trim().split('\n');
    assert.match(start, /^rscope practice-router --port 8728\b/);
    const plain = await startPracticeRouter({ routeros: '7.20', tlsPort: false, password: PASSWORD });
    try {
      assert.equal(deploys.length, 2);
      for (const line of deploys) {
        // The page has a terminal, that is asked for the password and whether to keep.
        const isPlan = line.includes('--plan');
        const answers = `--password-env ROUTER_PASSWORD${isPlan ? '' : ' --keep verified'}`;
        const here = line.replace('--router 127.0.0.1', `--router 127.0.0.1:${plain.port}`);
        assert.notEqual(here, line);
        assert.match(await runs(`${here} ${answers}`, { ROUTER_PASSWORD: PASSWORD }), isPlan ? /planned/ : /kept/);
      }
      assert.equal(plain.device.store.items('/interface/bridge').length, 1);
    } finally {
      await plain.stop();
    }
  });

  it('shows how to deploy to a group in waves', async () => {
    const waves = fences('sh').filter((line) => line.includes('--waves'));
    assert.equal(waves.length, 1);
    await runs(waves[0] ?? '', { ROUTER_PASSWORD: PASSWORD });
    assert.deepEqual([offices(), isClean()], [[true, true], true]);
  });

  it('shows a playbook whose command deploys to one router, with its port, user and fingerprint', async () => {
    assert.ok(play);
    assert.equal(play.hosts, 'edges');
    const [task] = play.tasks;
    const filled = (text: string) =>
      text.replace(/\{\{ *(\w+) *\}\}/g, (_, name: string) => {
        const value = { inventory_file: 'hosts.ini', inventory_hostname: 'edge-2', router_password: PASSWORD }[name];
        assert.ok(value, name);
        return value;
      });
    const words = task?.['ansible.builtin.command'].argv.map((word) => `'${filled(word)}'`) ?? [];
    const environment = Object.fromEntries(
      Object.entries(task?.environment ?? {}).map(([name, value]) => [name, filled(value)]),
    );
    const result = JSON.parse(await runs(words.join(' '), environment));
    assert.deepEqual([result.router, result.end], ['edge-2', 'kept']);
    assert.deepEqual(offices(), [false, true]);
    // What a playbook does twice changes nothing the second time.
    assert.equal(JSON.parse(await runs(words.join(' '), environment)).end, 'nothing');
  });

  it('shows a pipeline whose steps run one after another', async () => {
    assert.ok(pipeline);
    const environment = Object.fromEntries(
      Object.entries(pipeline.env).map(([name, value]) => {
        assert.match(value, /^\$\{\{ secrets\.\w+ \}\}$/);
        return [name, PASSWORD];
      }),
    );
    let steps = 0;
    for (const { steps: all, strategy } of Object.values(pipeline.jobs))
      for (const site of strategy?.matrix.site ?? [''])
        for (const { run } of all) {
          if (run === undefined) continue;
          steps++;
          await runs(run.replace(/\$\{\{ *matrix\.site *\}\}/, site), environment);
        }
    assert.equal(steps, 4);
    assert.deepEqual([offices(), isClean()], [[true, true], true]);
  });
});
