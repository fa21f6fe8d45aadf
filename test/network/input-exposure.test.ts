import assert from 'node:assert/strict';
import { formatPath } from '../../server/src/network/firewall-step';
import { networkModel } from '../../server/src/network/network-model';
import { askInputExposure } from '../../server/src/network/questions/input-exposure';
import { configurationOf, type FixtureOptions, type MenuLiterals } from '../support/configuration-fixture';

/** A router with one uplink of a known address, and everything but winbox, ssh and what a test adds switched off. */
const EDGE: MenuLiterals = {
  '/interface/list/member': ['list=WAN interface=ether1', 'list=LAN interface=bridge'],
  '/ip/address': ['address=198.51.100.2/29 interface=ether1', 'address=192.168.88.1/24 interface=bridge'],
  '/ip/service': ['telnet', 'ftp', 'www', 'api', 'api-ssl'].map((name) => `@ name=${name} disabled=yes`),
  '/tool/bandwidth-server': ['@ enabled=no'],
  '/ip/neighbor/discovery-settings': ['@ discover-interface-list=LAN'],
};

function ask(more: MenuLiterals, options: FixtureOptions = {}) {
  return askInputExposure(networkModel(configurationOf({ ...EDGE, ...more }, options)));
}

/** `must winbox` for each exposed service. */
function exposed(more: MenuLiterals, options: FixtureOptions = {}): string[] {
  return ask(more, options).map(({ certainty, service }) => `${certainty} ${service.name}`);
}

const input = (...rules: string[]): MenuLiterals => ({
  '/ip/firewall/filter': rules.map((rule) => `chain=input ${rule}`),
});
const service = (...items: string[]): MenuLiterals => ({
  '/ip/service': [...(EDGE['/ip/service'] ?? []), ...items.map((item) => `@ ${item}`)],
});
const OPEN = ['must winbox', 'must ssh'];

