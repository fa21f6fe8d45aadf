import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Interval, IntervalSet } from '../../server/src/base/interval-set';
import { formatIpv4, parseIpv4 } from '../../server/src/base/ip-address';
import { formatIpv4Set, PRIVATE_IPV4, PUBLIC_IPV4, parseIpv4Prefix, parseIpv4Set } from '../../server/src/base/ip-set';
import { SymbolSet } from '../../server/src/base/symbol-set';

const SMALL = 24;
const intervals = fc.array(fc.tuple(fc.nat(SMALL), fc.nat(SMALL)) as fc.Arbitrary<Interval>, { maxLength: 5 });
const names = ['a', 'b', 'c', 'd'];
const symbols = fc
  .tuple(fc.subarray(names), fc.boolean())
  .map(([listed, cofinite]) => (cofinite ? SymbolSet.allBut(...listed) : SymbolSet.of(...listed)));

describe('interval sets', () => {
  it('answer as sets of single numbers do', () => {
    fc.assert(
      fc.property(intervals, intervals, (left, right) => {
        const [a, b] = [IntervalSet.from(left), IntervalSet.from(right)];
        const inA = (n: number) => left.some(([first, last]) => first <= n && n <= last);
        const inB = (n: number) => right.some(([first, last]) => first <= n && n <= last);
        let size = 0;
        for (let n = 0; n <= SMALL + 1; n++) {
          if (inA(n)) size++;
          assert.equal(a.has(n), inA(n));
          assert.equal(a.union(b).has(n), inA(n) || inB(n));
          assert.equal(a.intersect(b).has(n), inA(n) && inB(n));
          assert.equal(a.subtract(b).has(n), inA(n) && !inB(n));
        }
        assert.equal(a.size, size);
        assert.equal(a.isSubsetOf(b), a.subtract(b).isEmpty);
        assert.ok(a.subtract(b).union(a.intersect(b)).equals(a));
      }),
    );
  });

  it('large ones, as blocklists are, answer so whatever was cut out of them before', () => {
    const WORLD = 600;
    const few = fc.array(fc.tuple(fc.nat(WORLD), fc.nat(20)), { maxLength: 4 });
    // Every third number, or every fourth: more intervals than are compared one by one.
    const many = fc.tuple(fc.integer({ min: 3, max: 4 }), fc.nat(2)).map(([step, from]) => {
      return Array.from({ length: Math.floor((WORLD - from) / step) }, (_, i) => [from + i * step, 0] as const);
    });
    const step = fc.tuple(fc.constantFrom('union', 'intersect', 'subtract'), fc.oneof(few, many), fc.nat(9), fc.nat(9));
    fc.assert(
      fc.property(many, fc.array(step, { minLength: 1, maxLength: 12 }), (start, steps) => {
        const both = (list: readonly (readonly [number, number])[]) => ({
          set: IntervalSet.from(list.map(([first, more]) => [first, first + more])),
          plain: new Set(list.flatMap(([first, more]) => Array.from({ length: more + 1 }, (_, i) => first + i))),
        });
        const known = [both(start)];
        for (const [operation, operand, which, withWhich] of steps) {
          const a = known[which % known.length] as (typeof known)[0];
          const fresh = both(operand);
          const b = (withWhich < known.length ? known[withWhich] : fresh) as typeof fresh;
          const set = a.set[operation as 'union'](b.set);
          const plain = new Set(
            operation === 'union'
              ? [...a.plain, ...b.plain]
              : [...a.plain].filter((n) => b.plain.has(n) === (operation === 'intersect')),
          );
          const ordered = [...plain].sort((x, y) => x - y);
          assert.equal(set.size, plain.size);
          assert.equal(set.isEmpty, plain.size === 0);
          assert.deepEqual([set.first, set.last], [ordered[0], ordered.at(-1)]);
          for (let n = 0; n <= WORLD + 20; n += 7) assert.equal(set.has(n), plain.has(n));
          for (const other of known)
            assert.equal(
              set.equals(other.set),
              plain.size === other.plain.size && ordered.every((n) => other.plain.has(n)),
            );
          const listed = [...set.intervals()].flatMap(([first, last]) =>
            Array.from({ length: last - first + 1 }, (_, i) => first + i),
          );
          assert.deepEqual(listed, ordered);
          known.push({ set, plain });
        }
      }),
    );
  });

  it('keep neighbours in one interval', () => {
    assert.deepEqual(
      [...IntervalSet.of(3, 1, 2, 7).intervals()],
      [
        [1, 3],
        [7, 7],
      ],
    );
  });
});

describe('symbol sets', () => {
  it('answer as sets over a world with an unknown name do', () => {
    fc.assert(
      fc.property(symbols, symbols, (a, b) => {
        for (const name of [...names, 'unheard-of']) {
          assert.equal(a.union(b).has(name), a.has(name) || b.has(name));
          assert.equal(a.intersect(b).has(name), a.has(name) && b.has(name));
          assert.equal(a.subtract(b).has(name), a.has(name) && !b.has(name));
          assert.equal(a.complement().has(name), !a.has(name));
        }
      }),
    );
  });
});

describe('IPv4 values', () => {
  const read = (text: string) => {
    const set = parseIpv4Set(text);
    return set && formatIpv4Set(set);
  };

  it('are an address, a prefix, a mask or a range', () => {
    assert.equal(read('203.0.113.5'), '203.0.113.5');
    assert.equal(read('192.168.88.1/24'), '192.168.88.0/24');
    assert.equal(read('10.0.0.0/255.0.0.0'), '10.0.0.0/8');
    assert.equal(read('10.0.0.5-10.0.0.9'), '10.0.0.5-10.0.0.9');
    assert.equal(read('0.0.0.0/0'), '0.0.0.0/0');
  });

  it('are nothing else', () => {
    for (const text of [
      '',
      'example.org',
      '1.2.3',
      '1.2.3.256',
      '1.2.3.4/33',
      'fe80::1',
      '10.0.0.9-10.0.0.5',
      '10.0.0.0/255.0.255.0',
    ])
      assert.equal(parseIpv4Set(text), undefined, text);
  });

  it('survive being written and read', () => {
    fc.assert(fc.property(fc.nat(2 ** 32 - 1), (address) => parseIpv4(formatIpv4(address)) === address));
  });

  it('keep the address of a prefix apart from its network', () => {
    const prefix = parseIpv4Prefix('192.168.88.1/24');
    assert.equal(prefix && formatIpv4(prefix.address), '192.168.88.1');
    assert.equal(prefix?.network.size, 256);
  });

  it('are public or private, never both', () => {
    assert.ok(PUBLIC_IPV4.intersect(PRIVATE_IPV4).isEmpty);
    for (const text of ['127.0.0.1', '100.64.0.1', '224.0.0.1', '255.255.255.255', '192.168.0.1'])
      assert.equal(PUBLIC_IPV4.has(parseIpv4(text) as number), false, text);
    assert.ok(PUBLIC_IPV4.has(parseIpv4('203.0.113.77') as number));
  });
});
