import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { applyPlan } from '../../../router/src/deploy/apply-plan';
import { describeStep, planDeploy } from '../../../router/src/deploy/deploy-plan';
import { fetchExport } from '../../../router/src/deploy/fetch-export';
import { readRouterInfo } from '../../../router/src/device/router-info';
import type { RouterConnection } from '../../../router/src/transport/router-connection';
import { startPractice } from '../../support/practice';
import { sharedScripts } from '../../support/shared-files';

/** Deploys a script to a blank practice router and gives the outcome with the router. */
async function deploy(routeros: string, script: string) {
  const practice = await startPractice(routeros);
  const { version } = await readRouterInfo(practice.connection);
  const plan = planDeploy(script, version);
  const outcome = await applyPlan(practice.connection, plan);
  return { practice, plan, outcome, version };
}

describe('fetching an export', () => {
  it('that is longer than one part, whose parts end inside letters', async () => {
    const comment = 'Офис на улице, второй этаж';
    for (const shift of ['', 'x']) {
      const practice = await startPractice('7.20.8', {
        configuration: `/system note set note="${shift}"
:for i from=1 to=800 do={ /ip firewall filter add chain=input comment="${comment} $i" }`,
      });
      const { version } = await readRouterInfo(practice.connection);
      const text = await fetchExport(practice.connection, version, 'x');
      assert.ok(Buffer.byteLength(text) > 32_768);
      assert.equal(text.split(comment.split(' ')[0] ?? '').length - 1, 800);
      assert.doesNotMatch(text, /[ÐÑ\ufffd]/);
      await practice.stop();
    }
  });
});

