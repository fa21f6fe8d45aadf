import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { planDeploy } from '../../../router/src/deploy/deploy-plan';
import { planResult } from '../../../router/src/deploy/planned-result';
import { menusOf, runningConfiguration } from '../../../router/src/deploy/running-configuration';
import { undoScript } from '../../../router/src/deploy/undo-script';
import { PracticeDevice } from '../../../router/src/practice/device';
import { exportText } from '../../../router/src/practice/export-text';
import { differenceOf } from '../../../server/src/config/configuration-difference';
import { sharedScripts } from '../../support/shared-files';

const OFFICE = `/interface bridge
add name=bridge1
/interface list
add name=WAN
add name=LAN
/interface list member
add list=WAN interface=ether1
add list=LAN interface=bridge1
/ip address
add address=192.168.88.1/24 interface=bridge1
add address=10.9.0.1/24 interface=ether2 comment="the \\"lab\\""
/ip firewall filter
add action=accept chain=input comment=open connection-state=established,related
add action=accept chain=input protocol=icmp
add action=accept chain=input protocol=icmp
add action=drop chain=input comment="from outside" in-interface=ether1 log=yes log-prefix=in
add action=drop chain=forward comment=late
/ip dns
set servers=9.9.9.9
/user
add name=joe group=read
`;

/** What a practice router holds, without ids; the order of items where it means something. */
function held(device: PracticeDevice): Record<string, readonly string[]> {
  const menus = [...device.store.menus].filter(({ items }) => items.length > 0);
  return Object.fromEntries(
    menus.map(({ path, items }) => {
      const shown = items.map((item) =>
        JSON.stringify([...item].filter(([name, value]) => name !== '.id' && value !== '').sort()),
      );
      return [path, device.store.catalogue.menu(path)?.ordered ? shown : shown.sort()];
    }),
  );
}

/** The same without what is off: a menu of settings that was never touched has nothing. */
function set(device: PracticeDevice): readonly string[] {
  const isSet = ([name, value]: [string, string]) => name !== '.id' && !['', 'no', 'false', 'none'].includes(value);
  return device.store.menus.flatMap(({ path, items }) =>
    items
      .map((item) => JSON.stringify([path, ...[...item].filter(isSet).sort()]))
      .filter((text) => text.includes(',[')),
  );
}

/** A practice router with a configuration, and a plan for it. */
function planned(script: string, routeros: string, before: string) {
  const device = new PracticeDevice(routeros);
  device.runScript(before);
  const paths = [...device.store.menus.map(({ path }) => path), ...menusOf(script, device.version)];
  const rows = new Map(paths.map((path) => [path, device.store.items(path).map((item) => Object.fromEntries(item))]));
  const running = runningConfiguration(exportText(device.store, routeros), device.version, rows);
  const plan = planDeploy(script, device.version);
  const result = planResult(running, plan, script);
  return { device, running, plan, result, undo: undoScript(running, result) };
}

/** Undoes every part of a plan, from nothing to all of it, twice each, and compares with what was before. */
function undoesEveryPart(script: string, routeros = '7.20', before = OFFICE): void {
  const { plan, undo, result } = planned(script, routeros, before);
  assert.ok(plan.kind === 'sentences' && result.failure === undefined, JSON.stringify(result.failure) + script);
  assert.ok(undo.kind === 'reverse' && undo.source.split('\n').length > 1, JSON.stringify(undo));
  const ends = [0, ...plan.steps.map(({ range }) => range.end)];
  for (const [commands, end] of ends.entries()) {
    const device = new PracticeDevice(routeros);
    device.runScript(before);
    const original = held(device);
    device.runScript(script.slice(0, end));
    for (const time of ['once', 'twice']) {
      device.runScript(undo.source);
      assert.deepEqual(held(device), original, `${commands} of ${ends.length - 1}, undone ${time}\n${undo.source}`);
    }
  }
}

