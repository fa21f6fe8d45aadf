import assert from 'node:assert/strict';
import { findingsIn, summary } from '../support/findings';

/** An export of a router with one dial-up uplink; the rules of the filter are given. */
const exported = (filter: string) => `# 2024-01-01 00:00:00 by RouterOS 7.14
/interface bridge
add name=bridge
/interface pppoe-client
add add-default-route=yes disabled=no interface=ether1 name=pppoe-out1
/interface list
add name=WAN
/interface list member
add interface=pppoe-out1 list=WAN
/ip address
add address=192.168.88.1/24 interface=bridge
/ip firewall filter
${filter}
add action=drop chain=forward connection-nat-state=!dstnat connection-state=new in-interface-list=WAN
/ip firewall nat
add action=masquerade chain=srcnat out-interface-list=WAN
`;
const found = (text: string, routeros?: string) => summary(text, findingsIn(text, routeros));

describe('what a rule knows before it speaks', () => {
  it('the first match decides, through jumps: the rule that opens is named', () => {
    const text = exported(
      'add action=jump chain=input jump-target=wan in-interface-list=WAN\nadd action=accept chain=wan protocol=tcp dst-port=8291\nadd action=drop chain=wan',
    );
    const [finding] = findingsIn(text);
    assert.deepEqual(found(text), ['error input-wan-exposed:14']);
    assert.match(
      finding?.message ?? '',
      /winbox \(tcp\/8291\) is open to the Internet through pppoe-out1.*line 13 \(jump to wan\) → line 14 \(accept\).*203\.0\.113\.77/s,
    );
  });
  it('a service for a list of sources is the owner’s decision', () => {
    const text = exported(
      'add action=accept chain=input connection-state=established\nadd action=drop chain=input connection-state=invalid\nadd action=accept chain=input protocol=tcp dst-port=22 src-address-list=admins\nadd action=drop chain=input in-interface-list=WAN',
    );
    assert.deepEqual(found(text), []);
  });
  it('negation: everything but the bridge is dropped', () =>
    assert.deepEqual(
      found(
        exported(
          'add action=accept chain=input connection-state=established\nadd action=drop chain=input connection-state=invalid\nadd action=drop chain=input in-interface=!bridge',
        ),
      ),
      [],
    ));
  it('a default route of another table through the office makes the office no uplink', () => {
    const text = exported(
      'add action=accept chain=input connection-state=established\nadd action=drop chain=input connection-state=invalid\nadd action=drop chain=input in-interface-list=WAN',
    ).replace(
      '/ip firewall nat',
      '/routing table\nadd name=vpn fib\n/ip route\nadd dst-address=0.0.0.0/0 gateway=192.168.88.254 routing-table=vpn\n/ip firewall nat',
    );
    assert.deepEqual(found(text), []);
  });
  it('a drop that is switched off drops nothing', () =>
    assert.deepEqual(found(exported('add action=drop chain=input disabled=yes in-interface-list=WAN')), [
      'error input-wan-exposed:13',
    ]));
  it('a fragment proves nothing of the kind', () =>
    assert.deepEqual(found('/ip firewall filter\nadd chain=input action=accept protocol=tcp dst-port=8291\n'), []));
  it('a line that was cut out of a menu is not judged as a command of the root', () => {
    for (const text of [
      'add chain=srcnat action=masquerade',
      'set [find name=x] disabled=yes',
      'remove [find comment=x]',
      'print where disabled',
    ])
      assert.deepEqual(found(text), [], text);
  });
  it('statements behind a menu that does not exist are not judged in the menu before', () =>
    assert.deepEqual(found('/ip route\n/ip rout3\nadd nonsense=1\n', '7.20'), ['error unknown-command:2']));
  it('a version that nothing tells: only what holds in all', () => {
    const text =
      '/ip firewall nat add chain=srcnat action=masquerade tls-host=x\n/ip dhcp-client add interface=ether1 check-gateway=ping\n';
    assert.deepEqual(found(text), []);
  });
  it('CRLF files and their positions', () =>
    assert.deepEqual(found('/ip route\r\nadd gateway=ether1\r\nadd dst-address=10.0.0.0/8 gateway=192.0.2.1 # x\r\n'), [
      'error interface-gateway-on-broadcast:2',
      'error trailing-comment:3',
    ]));
});
