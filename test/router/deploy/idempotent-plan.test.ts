import assert from 'node:assert/strict';
import { applyPlan } from '../../../router/src/deploy/apply-plan';
import { describeStep } from '../../../router/src/deploy/deploy-plan';
import { fetchExport } from '../../../router/src/deploy/fetch-export';
import type { PlanMode } from '../../../router/src/deploy/idempotent-plan';
import { preparePlan } from '../../../router/src/deploy/prepare-plan';
import { readRouterInfo } from '../../../router/src/device/router-info';
import { type Practice, startPractice } from '../../support/practice';

const LEAVE: PlanMode = { kind: 'leave-existing' };
const MAKE: PlanMode = { kind: 'make-it-so', tag: 'lb' };

/** Plans a script in a mode, and applies it. */
async function deploy({ connection }: Practice, script: string, mode: PlanMode) {
  const { version } = await readRouterInfo(connection);
  const exportText = await fetchExport(connection, version, 'before');
  const prepared = await preparePlan(connection, script, { version, exportText, mode });
  const { plan } = prepared;
  assert.ok(plan.kind === 'sentences');
  const outcome = await applyPlan(connection, plan);
  assert.equal(outcome.kind, 'applied', JSON.stringify(outcome));
  return { ...prepared, sent: plan.steps.map(describeStep) };
}

/** A practice router on which a script ran before. */
async function routerWith(before: string): Promise<Practice> {
  const practice = await startPractice('7.20');
  practice.router.device.runScript(before);
  return practice;
}

const comments = async (practice: Practice, menu: string): Promise<unknown[]> =>
  (await practice.rows(`${menu}/print`)).map((row) => row['comment']);

describe('a deploy of what is partly there', () => {
  const SCRIPT = `/interface list add name=WAN
/interface list member add list=WAN interface=ether1
/ip address add address=10.0.0.1/24 interface=ether2
/ip firewall filter
add chain=input action=accept connection-state=established,related comment=open
add chain=input action=accept protocol=icmp
add chain=input action=drop in-interface-list=WAN comment=rest
/ip dns set servers=1.1.1.1
`;

  for (const mode of [LEAVE, MAKE])
    it(`sends nothing the second time (${mode.kind})`, async () => {
      const practice = await startPractice('7.20');
      const first = await deploy(practice, SCRIPT, mode);
      assert.equal(first.sent.length, 7);
      const second = await deploy(practice, SCRIPT, mode);
      assert.deepEqual(second.sent, []);
      assert.deepEqual(
        second.left.map(({ line }) => line),
        [1, 2, 3, 5, 6, 7, 8],
      );
      assert.deepEqual(second.difference, []);
      await practice.stop();
    });

  it('leaves an item with the same key or comment as it is', async () => {
    const practice = await routerWith(
      '/ip firewall filter add chain=input action=drop comment=rest in-interface=ether5\n/interface bridge add name=b comment=old',
    );
    const { sent } = await deploy(
      practice,
      '/interface bridge add name=b comment=new\n/ip firewall filter add chain=input action=drop comment=rest\n/ip firewall filter add chain=forward action=drop comment=rest',
      LEAVE,
    );
    assert.deepEqual(sent, ['/ip/firewall/filter/add chain=forward action=drop comment=rest']);
    await practice.stop();
  });

  it('takes one item for one command, where several look alike', async () => {
    const practice = await routerWith('/ip firewall filter add chain=input action=accept protocol=icmp');
    const rule = 'add chain=input action=accept protocol=icmp\n';
    assert.equal((await deploy(practice, `/ip firewall filter\n${rule.repeat(3)}`, LEAVE)).sent.length, 2);
    await practice.stop();
  });

  it('makes it so: changes what differs, adds what is missing at its place, with a tag', async () => {
    const practice = await routerWith(
      '/ip firewall filter\nadd chain=input action=accept comment=open log=yes\nadd chain=input action=drop comment=rest\n',
    );
    const { sent } = await deploy(
      practice,
      '/ip firewall filter\nadd chain=input action=accept comment=open log=no\nadd chain=input action=accept comment=new\nadd chain=input action=drop comment=rest\n',
      MAKE,
    );
    assert.deepEqual(
      sent.map((text) => text.replace(/\*\w+/g, '*N')),
      [
        '/ip/firewall/filter/set [find .id=*N] log=no',
        '/ip/firewall/filter/add chain=input action=accept comment="new [rscope:lb]" place-before=[find .id=*N]',
      ],
    );
    assert.deepEqual(await comments(practice, '/ip/firewall/filter'), ['open', 'new [rscope:lb]', 'rest']);
    await practice.stop();
  });

  it('makes it so: removes what it made before and is no longer wanted, and nothing else', async () => {
    const practice = await routerWith('/ip firewall filter add chain=forward action=drop comment=mine');
    await deploy(practice, `${SCRIPT}/ip route add gateway=10.0.0.2 dst-address=10.5.0.0/16\n`, MAKE);
    await deploy(
      practice,
      '/ip firewall filter\nadd chain=input action=drop comment=rest\nremove [find comment=mine]\n',
      MAKE,
    );
    assert.deepEqual(await comments(practice, '/ip/firewall/filter'), ['mine', 'rest [rscope:lb]']);
    const [rest] = (await practice.rows('/ip/firewall/filter/print')).slice(1);
    assert.equal(rest?.['in-interface-list'], undefined, 'what the script no longer says of its own rule goes');
    for (const menu of ['/ip/route', '/ip/address', '/interface/list/member'])
      assert.deepEqual(
        (await practice.rows(`${menu}/print`)).filter((row) => row['dynamic'] !== 'true'),
        [],
        menu,
      );
    await practice.stop();
  });

  it('makes it so: moves rules into the order of the script', async () => {
    const practice = await routerWith(
      '/ip firewall filter\nadd chain=input action=drop comment=c\nadd chain=input action=accept comment=a\nadd chain=input action=accept comment=b\n',
    );
    const { sent } = await deploy(
      practice,
      '/ip firewall filter\nadd chain=input action=accept comment=a\nadd chain=input action=accept comment=b\nadd chain=input action=drop comment=c\n',
      MAKE,
    );
    assert.equal(sent.length, 1);
    assert.deepEqual(await comments(practice, '/ip/firewall/filter'), ['a', 'b', 'c']);
    await practice.stop();
  });

  it('says that a script which runs as a whole does as it is written', async () => {
    const practice = await startPractice('7.20');
    const { version } = await readRouterInfo(practice.connection);
    const loop = ':foreach n in={"a";"b"} do={/interface bridge add name=$n}';
    const exportText = await fetchExport(practice.connection, version, 'before');
    const { plan, refused } = await preparePlan(practice.connection, loop, { version, exportText, mode: LEAVE });
    assert.equal(plan.kind, 'script');
    assert.match(refused ?? '', /as a whole/);
    await practice.stop();
  });
});