describe('deploying', () => {
  it('sends a declarative script command by command', async () => {
    const { practice, plan, outcome } = await deploy(
      '7.20',
      '/interface bridge add name=b\n/ip address\nadd address=10.0.0.1/24 interface=b\nset [find interface=b] comment="the office"\n',
    );
    assert.equal(plan.kind, 'sentences');
    assert.deepEqual(outcome, { kind: 'applied', commands: 3 });
    assert.equal((await practice.rows('/ip/address/print'))[0]?.['comment'], 'the office');
    await practice.stop();
  });

  it('stops at the line that the router refuses, and says its words', async () => {
    const { practice, outcome } = await deploy('7.20', '/interface bridge\nadd name=b\nadd name=b\nadd name=c\n');
    assert.deepEqual(outcome, {
      kind: 'failed',
      commands: 1,
      line: 3,
      message: 'failure: already have interface with name b',
    });
    assert.equal((await practice.rows('/interface/bridge/print')).length, 1);
    await practice.stop();
  });

  const LOOP = ':foreach n in={"a";"b"} do={\n  /interface bridge add name=$n\n}\n';
  for (const [routeros, via] of [
    ['7.20', 'import'],
    ['6.49', 'system-script'],
  ] as const) {
    it(`has RouterOS ${routeros} run a script with a loop, by ${via}, and leaves nothing behind`, async () => {
      const { practice, plan, outcome } = await deploy(routeros, LOOP);
      assert.ok(plan.kind === 'script' && plan.via === via);
      assert.equal(outcome.kind, 'applied');
      assert.deepEqual(
        (await practice.rows('/interface/bridge/print')).map((row) => row['name']),
        ['a', 'b'],
      );
      for (const menu of ['/file', '/system/script', '/system/script/environment'])
        assert.deepEqual(await practice.rows(`${menu}/print`), [], menu);
      await practice.stop();
    });

    it(`reports the failing line of such a script on RouterOS ${routeros}`, async () => {
      const { practice, outcome } = await deploy(routeros, `${LOOP}/interface bridge add name=a\n`);
      assert.ok(outcome.kind === 'failed' && outcome.line === 4, JSON.stringify(outcome));
      assert.match(outcome.message, /already have interface with name a/);
      await practice.stop();
    });
  }

  it('can be cancelled between two commands', async () => {
    const practice = await startPractice('7.20');
    const { version } = await readRouterInfo(practice.connection);
    const abort = new AbortController();
    const plan = planDeploy('/interface bridge\nadd name=a\nadd name=b\nadd name=c\n', version);
    const outcome = await applyPlan(practice.connection, plan, {
      signal: abort.signal,
      onProgress: ({ done }) => done === 1 && abort.abort(),
    });
    assert.equal(outcome.kind, 'cancelled');
    assert.ok((await practice.rows('/interface/bridge/print')).length < 3);
    await practice.stop();
  });

  describe('a script of many commands', () => {
    const LINES = Array.from({ length: 2000 }, (_, at) => `add list=office address=10.0.${at >> 8}.${at & 255}`);
    const script = (...more: string[]) => ['/ip firewall address-list', ...LINES, ...more, ''].join('\n');
    /** What the connection was asked to do, by command. */
    async function deployWatched(routeros: string, text: string, onPart?: (parts: number, abort: () => void) => void) {
      const practice = await startPractice(routeros);
      const { version } = await readRouterInfo(practice.connection);
      const sent = new Map<string, number>();
      const abort = new AbortController();
      const connection: RouterConnection = {
        ...practice.connection,
        talk: (words, options) => {
          const [command = ''] = words;
          sent.set(command, (sent.get(command) ?? 0) + 1);
          if (command === '/import') onPart?.(sent.get(command) ?? 0, () => abort.abort());
          return practice.connection.talk(words, options);
        },
      };
      let asked = 0;
      const beforeStep = async () => void asked++;
      const outcome = await applyPlan(connection, planDeploy(text, version), {
        id: '0a1b2c3d',
        beforeStep,
        signal: abort.signal,
      });
      const addresses = (await practice.rows('/ip/firewall/address-list/print')).map((row) => row['address']);
      const left = [
        ...(await practice.rows('/file/print')),
        ...(await practice.rows('/system/script/environment/print')),
      ];
      await practice.stop();
      return { outcome, sent, asked, addresses, left };
    }
    const inOrder = LINES.map((line) => line.split('address=')[1]);

    it('goes as a few files, in its order, and leaves none of them', async () => {
      const { outcome, sent, asked, addresses, left } = await deployWatched('7.20', script());
      assert.deepEqual(outcome, { kind: 'applied', commands: 2000 });
      assert.deepEqual(addresses, inOrder);
      assert.equal(sent.get('/ip/firewall/address-list/add'), undefined);
      const imports = sent.get('/import') ?? 0;
      assert.ok(imports > 1 && imports < 6, `${imports} files`);
      // The undo of the router is kept from coming between two of them.
      assert.equal(asked, imports);
      assert.deepEqual(left, []);
    });

    it('stops at the line that is refused, and sends nothing past the file that holds it', async () => {
      const refused = [...LINES];
      refused[1799] = 'add list=office address=10.0.0.0';
      const text = ['/ip firewall address-list', ...refused, ''].join('\n');
      const { outcome, sent, addresses, left } = await deployWatched('7.20', text);
      assert.ok(outcome.kind === 'failed');
      assert.deepEqual([outcome.line, outcome.commands], [1801, 1799]);
      assert.match(outcome.message, /already have such entry/);
      assert.doesNotMatch(outcome.message, /line \d/);
      assert.deepEqual(addresses, inOrder.slice(0, 1799));
      assert.equal(sent.get('/import'), 2);
      assert.deepEqual(left, []);
    });

    it('can be cancelled between two files', async () => {
      const { outcome, sent } = await deployWatched('7.20', script(), (_, abort) => abort());
      assert.ok(outcome.kind === 'cancelled' && outcome.commands > 500 && outcome.commands < 2000);
      assert.equal(outcome.nextLine, outcome.commands + 2);
      assert.equal(sent.get('/import'), 1);
    });

    it('goes one by one to a router that can’t import a file over the API', async () => {
      const { outcome, sent, addresses } = await deployWatched('6.49', script());
      assert.equal(outcome.kind, 'applied');
      assert.equal(sent.get('/ip/firewall/address-list/add'), 2000);
      assert.deepEqual(addresses, inOrder);
    });

    for (const routeros of ['7.20', '6.49'])
      it(`goes in parts on RouterOS ${routeros} where it has a loop and is longer than a router takes at once`, async () => {
        const loop = ':for i from=1 to=3 do={ add list=office address="10.9.9.$i" }';
        const { outcome, addresses, left } = await deployWatched(routeros, script(loop));
        assert.deepEqual(outcome, { kind: 'applied', commands: 1 });
        assert.deepEqual(addresses, [...inOrder, '10.9.9.1', '10.9.9.2', '10.9.9.3']);
        assert.deepEqual(left, []);
        const failed = await deployWatched(routeros, script(loop, 'add list=office address=10.0.0.1'));
        assert.ok(failed.outcome.kind === 'failed' && failed.outcome.line === 2003, JSON.stringify(failed.outcome));
      });
  });

  it('hides secrets in what it shows', () => {
    const plan = planDeploy('/ppp secret add name=a password=hunter2', { major: 7, minor: 20 });
    assert.ok(plan.kind === 'sentences');
    assert.doesNotMatch(plan.steps.map(describeStep).join(), /hunter2/);
  });

  for (const file of sharedScripts('facts/configs')) {
    it(`${basename(file)}: command by command or as a whole, the router ends up the same`, async () => {
      const routeros = file.includes('-v6') ? '6.49' : '7.20';
      const text = readFileSync(file, 'utf8');
      const one = await deploy(routeros, text);
      assert.ok(one.plan.kind === 'sentences' && one.outcome.kind === 'applied', JSON.stringify(one.outcome));
      const other = await startPractice(routeros);
      const whole = await applyPlan(other.connection, {
        kind: 'script',
        text,
        reason: 'test',
        via: routeros === '6.49' ? 'system-script' : 'import',
      });
      assert.equal(whole.kind, 'applied', JSON.stringify(whole));
      assert.equal(
        await fetchExport(one.practice.connection, one.version, 'x'),
        await fetchExport(other.connection, one.version, 'x'),
      );
      await one.practice.stop();
      await other.stop();
    });
  }
});
