import assert from 'node:assert/strict';
import { planDeploy } from '../../../router/src/deploy/deploy-plan';
import { planResult } from '../../../router/src/deploy/planned-result';
import { resultText } from '../../../router/src/deploy/result-text';
import { runningConfiguration } from '../../../router/src/deploy/running-configuration';
import type { Row } from '../../../router/src/transport/router-connection';

const VERSION = { major: 7, minor: 20 };

/** An export as a router writes it: wrapped lines, remarks of its own, defaults left out. */
const EXPORT = `# 2026-11-24 10:00:00 by RouterOS 7.20.8
# software id = ABCD-EFGH
#
# model = RB5009
/interface bridge
add admin-mac=02:00:5E:10:00:01 auto-mac=no comment=defconf name=bridge
/interface ethernet
set [ find default-name=ether1 ] name=WAN1
/interface wireless security-profiles
set [ find default=yes ] supplicant-identity=MikroTik
/ip dhcp-client
# WAN1 not ready
add comment=defconf interface=WAN1
# ether5 is a bridge port
add comment=spare interface=ether5
/ip firewall filter
add action=accept chain=input comment=\\
    "defconf: accept established,related,untracked" connection-state=\\
    established,related,untracked
add action=drop chain=input comment="defconf: drop all not from LAN" \\
    in-interface=WAN1
/ip route
add distance=5 gateway=10.0.0.1
/system identity
set name=office
`;

const FILTER: readonly Row[] = [
  {
    ...{ '.id': '*1', chain: 'input', action: 'accept', 'connection-state': 'established,related,untracked' },
    ...{ comment: 'defconf: accept established,related,untracked', bytes: '1', log: 'false', disabled: 'false' },
  },
  {
    ...{ '.id': '*2', chain: 'input', action: 'drop', 'in-interface': 'WAN1', bytes: '1', log: 'false' },
    ...{ comment: 'defconf: drop all not from LAN', disabled: 'false' },
  },
];
const ROWS = new Map<string, readonly Row[]>([
  ['/ip/firewall/filter', FILTER],
  [
    '/ip/dhcp-client',
    [
      { '.id': '*1', interface: 'WAN1', comment: 'defconf', status: 'stopped', disabled: 'false' },
      { '.id': '*2', interface: 'ether5', comment: 'spare', status: 'error', disabled: 'false' },
    ],
  ],
  ['/ip/route', [{ '.id': '*80', gateway: '10.0.0.1', distance: '5', 'dst-address': '0.0.0.0/0' }]],
  [
    '/interface/ethernet',
    [
      { '.id': '*1', name: 'WAN1', 'default-name': 'ether1', mtu: '1500' },
      { '.id': '*2', name: 'ether2', 'default-name': 'ether2', mtu: '1500' },
    ],
  ],
  ['/system/identity', [{ name: 'office' }]],
  ['/ip/dns', [{ servers: '', 'allow-remote-requests': 'false' }]],
]);

/** The lines of the export that a script takes away (`-`) and brings (`+`), in order. */
function changedLines(script: string): readonly string[] {
  const running = runningConfiguration(EXPORT, VERSION, ROWS);
  const result = planResult(running, planDeploy(script, VERSION), script);
  assert.ok(result.certain && !result.failure, result.why ?? result.failure?.message);
  const [old, now] = [EXPORT.split('\n'), resultText(running, result).split('\n')];
  let [start, end] = [0, 0];
  while (start < old.length && old[start] === now[start]) start++;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  )
    end++;
  return [
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...now.slice(start, now.length - end).map((line) => `+${line}`),
  ];
}

describe('the export as a plan will leave it', () => {
  it('keeps every line where nothing changes', () => {
    assert.deepEqual(changedLines('/system identity set name=office'), []);
  });

  it('writes a changed item anew, wrapped as the router does', () => {
    assert.deepEqual(
      changedLines('/ip firewall filter set [find in-interface=WAN1] log=yes log-prefix=dropped-from-outside'),
      ['-    in-interface=WAN1', '+    in-interface=WAN1 log=yes log-prefix=dropped-from-outside'],
    );
    assert.deepEqual(changedLines('/system identity set name="head office"'), [
      '-set name=office',
      '+set name="head office"',
    ]);
  });

  it('puts an added rule where it goes', () => {
    assert.deepEqual(
      changedLines('/ip firewall filter add chain=input action=accept protocol=icmp place-before=[find action=drop]'),
      ['+add action=accept chain=input protocol=icmp'],
    );
  });

  it('takes an item away with what the router remarked on it, and an empty menu with its path', () => {
    assert.deepEqual(changedLines('/ip dhcp-client remove [find comment=spare]'), [
      '-# ether5 is a bridge port',
      '-add comment=spare interface=ether5',
    ]);
    assert.deepEqual(changedLines('/ip route remove [find]'), ['-/ip route', '-add distance=5 gateway=10.0.0.1']);
  });

  it('makes a menu that was not there, among its like', () => {
    assert.deepEqual(changedLines('/ip dns set servers=1.1.1.1'), ['+/ip dns', '+set servers=1.1.1.1']);
  });

  it('names a port by its first name', () => {
    assert.deepEqual(changedLines('/interface ethernet set ether2 name=WAN2 comment=x'), [
      '+set [ find default-name=ether2 ] comment=x name=WAN2',
    ]);
  });

  it('moves all lines of a rule', () => {
    const lines = changedLines('/ip firewall filter move [find action=drop] destination=[find action=accept]');
    assert.deepEqual(lines.slice(5), [
      '+add action=drop chain=input comment="defconf: drop all not from LAN" \\',
      '+    in-interface=WAN1',
      '+add action=accept chain=input comment=\\',
      '+    "defconf: accept established,related,untracked" connection-state=\\',
      '+    established,related,untracked',
    ]);
  });

  it('follows a new name everywhere', () => {
    const lines = changedLines('/interface ethernet set WAN1 name=uplink');
    assert.ok(lines.includes('+add comment=defconf interface=uplink'));
    assert.ok(lines.includes('+    in-interface=uplink'));
    assert.ok(!lines.some((line) => line.startsWith('+') && line.includes('WAN1') && !line.startsWith('+#')));
  });
});