describe('exposure of the router to the Internet', () => {
  it('is total without a filter, www-ssl being off by default', () => {
    const bare = { '/interface/list/member': ['list=WAN interface=ether1'] };
    const all = askInputExposure(networkModel(configurationOf(bare)));
    assert.deepEqual(
      all.map(({ certainty, service: { name } }) => `${certainty} ${name}`),
      [
        ...['winbox', 'ssh', 'telnet', 'ftp', 'www', 'api', 'api-ssl', 'bandwidth-server'].map(
          (name) => `must ${name}`,
        ),
        'may mndp',
      ],
    );
  });

  it('comes with a packet and its way', () => {
    const [first] = ask({
      '/ip/firewall/filter': [
        'chain=input action=accept connection-state=established,related',
        'chain=input action=jump jump-target=mgmt protocol=tcp',
        'chain=input action=drop',
        'chain=mgmt action=accept dst-port=8291',
      ],
    });
    assert.equal(first?.witness.text, 'tcp 203.0.113.77:40000 to 198.51.100.2:8291 in by ether1 (new)');
    assert.equal(formatPath(first?.path ?? []), 'input rule 2 jump → mgmt rule 1 accept');
    assert.equal(first?.path[1]?.item?.properties.get('dst-port')?.value, '8291');
  });

  it('ends with a drop of what does not come from the inside', () => {
    assert.deepEqual(
      exposed(input('action=accept connection-state=established', 'action=drop in-interface-list=!LAN')),
      [],
    );
    assert.deepEqual(exposed(input('action=drop in-interface-list=WAN connection-state=new')), []);
    assert.deepEqual(exposed(input('action=drop in-interface=ether2')), OPEN);
    assert.deepEqual(exposed(input('action=drop in-interface-list=!LAN disabled=yes')), OPEN);
  });

  it('ends with a drop in raw', () => {
    const raw = { '/ip/firewall/raw': ['chain=prerouting action=drop in-interface=ether1 protocol=tcp dst-port=22'] };
    assert.deepEqual(exposed(raw), ['must winbox']);
  });

  it('follows a service to its port and takes its addresses for a limit', () => {
    assert.deepEqual(
      exposed({ ...input('action=drop protocol=tcp dst-port=8291'), ...service('name=winbox port=18291') }),
      OPEN,
    );
    assert.deepEqual(exposed(service('name=winbox address=192.168.88.0/24', 'name=ssh address=203.0.113.0/24')), []);
    assert.deepEqual(exposed(service('name=winbox address=0.0.0.0/0', 'name=ssh disabled=yes')), ['must winbox']);
    assert.deepEqual(exposed(service('name=winbox $disabled', 'name=ssh disabled=yes')), ['may winbox']);
    assert.deepEqual(exposed(service('name=www-ssl disabled=no')), [...OPEN, 'must www-ssl']);
  });

  it('counts DNS, SNMP, NTP and the bandwidth test where their menus switch them on', () => {
    const closed = service('name=winbox,ssh disabled=yes');
    assert.deepEqual(exposed({ ...closed, '/ip/dns': ['@ allow-remote-requests=yes'] }), ['must dns', 'must dns']);
    assert.deepEqual(exposed({ ...closed, '/ip/dns': ['@ servers=9.9.9.9'] }), []);
    assert.deepEqual(exposed({ ...closed, '/snmp': ['@ enabled=yes'] }), ['must snmp']);
    const limited = { '/snmp': ['@ enabled=yes'], '/snmp/community': ['@ name=public addresses=192.168.88.0/24'] };
    assert.deepEqual(exposed({ ...closed, ...limited }), []);
    assert.deepEqual(exposed({ ...closed, '/system/ntp/server': ['@ enabled=yes'] }), ['must ntp']);
    assert.deepEqual(exposed({ ...closed, '/tool/bandwidth-server': [] }), ['must bandwidth-server']);
  });

  it('is meant, where few networks are let in; is there, where few are kept out', () => {
    const lists = { '/ip/firewall/address-list': ['list=admins address=203.0.113.0/24', 'list=bad address=1.0.0.0/8'] };
    assert.deepEqual(exposed({ ...lists, ...input('action=accept src-address-list=admins', 'action=drop') }), []);
    assert.deepEqual(exposed({ ...lists, ...input('action=drop src-address-list=bad') }), OPEN);
    assert.deepEqual(
      exposed(input('action=accept src-address=0.0.0.0/1', 'action=accept src-address=128.0.0.0/1', 'action=drop')),
      OPEN,
    );
    assert.deepEqual(exposed(input('action=accept src-address=8.0.0.0/6', 'action=drop')), ['may winbox', 'may ssh']);
  });

  it('is a perhaps behind what cannot be told', () => {
    const perhaps = ['may winbox', 'may ssh'];
    assert.deepEqual(exposed(input('action=accept limit=5,5:packet', 'action=drop')), perhaps);
    assert.deepEqual(exposed(input('? action=drop')), perhaps);
    assert.deepEqual(exposed(input('action=drop src-address-list=fed-by-someone')), perhaps);
    assert.deepEqual(exposed({}, { uncertainMenus: ['/ip/firewall/filter'] }), perhaps);
    assert.deepEqual(exposed(input('action=accept limit=5,5:packet', 'action=accept')), OPEN);
  });

  it('does not hang on an address that the provider gives', () => {
    const leased = { '/ip/address': [], '/ip/dhcp-client': ['interface=ether1'] };
    assert.deepEqual(exposed({ ...leased, ...input('action=accept dst-address=198.51.100.2', 'action=drop') }), [
      'may winbox',
      'may ssh',
    ]);
    assert.deepEqual(exposed({ ...leased, ...input('action=accept protocol=tcp dst-port=22', 'action=drop') }), [
      'must ssh',
    ]);
  });

  it('follows dst-nat away from the router and redirect back to it', () => {
    const nat = (rule: string) => ({ '/ip/firewall/nat': [`chain=dstnat protocol=tcp ${rule}`] });
    assert.deepEqual(exposed(nat('dst-port=22 action=dst-nat to-addresses=192.168.88.9')), ['must winbox']);
    const redirected = {
      ...nat('dst-port=2222 action=redirect to-ports=22'),
      ...input('action=accept connection-nat-state=dstnat', 'action=drop'),
    };
    assert.deepEqual(exposed(redirected), ['must ssh']);
  });

  it('knows the marks that mangle gives', () => {
    const marked = {
      '/ip/firewall/mangle': [
        'chain=prerouting action=mark-connection in-interface=ether1 new-connection-mark=outside',
      ],
      ...input('action=drop connection-mark=outside protocol=tcp dst-port=22'),
    };
    assert.deepEqual(exposed(marked), ['must winbox']);
  });

  it('leaves out a port that only carries a PPPoE client', () => {
    const pppoe = {
      '/ip/address': [],
      '/interface/pppoe-client': ['name=pppoe1 interface=ether1'],
      '/interface/list/member': ['list=WAN interface=ether1', 'list=WAN interface=pppoe1'],
    };
    const uplinks = new Set(ask(pppoe).map(({ uplink }) => uplink.interface));
    assert.deepEqual([...uplinks], ['pppoe1']);
  });
});
