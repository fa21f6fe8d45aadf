import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatIpv6, parseIpv6, parseIpv6Prefix } from '../../server/src/base/ipv6-address';

describe('IPv6 addresses', () => {
  it('are read in each of their forms', () => {
    assert.equal(parseIpv6('::'), 0n);
    assert.equal(parseIpv6('::1'), 1n);
    assert.equal(parseIpv6('2001:db8::1'), 0x2001_0db8_0000_0000_0000_0000_0000_0001n);
    assert.equal(parseIpv6('1:2:3:4:5:6:7:8'), 0x0001_0002_0003_0004_0005_0006_0007_0008n);
    assert.equal(parseIpv6('::ffff:192.0.2.1'), 0xffff_c000_0201n);
  });

  it('anything else is none', () => {
    for (const text of [
      '',
      ':',
      '1',
      '1:2',
      '1::2::3',
      '1:2:3:4:5:6:7:8:9',
      ':1::',
      'g::',
      '12345::',
      '::192.0.2.256',
      '192.0.2.1',
    ])
      assert.equal(parseIpv6(text), undefined, text);
    for (const text of ['::/129', '::/x', '::/1/2', 'x/64']) assert.equal(parseIpv6Prefix(text), undefined, text);
  });

  it('have a length, or are one address', () => {
    assert.deepEqual(parseIpv6Prefix('2001:db8::/32'), { address: 0x2001_0db8n << 96n, length: 32 });
    assert.deepEqual(parseIpv6Prefix('::1'), { address: 1n, length: 128 });
  });

  it('are written in their shortest form, which reads back as the same', () => {
    assert.equal(formatIpv6(parseIpv6('2001:0db8:0:0:1:0:0:1') as bigint), '2001:db8::1:0:0:1');
    assert.equal(formatIpv6(0n), '::');
    assert.equal(formatIpv6(parseIpv6('1:0:3:4:5:6:7:8') as bigint), '1:0:3:4:5:6:7:8');
    fc.assert(fc.property(fc.bigInt(0n, (1n << 128n) - 1n), (address) => parseIpv6(formatIpv6(address)) === address));
    // Most bits zero, so that runs of zero groups are met.
    fc.assert(
      fc.property(
        fc.bigInt(0n, 255n),
        fc.nat(7),
        (bits, at) => parseIpv6(formatIpv6(bits << BigInt(16 * at))) === bits << BigInt(16 * at),
      ),
    );
  });
});
