import assert from 'node:assert/strict';
import { checkValue } from '../../server/src/catalogue/check-value';
import { describeType } from '../../server/src/catalogue/describe-type';
import { parseValueType } from '../../server/src/catalogue/value-type';

/** Values that a type takes, or that are not sure to be wrong. */
function checkAccepted(notation: string, ...values: string[]): void {
  const type = parseValueType(notation);
  for (const value of values) assert.equal(checkValue(type, value), undefined, `${value} as ${notation}`);
}

/** Values with the wrong part between ‹ and ›, and what is wrong with it. */
function checkRefused(notation: string, faults: Readonly<Record<string, string>>): void {
  const type = parseValueType(notation);
  for (const [marked, kind] of Object.entries(faults)) {
    const value = marked.replace(/[‹›]/g, '');
    const fault = checkValue(type, value);
    assert.ok(fault, `${value} as ${notation}: no fault`);
    const shown = `${value.slice(0, fault.start)}‹${value.slice(fault.start, fault.end)}›${value.slice(fault.end)}`;
    assert.deepEqual([shown, fault.kind], [marked, kind]);
  }
}

// Notations as the sources write them, with the numbers behind the names and nested contents twice.
const PCC =
  'super { ! , enum (src-address | both-addresses) { src-address:1, both-addresses:3 } , :num [1 .. ] , /num [0 .. ] }';
const PORTS = 'super { ! , multi { , , range [ .. 65535] } { , , range [ .. 65535] } }';
const TIMEOUT = 'alt { enum (none-dynamic | none-static) { none-dynamic:0 } , time [ .. 21474836] , }';
const STATE = 'super { ! , ubit (established, related, new) { established, related, new } }';
const LIMIT = 'super { ! , num [1 .. 100] , [ /time [1 .. ]] , ,num , [ :enum (packet | bit) { packet:0, bit:1 }] }';
const TIME_OF_DAY = 'super { ! , time [0 .. 86400] , -time [0 .. 86400] , ,ubit (sun, mon) { sun, mon } }';

