import assert from 'node:assert/strict';
import { applyPlan } from '../../../router/src/deploy/apply-plan';
import { fetchExport } from '../../../router/src/deploy/fetch-export';
import { preparePlan } from '../../../router/src/deploy/prepare-plan';
import { readRouterInfo } from '../../../router/src/device/router-info';
import { startPractice } from '../../support/practice';

const OFFICE = `/interface bridge
add name=bridge1
/ip address
add address=192.168.88.1/24 interface=bridge1
/ip service
set ftp disabled=yes
/ip dns
set servers=9.9.9.9
/ip firewall filter
add action=accept chain=input comment=open connection-state=established,related
add action=drop chain=input comment="from outside" in-interface=ether1
`;

/** A practice router with a configuration, a plan for a script, and what the router exports once it is applied. */
async function prepare(script: string, { routeros = '7.20', before = OFFICE } = {}) {
  const practice = await startPractice(routeros);
  practice.router.device.runScript(before);
  const { version } = await readRouterInfo(practice.connection);
  const exportText = await fetchExport(practice.connection, version, 'before');
  const prepared = await preparePlan(practice.connection, script, { version, exportText });
  const outcome = await applyPlan(practice.connection, prepared.plan);
  const exported = await fetchExport(practice.connection, version, 'after');
  await practice.stop();
  return { ...prepared, outcome, exported };
}

describe('the plan of a deploy', () => {
  for (const routeros of ['7.20', '6.49']) {
    it(`shows the export of RouterOS ${routeros} as it will be, to the byte`, async () => {
      const { result, exported, outcome, running } = await prepare(
        `/interface bridge set bridge1 comment="the office"
/ip address add address=10.0.0.1/8 interface=ether2
/ip firewall filter
add chain=input action=passthrough protocol=icmp place-before=[find comment="from outside"]
remove [find comment=open]
/ip service set telnet disabled=yes
/ip dns set servers=1.1.1.1
/interface ethernet set [find default-name=ether1] name=WAN1
`,
        { routeros },
      );
      assert.equal(outcome.kind, 'applied', JSON.stringify(outcome));
      assert.notEqual(running.exportText, result.text);
      assert.equal(result.text, exported);
      assert.ok(result.certain, result.why);
    });
  }

  it('follows loops and conditions of a script that runs as a whole', async () => {
    const { result, exported, commands } = await prepare(
      ':foreach n in={"a";"b"} do={\n  :if ([:len [/interface bridge find name=$n]] = 0) do={\n    /interface bridge add name=$n\n  }\n}\n',
    );
    assert.equal(result.text, exported);
    assert.deepEqual(commands, [
      { line: 3, text: '/interface/bridge/add name=a' },
      { line: 3, text: '/interface/bridge/add name=b' },
    ]);
  });
});
