import assert from 'node:assert/strict';
import { planDeploy } from '../../../router/src/deploy/deploy-plan';
import { planResult } from '../../../router/src/deploy/planned-result';
import { type ManagementPath, predictManagement } from '../../../router/src/deploy/predict-management';
import { menusOf, runningConfiguration } from '../../../router/src/deploy/running-configuration';
import { PracticeDevice } from '../../../router/src/practice/device';
import { exportText } from '../../../router/src/practice/export-text';

/** An office with one uplink; the router is managed from the inside, and from one address outside. */
const OFFICE = `/interface bridge
add name=bridge1
/interface bridge port
add bridge=bridge1 interface=ether2
/interface list
add name=WAN
/interface list member
add list=WAN interface=ether1
/ip address
add address=192.168.88.1/24 interface=bridge1
add address=198.51.100.2/30 interface=ether1
/ip route
add dst-address=0.0.0.0/0 gateway=198.51.100.1
/ip firewall filter
add action=accept chain=input connection-state=established,related
add action=accept chain=input dst-port=8729 in-interface=ether1 protocol=tcp src-address=203.0.113.7
add action=drop chain=input in-interface=ether1
/user
add name=joe group=full
`;
const INSIDE: ManagementPath = {
  ...{ localAddress: '192.168.88.10', remoteAddress: '192.168.88.1' },
  ...{ port: 8729, service: 'api-ssl', user: 'joe' },
};
const OUTSIDE: ManagementPath = { ...INSIDE, localAddress: '203.0.113.7', remoteAddress: '198.51.100.2' };

function predict(script: string, path = INSIDE, before = OFFICE) {
  const device = new PracticeDevice('7.20');
  device.runScript(before);
  const paths = [...device.store.menus.map((menu) => menu.path), ...menusOf(script, device.version)];
  const rows = new Map(paths.map((each) => [each, device.store.items(each).map((item) => Object.fromEntries(item))]));
  const running = runningConfiguration(exportText(device.store, '7.20'), device.version, rows);
  const plan = planDeploy(script, device.version);
  return predictManagement(running, planResult(running, plan, script), path, script, plan);
}

describe('predicting whether the router can still be managed', () => {
  const STAYS: Readonly<Record<string, [script: string, path?: ManagementPath]>> = {
    'a rule for others': ['/ip firewall filter add chain=input action=drop src-address=10.0.0.0/8'],
    'a rule for what comes from outside, from inside': [
      '/ip firewall filter add chain=input action=drop in-interface-list=WAN place-before=0',
    ],
    'a rule behind the one that lets in': ['/ip firewall filter add chain=input action=drop', OUTSIDE],
    'the port gets another name': ['/interface ethernet set [find default-name=ether1] name=WAN1', OUTSIDE],
    'another service goes': ['/ip service disable [find name=telnet]'],
    'the service for one’s own network': ['/ip service set api-ssl address=192.168.88.0/24'],
    'another user goes': ['/user add name=x group=full\n/user remove x'],
  };
  for (const [what, [script, path]] of Object.entries(STAYS))
    it(`stays: ${what}`, () => assert.deepEqual(predict(script, path), { kind: 'stays' }));

  const CUT: Readonly<Record<string, [script: string, line: number, what: RegExp, path?: ManagementPath]>> = {
    'a rule that drops it': ['\n/ip firewall filter\nadd chain=input action=drop', 3, /new connection .* stopped/],
    'the rule that let it in is removed': [
      '/ip firewall filter remove [find src-address=203.0.113.7]',
      1,
      /a new connection .*\/ip\/firewall\/filter/,
      OUTSIDE,
    ],
    'a rule for established connections': [
      '/ip firewall filter add chain=input action=drop connection-state=established place-before=[find connection-state=established,related]',
      1,
      /open connection/,
    ],
    'the answers are dropped': ['/ip firewall filter add chain=output action=drop protocol=tcp', 1, /answer/],
    'NAT sends it elsewhere': [
      '/ip firewall nat add chain=dstnat protocol=tcp dst-port=8729 action=dst-nat to-addresses=192.168.88.9',
      1,
      /8729/,
    ],
    'raw drops it': ['/ip firewall raw add chain=prerouting action=drop src-address=192.168.88.10', 1, /raw/],
    'the service is disabled': ['/ip service set api-ssl disabled=yes', 1, /api-ssl .* is disabled/],
    'the service moves': ['/ip service set api-ssl port=9999', 1, /moves to port 9999/],
    'the service answers others': ['/ip service set api-ssl address=10.0.0.0/8', 1, /10\.0\.0\.0\/8/],
    'the user is removed': ['/user remove joe', 1, /“joe” .* removed/],
    'the user is disabled': ['/user disable [find name=joe]', 1, /“joe” .* disabled/],
    'the user may log in from elsewhere': ['/user set joe address=10.0.0.0/8', 1, /10\.0\.0\.0\/8/],
    'the user’s group is no good': [
      '/user group add name=web policy=read,web\n/user set joe group=web',
      2,
      /without the policy “api”/,
    ],
    'the address is removed': ['/ip address remove [find interface=bridge1]', 1, /192\.168\.88\.1 .* goes/],
    'the address is disabled': ['/ip address disable [find interface=bridge1]', 1, /is disabled/],
    'the address changes': ['/ip address set [find interface=bridge1] address=10.1.1.1/24', 1, /goes/],
    'the bridge is disabled': ['/interface bridge set bridge1 disabled=yes', 1, /bridge1, which is disabled/],
    'the port becomes one of a bridge': [
      '/interface bridge port add bridge=bridge1 interface=ether1',
      1,
      /ether1, which becomes a port of bridge1/,
      OUTSIDE,
    ],
    'the way back goes': ['/ip route remove [find]', 1, /answer/, OUTSIDE],
    'only until the plan is through': [
      '/ip firewall filter\nadd chain=input action=drop place-before=[find connection-state=established,related] comment=x\nset [find comment=x] src-address=10.0.0.0/8',
      2,
      /once line 2 is applied and before the rest is/,
    ],
    'the router restarts': ['/system reboot', 1, /reboot/],
    'everything is reset': ['/system reset-configuration no-defaults=yes', 1, /reset-configuration/],
  };
  for (const [what, [script, line, words, path]] of Object.entries(CUT))
    it(`cut: ${what}`, () => {
      const found = predict(script, path);
      assert.ok(found.kind === 'cut', JSON.stringify(found));
      assert.match(found.because.what, words);
      assert.equal(found.because.line ?? 0, line, found.because.what);
    });

  const UNKNOWN: Readonly<Record<string, [script: string, why: RegExp, path?: ManagementPath]>> = {
    'it gets through only now and then': [
      '/ip firewall filter add chain=input action=drop limit=10,5:packet',
      /may be stopped/,
    ],
    'it could not get in before': [
      '/ip dns set servers=1.1.1.1',
      /gets through now/,
      { ...OUTSIDE, localAddress: '8.8.8.8' },
    ],
    'the plan asks what nobody knows': [':if ([/ping 1.1.1.1 count=1] > 0) do={/ip dns set servers=1.1.1.1}', /line 1/],
  };
  for (const [what, [script, why, path]] of Object.entries(UNKNOWN))
    it(`can’t be told: ${what}`, () => {
      const found = predict(script, path);
      assert.ok(found.kind === 'unknown', JSON.stringify(found));
      assert.match(found.why, why);
    });
});
