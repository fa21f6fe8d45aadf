import assert from 'node:assert/strict';
import { type Drift, driftOf } from '../../../router/src/deploy/drift';

const SEVEN = { major: 7, minor: 20 };
const HEADER = '# 2026-11-24 10:00:00 by RouterOS 7.20\n# software id = ABCD-EFGH\n';

/** The drift in short: `- /ip/route gateway=…` only in the file, `+` only on the router, `~` changed, `>` moved. */
function short({ menus }: Drift): string[] {
  return menus.flatMap(({ menu, onlyInFile, onlyOnRouter, changed, moved }) => [
    ...onlyInFile.map(({ item, line }) => `- ${menu} ${item} (line ${line})`),
    ...onlyOnRouter.map(({ item }) => `+ ${menu} ${item}`),
    ...changed.flatMap(({ item, properties }) =>
      properties.map(({ name, inFile, onRouter }) => `~ ${menu} ${item}: ${name} ${inFile} -> ${onRouter}`),
    ),
    ...moved.map(({ item }) => `> ${menu} ${item}`),
  ]);
}

const drift = (file: string, router: string, version: { major: number; minor: number } = SEVEN) =>
  short(driftOf(file, HEADER + router, version));

describe('Drift', () => {
  it('does not take one service for another that is switched off as well', () => {
    assert.deepEqual(drift('/ip service\nset telnet disabled=yes\n', '/ip service\nset ftp disabled=yes\n'), [
      '- /ip/service name=telnet (line 2)',
    ]);
  });

  it('is none where only the form differs: header, line breaks, order of what has none, defaults', () => {
    const file = `# 2025-01-01 00:00:00 by RouterOS 7.20
/interface list
add name=WAN
/ip address
add address=192.168.88.1/24 interface=ether2 network=192.168.88.0
add address=10.0.0.1/24 interface=ether3 network=10.0.0.0
/ip dhcp-client
add interface=ether1 add-default-route=yes
/tool netwatch
add host=1.1.1.1 interval=00:00:10
`;
    const router = `/tool/netwatch
add host=1.1.1.1 interval=10s
/interface list
add name=\\
    WAN
/ip address
add address=10.0.0.1/24 interface=ether3 \\
    network=10.0.0.0
add address=192.168.88.1/24 interface=ether2 network=192.168.88.0
/ip dhcp-client
add interface=ether1
`;
    assert.deepEqual(drift(file, router), []);
  });

  it('is none where one side spells out what the other implies', () => {
    const file = `/ip route add gateway=10.0.0.1 routing-table=main
/ip firewall filter add chain=input protocol=icmp
/ip address add address=10.0.0.2/24 interface=ether1
/snmp set enabled=no
`;
    const router = `/ip route
add disabled=no distance=1 dst-address=0.0.0.0/0 gateway=10.0.0.1 scope=30 suppress-hw-offload=no target-scope=10
/ip firewall filter
add action=accept chain=input protocol=icmp
/ip address
add address=10.0.0.2/24 interface=ether1 network=10.0.0.0
`;
    assert.deepEqual(drift(file, router), []);
  });

  it('is what the file has and the router lacks, what it has besides, and what it has otherwise', () => {
    const file = `${HEADER}/ip route
add distance=1 dst-address=0.0.0.0/0 gateway=10.0.0.1
add distance=2 dst-address=0.0.0.0/0 gateway=10.0.1.1
/system identity
set name=edge
`;
    const router = `/ip route
add distance=5 dst-address=0.0.0.0/0 gateway=10.0.0.1
add distance=1 dst-address=0.0.0.0/0 gateway=10.9.9.1
/system identity
set name=other
`;
    assert.deepEqual(drift(file, router), [
      '- /ip/route gateway=10.0.1.1 (line 5)',
      '+ /ip/route gateway=10.9.9.1',
      '~ /ip/route gateway=10.0.0.1: distance 1 -> 5',
      '~ /system/identity name=other: name edge -> other',
    ]);
  });

  it('is a port that was not renamed', () => {
    const file =
      '/interface ethernet\nset [ find default-name=ether1 ] name=WAN1\nset [ find default-name=ether2 ] name=ether2\n';
    assert.deepEqual(drift(file, ''), ['- /interface/ethernet name=WAN1 (line 2)']);
    assert.deepEqual(drift(file, '/interface ethernet\nset [ find default-name=ether1 ] name=WAN2\n'), [
      '~ /interface/ethernet name=WAN2: name WAN1 -> WAN2',
    ]);
  });

  it('is the order of rules, and of nothing else', () => {
    const rules = (first: string, second: string) => `/ip firewall filter
add action=${first} chain=input comment=${first}
add action=${second} chain=input comment=${second}
`;
    assert.deepEqual(drift(`${HEADER}${rules('accept', 'drop')}`, rules('drop', 'accept')).length, 1);
    assert.match(drift(`${HEADER}${rules('accept', 'drop')}`, rules('drop', 'accept'))[0] ?? '', /^> /);
  });

  it('of a fragment is only what the fragment says', () => {
    const fragment = `/ip dns set servers=9.9.9.9
/ip firewall address-list add list=office address=10.0.0.0/24
`;
    const router = `/ip dns
set allow-remote-requests=yes servers=1.1.1.1
/ip firewall address-list
add address=10.0.0.0/24 list=office
add address=10.0.9.0/24 list=other
/system identity
set name=edge
`;
    assert.deepEqual(drift(fragment, router), ['~ /ip/dns : servers 9.9.9.9 -> 1.1.1.1']);
    assert.deepEqual(drift('/snmp set enabled=no', '/snmp\nset enabled=yes\n'), ['~ /snmp : enabled no -> yes']);
    assert.deepEqual(drift('/snmp set enabled=no', '', { major: 6, minor: 49 }), []);
  });

  it('leaves out what the script takes from the router, and compares what the text tells', () => {
    const named = (text: string) => drift(`${text}\n/system identity set name=("edge-" . $gw)\n`, ROUTER);
    const ROUTER = '/system identity\nset name=edge\n';
    assert.deepEqual(named(':local gw [/ip route get [find distance=1] gateway]'), []);
    assert.deepEqual(named(':local gw 10.0.0.1'), ['~ /system/identity name=edge: name edge-10.0.0.1 -> edge']);
  });

  it('compares exports of RouterOS 6 too', () => {
    const file =
      '# nov/24/2026 10:00:00 by RouterOS 6.49\n/ip route\nadd distance=1 gateway=10.0.0.1 routing-mark=to1\n';
    const router = '/ip route\nadd distance=1 gateway=10.0.0.1 routing-mark=to2\n';
    assert.deepEqual(drift(file, router, { major: 6, minor: 49 }), [
      '- /ip/route gateway=10.0.0.1 routing-mark=to1 (line 3)',
      '+ /ip/route gateway=10.0.0.1 routing-mark=to2',
    ]);
  });

  it('neither compares nor shows secrets: an export does not have them', () => {
    const file = `${HEADER}/interface pppoe-client
add disabled=no interface=ether1 name=pppoe-out1 password=canary-1 user=me
/ppp secret
add name=a password=canary-2
/snmp community
add name=ro authentication-password=canary-3
/tool e-mail
set password=canary-4 server=mail.example.com
/system script
add name=mail source="/tool e-mail send password=canary-5 to=a$b token=\\"canary-6\\""
`;
    const router = `/interface pppoe-client
add disabled=no interface=ether1 name=pppoe-out1 user=you
/tool e-mail
set server=mail.example.com
`;
    const found = driftOf(file, HEADER + router, SEVEN);
    assert.doesNotMatch(JSON.stringify(found), /canary/);
    assert.deepEqual(short(found), [
      '~ /interface/pppoe-client name=pppoe-out1: user me -> you',
      '- /ppp/secret name=a (line 6)',
      '- /snmp/community name=ro (line 8)',
      '- /system/script name=mail (line 12)',
    ]);
  });
});