describe('the script that undoes a plan', () => {
  const PLANS: Readonly<Record<string, string>> = {
    'takes away what was added, and not its like': `/ip firewall filter
add chain=input action=accept protocol=icmp
add chain=input action=accept protocol=icmp comment=mine place-before=[find comment=open]
`,
    'puts back values, absent ones too': `/ip firewall filter
set [find comment="from outside"] comment=other in-interface=ether3 src-address=1.2.3.4 log=no
disable [find comment=late]
/ip address set [find interface=ether2] address=10.8.0.1/16 !comment
/ip dns set servers=1.1.1.1 allow-remote-requests=yes
/ip service set telnet disabled=yes port=2323
`,
    'puts back what was removed, at its place': `/ip firewall filter remove [find action=accept]
/ip address remove [find interface=ether2]
`,
    'puts back what was replaced by its like': `/ip firewall filter
remove [find chain=input]
add action=accept chain=input comment=open connection-state=established,related
add action=drop chain=input
`,
    'moves rules back': `/ip firewall filter
move [find comment=late] destination=[find comment=open]
move [find comment=open]
remove [find protocol=icmp]
`,
    'takes away what names something before that': `/interface list add name=NEW
/interface list member add list=NEW interface=ether3
/ip firewall filter set [find comment="from outside"] !in-interface in-interface-list=NEW
/interface list member remove [find list=WAN]
/interface list remove [find name=WAN]
`,
    'gives an interface its old name': `/interface ethernet set [find default-name=ether1] name=WAN1
/ip address add address=198.51.100.2/30 interface=WAN1
/ip route add gateway=198.51.100.1
`,
    'follows what was added through later changes': `/interface bridge add name=b2
/interface bridge set b2 name=b3 comment=x
/ip address add address=10.1.1.1/24 interface=b3
/ip address set [find interface=b3] address=10.2.2.2/24
/ip address remove [find address=10.2.2.2/24]
`,
  };
  for (const [what, script] of Object.entries(PLANS))
    for (const routeros of ['7.20', '6.49'])
      it(`${what}, on RouterOS ${routeros}, however far the plan came`, () => undoesEveryPart(script, routeros));

  for (const file of sharedScripts('facts/configs'))
    it(`${basename(file)}: the plan foresees what the router has then, and it can be undone`, () => {
      const routeros = file.includes('-v6') ? '6.49' : '7.20';
      const script = readFileSync(file, 'utf8');
      const { device, result, undo } = planned(script, routeros, '');
      const before = set(device);
      device.runScript(script);
      const { running } = planned(script, routeros, script);
      const catalogue = device.store.catalogue;
      for (const { added, removed, moved, changed } of differenceOf(result.configuration, running.configuration, {
        catalogue,
      })) {
        assert.deepEqual([added, removed, moved], [[], [], []]);
        // Of what the router leaves out of its export as a default, the catalogue may know no default.
        assert.ok(changed.every(({ properties }) => properties.every(({ after }) => after === undefined)));
      }
      assert.ok(undo.kind === 'reverse', JSON.stringify(undo));
      device.runScript(undo.source);
      assert.deepEqual(set(device), before);
    });

  it('undoes every part of random plans', () => {
    const random = randomNumbers(7);
    let undone = 0;
    for (let plan = 0; plan < 25; plan++) {
      const script = randomPlan(random);
      const { undo, result } = planned(script, '7.20', OFFICE);
      if (undo.kind === 'backup' || result.router.changes.length === 0) continue;
      undoesEveryPart(script);
      undone++;
    }
    assert.ok(undone >= 15, `only ${undone} of 25 plans have a script that undoes them`);
  });

  const REASONS: Readonly<Record<string, [script: string, reason: RegExp]>> = {
    'a value that the router does not show': ['/user set joe password=new', /password/],
    'an outcome that can’t be foreseen': [
      ':if ([/ping 1.1.1.1 count=1] = 0) do={/ip address remove [find]}',
      /can’t be foreseen \(line 1/,
    ],
    'a command that can’t be taken back': ['/system/reset-configuration', /reset-configuration/],
    'names that others keep to what is removed': ['/interface/bridge/remove bridge1', /still names/],
    'a script that gets too long': [
      `/ip firewall address-list\n${Array.from({ length: 300 }, (_, at) => `add list=block address=10.0.${at >> 8}.${at & 255}`).join('\n')}`,
      /characters/,
    ],
  };
  for (const [what, [script, reason]] of Object.entries(REASONS))
    it(`says that only a backup helps: ${what}`, () => {
      const { undo } = planned(script, '7.20', OFFICE);
      assert.ok(undo.kind === 'backup', undo.kind);
      assert.match(undo.reason, reason);
    });
});

/** Numbers below a bound, the same ones in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

/** Some commands that a router with the configuration of the office takes. */
function randomPlan(random: (below: number) => number): string {
  const device = new PracticeDevice('7.20');
  device.runScript(OFFICE);
  const one = <T>(...choices: readonly T[]): T => choices[random(choices.length)] as T;
  const find = () => one('comment=open', 'comment=late', 'protocol=icmp', 'chain=input', 'comment=new', 'action=drop');
  const rule = () =>
    [
      `chain=${one('input', 'forward')}`,
      `action=${one('accept', 'drop')}`,
      one('', 'comment=new', 'comment=open'),
      one('', 'protocol=icmp', 'in-interface=ether1', 'src-address-list=friends'),
    ].join(' ');
  const makers = [
    () => `/ip firewall filter add ${rule()} ${one('', `place-before=[find ${one('comment=open', 'comment=late')}]`)}`,
    () => `/ip firewall filter set [find ${find()}] ${rule()}`,
    () => `/ip firewall filter set [find ${find()}] ${one('!protocol', '!in-interface', 'comment=""', 'log=yes')}`,
    () => `/ip firewall filter remove [find ${find()}]`,
    () => `/ip firewall filter ${one('enable', 'disable')} [find ${find()}]`,
    () => `/ip firewall filter move [find comment=${one('open', 'new')}] ${one('', 'destination=[find comment=late]')}`,
    () => `/ip firewall address-list add list=friends address=10.0.0.${random(4)}`,
    () => `/ip firewall address-list remove [find address=10.0.0.${random(4)}]`,
    () => `/interface list add name=${one('A', 'B', 'WAN')}`,
    () => `/interface list set [find !builtin name=${one('A', 'B', 'LAN')}] name=${one('A', 'B', 'C')}`,
    () => `/interface list member add list=${one('A', 'B', 'WAN')} interface=ether${1 + random(3)}`,
    () => `/interface list member remove [find list=${one('A', 'WAN')}]`,
    () => `/ip address add address=10.${random(3)}.0.1/24 interface=${one('ether2', 'ether3', 'bridge1')}`,
    () => `/ip address set [find interface=${one('ether2', 'bridge1')}] address=10.${random(3)}.0.2/24`,
    () => `/ip address remove [find interface=${one('ether2', 'ether3')}]`,
    () => `/interface ethernet set [find default-name=ether${1 + random(3)}] name=${one('ether1', 'WAN1')} comment=x`,
    () => `/ip dns set servers=${one('1.1.1.1', '8.8.8.8')}`,
  ];
  const lines: string[] = [];
  for (let tries = 0; tries < 40 && lines.length < 6; tries++) {
    const line = one(...makers)();
    try {
      device.runScript(line);
      lines.push(line);
    } catch {
      // The router refuses it as things stand.
    }
  }
  return lines.join('\n');
}