describe('a value against its type', () => {
  it('yes and no', () => {
    checkAccepted('bool', 'yes', 'no', 'y', 'true', '"yes"');
    checkRefused('bool', { '‹on›': 'enum', '"‹off›"': 'enum' });
  });
  it('numbers within their range', () => {
    checkAccepted('super { ! , num [0 .. 63] }', '0', '63', '!46', '0x2e');
    checkRefused('super { ! , num [0 .. 63] }', { '‹64›': 'range', '!‹99›': 'range', '‹0x40›': 'range' });
    checkAccepted('num', '10M', '512k', '1.5G', '-3', '50%');
    checkRefused('num', { '‹many›': 'shape' });
  });
  it('times in every way that the console takes', () => {
    checkAccepted('time', '10', '10s', '1d2h3m', '00:10:00', '1d 00:00:10', '1w3d', '500ms', '.5', '2d10:00');
    checkRefused('time', { '‹soon›': 'shape', '‹10min›': 'shape' });
    checkRefused('time [30s .. 2h]', { '‹3h›': 'range', '‹00:00:10›': 'range' });
    checkAccepted(TIMEOUT, 'none-static', '1d', '00:30:00');
    checkRefused(TIMEOUT, { '‹none-statik›': 'enum' });
  });
  it('names, of which the console takes the beginning', () => {
    checkAccepted('enum (accept | drop | masquerade)', 'drop', 'masq', '3');
    checkRefused('enum (accept | drop | masquerade)', { '‹dropp›': 'enum' });
    assert.deepEqual(checkValue(parseValueType('enum (accept | drop)'), 'dorp')?.allowed, ['accept', 'drop']);
  });
  it('a set that is not known to be complete is only hinted at, for what looks like a slip', () => {
    const open = parseValueType('enum (tcp | udp | icmp | ...)');
    assert.equal(checkValue(open, 'sctp'), undefined);
    assert.equal(checkValue(open, 'tpc')?.certain, false);
  });
  it('lists of names and of ports', () => {
    checkAccepted(STATE, 'established,related', '!new', 'est,rel', '');
    checkRefused(STATE, { 'established,‹relatd›,new': 'enum', '!‹fresh›': 'enum' });
    checkAccepted(PORTS, '80', '80,443,8000-8100', '!53', '1024-', '"80, 443"');
    checkRefused(PORTS, { '80,‹443000›': 'range', '80,‹https›': 'shape', '‹80-x›,443': 'shape' });
  });
  it('addresses, short and long', () => {
    checkAccepted('ipAddr', '10.0.0.1', '10.1', '0.0.0.0');
    checkRefused('ipAddr', { '‹10.0.0.256›': 'shape', '‹10.0.0.1/24›': 'shape', '‹router›': 'shape' });
    checkAccepted('ipPrefix', '10.0.0.0/24', '10.0.0.0/255.255.255.0', '10.0.0.1');
    checkRefused('ipPrefix', { '‹10.0.0.0/33›': 'shape' });
    checkAccepted('super { ! , ipRange }', '10.0.0.1-10.0.0.9', '!10.0.0.0/8');
    checkRefused('ipRange', { '10.0.0.5-‹10.0.0.400›': 'shape', '‹10.0.0.500›-10.0.0.9': 'shape' });
    checkAccepted('alt { ipPrefix , ip6Prefix }', '2001:db8::/32', '::/0', '10.0.0.0/8');
    checkRefused('multi { ipAddr }', { '1.1.1.1,‹8.8.8.888›': 'shape' });
  });
  it('says nothing of what may be a name: a gateway, an interface, an item', () => {
    checkAccepted(
      'address (flags=46ivL)',
      'ether1',
      '10.0.0.1%ether1',
      '10.0.0.1@main',
      'fe80::1%bridge',
      'pppoe-out1',
    );
    checkRefused('address (flags=46ivL)', { '‹10.0.0.300›': 'shape' });
    checkAccepted('iface_enum { none:0 }', 'ether1', 'all');
    checkAccepted('alt { ipRange , string }', 'example.com');
    checkAccepted('enum', 'anything');
  });
  it('MAC addresses', () => {
    checkAccepted('macAddr', '00:00:5E:00:53:01', '0:0:5e:0:53:1', '00-00-5E-00-53-01');
    checkRefused('macAddr', { '‹00:00:5E:00:53›': 'shape', '‹00:00:5E:00:53:0G›': 'shape' });
  });
  it('parts in a row: the part that is wrong is told', () => {
    checkAccepted(PCC, 'src-address:2/0', '!both-addresses:3/2', 'both:3/1');
    checkRefused(PCC, {
      '‹src-adress›:2/0': 'enum',
      'src-address:‹0›/0': 'range',
      'src-address:2/‹one›': 'shape',
      '‹src-address›': 'missing',
    });
    checkAccepted(LIMIT, '5,5', '5/1m,10:packet', '10,5:bit');
    checkRefused(LIMIT, { '5/‹often›,10': 'shape', '‹500›,5:packet': 'range', '5,5:‹packets›': 'enum' });
    checkAccepted(TIME_OF_DAY, '8h-16h,sun,mon', '08:00:00-16:00:00,sun');
    checkRefused(TIME_OF_DAY, { '8h-‹25h›,sun': 'range' });
  });
  it('a part that may be left out may lack', () => {
    checkAccepted('super { ! , macAddr , /macAddr }', '00:00:5E:00:53:01', '00:00:5E:00:53:01/FF:FF:FF:00:00:00');
    checkAccepted('super { ! , num [ .. 65535] , -num [ .. 65535] }', '53', '1000-2000');
    checkAccepted('super { ! , num [1 .. ] , [ ,num [1 .. ]] }', '2', '2,1');
  });
  it('says nothing of what the script computes, and of what it does not understand', () => {
    checkAccepted('num [0 .. 5]', '$distance', '[:len $x]', '(1 + 2)');
    checkAccepted('composite { , } { , }', 'whatever');
    checkAccepted('no such type', 'whatever');
    checkAccepted('', 'whatever');
  });
  it('never fails, whatever the notation', () => {
    for (const notation of [
      'super {',
      'enum (',
      'multi { , ',
      'alt { [ ',
      'num [',
      'super { ! , [ , } ]',
      '}{',
      'address (flags',
    ])
      checkValue(parseValueType(notation), 'a:1/2,3');
  });
  it('never fails, whatever the value, and ends with long ones', () => {
    const notations = ['bool', 'time [1 .. 5]', 'macAddr', STATE, PORTS, PCC, LIMIT, 'ipRange', 'enum (accept | ...)'];
    const long = ['!'.repeat(1e6), '1'.repeat(1e5).concat('x'), ':/,'.repeat(1e4), '1-'.repeat(99), '1h'.repeat(1e4)];
    for (const notation of notations) for (const value of long) checkValue(parseValueType(notation), value);
  });
  it('tells in plain words what is expected', () => {
    const words = (notation: string) => describeType(parseValueType(notation));
    assert.equal(words('num [0 .. 63]'), 'a number from 0 to 63');
    assert.equal(words('enum (accept | drop | reject)'), 'accept, drop or reject');
    assert.equal(words('time [1m .. ]'), 'a time such as 30s or 1h30m of at least 1m');
    assert.equal(words('ipPrefix'), 'an IPv4 address, or a network such as 10.0.0.0/24');
  });
});
