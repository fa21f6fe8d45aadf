import assert from 'node:assert/strict';
import { codeLenses } from '../../server/src/ide/code-lenses';
import { analyse, lensesOf } from '../support/insights';

const ONE_UPLINK = `/ip address add address=198.51.100.2/29 interface=ether1
/ip address add address=192.168.88.1/24 interface=ether2
/ip route add gateway=198.51.100.1
/ip neighbor discovery-settings set discover-interface-list=none
`;
const TWO_UPLINKS = `${ONE_UPLINK}/ip address add address=203.0.113.2/29 interface=ether3
/ip route add gateway=203.0.113.1
`;
const DROP = 'add chain=input action=drop in-interface=!ether2';

/** The lenses above the filter of a complete configuration with these rules in it, without their line. */
function above(router: string, ...rules: string[]): string[] {
  const lenses = lensesOf([router, '/ip firewall filter', ...rules].join('\n'), true);
  return lenses.map((lens) => lens.replace(/^\d+: /, ''));
}

describe('code lenses', () => {
  it('say above the filter what the Internet reaches on the router', () => {
    const script = `${ONE_UPLINK}/ip firewall filter\nadd chain=input protocol=icmp\n${DROP}\n`;
    assert.deepEqual(lensesOf(script, true), ['5: ether1 → router: nothing but ICMP']);
    assert.deepEqual(above(ONE_UPLINK, DROP), ['ether1 → router: nothing']);
    assert.deepEqual(above(ONE_UPLINK, 'add chain=input protocol=tcp dst-port=22,8291', DROP), [
      'ether1 → router: winbox, ssh',
    ]);
  });

  it('stand above the first statement of the menu, however it is written', () => {
    assert.deepEqual(lensesOf(`${ONE_UPLINK}/ip/firewall/filter add chain=input action=drop\n`, true), [
      '5: ether1 → router: nothing',
    ]);
  });

  it('name what else is let in, whether something listens there or not', () => {
    assert.deepEqual(
      above(ONE_UPLINK, 'add chain=input protocol=udp dst-port=500,4500', 'add chain=input protocol=ipsec-esp', DROP),
      ['ether1 → router: nothing but udp 500,4500, ipsec-esp'],
    );
  });

  it('tell perhaps from sure', () => {
    assert.deepEqual(above(ONE_UPLINK, 'add chain=input protocol=icmp limit=5,5:packet', DROP), [
      'ether1 → router: nothing but perhaps ICMP',
    ]);
    assert.deepEqual(
      above(
        ONE_UPLINK,
        'add chain=input protocol=tcp dst-port=22 src-address-list=filled-by-a-script',
        'add chain=input protocol=tcp dst-port=8291',
        DROP,
      ),
      ['ether1 → router: winbox, perhaps ssh'],
    );
  });

  it('say that nothing is filtered where there is no last drop, and give up listing many names', () => {
    assert.match(
      above(ONE_UPLINK, 'add chain=input action=drop protocol=tcp dst-port=23').join(),
      /not filtered: winbox, ssh, ftp/,
    );
    assert.match(
      above(ONE_UPLINK, 'add chain=forward action=drop').join(),
      /winbox, ssh, telnet, ftp, www, api and \d more$/,
    );
  });

  it('speak once for all uplinks where these are alike, else for each', () => {
    assert.deepEqual(above(TWO_UPLINKS, DROP), ['WAN → router: nothing']);
    assert.deepEqual(
      above(
        TWO_UPLINKS,
        'add chain=input action=drop in-interface=ether1',
        'add chain=input protocol=tcp dst-port=22',
        DROP,
      ),
      ['ether1 → router: nothing', 'ether3 → router: ssh'],
    );
  });

  it('give the packet that proves a service reachable, and none to an address that is not known', () => {
    const rules = `/ip firewall filter\nadd chain=input protocol=tcp dst-port=22\n${DROP}\n`;
    const packet = (script: string) => codeLenses(analyse(script, true))[0]?.packet;
    assert.equal(packet(ONE_UPLINK + rules), 'in=ether1 src=203.0.113.77 dst=198.51.100.2 protocol=tcp dst-port=22');
    const leased = `/ip dhcp-client add interface=ether1\n/ip address add address=192.168.88.1/24 interface=ether2\n`;
    assert.match(lensesOf(leased + rules, true).join(), /ether1 → router: ssh/);
    assert.equal(packet(leased + rules), undefined);
  });

  it('say nothing of a fragment, without a filter, or where a jump goes in a circle', () => {
    assert.deepEqual(lensesOf(`/ip firewall filter\n${DROP}\n`), []);
    assert.deepEqual(lensesOf(ONE_UPLINK, true), []);
    assert.deepEqual(
      above(ONE_UPLINK, 'add chain=input action=jump jump-target=a', 'add chain=a action=jump jump-target=a'),
      [],
    );
  });
});
