import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Interval, IntervalSet } from '../../server/src/base/interval-set';
import { SymbolSet } from '../../server/src/base/symbol-set';
import { type Cube, NO_MARK, type Packet } from '../../server/src/network/cube';
import { MAX_CUBES, PacketSet } from '../../server/src/network/packet-set';

/** A world small enough to ask about every packet: 3 interfaces, 4 sources, 4 ports, 2 marks, 2 states. */
const world: Packet[] = [];
for (const inInterface of ['wan', 'lan', 'other'])
  for (const src of [0, 1, 2, 3])
    for (const dstPort of [0, 1, 2, 3])
      for (const connectionMark of [NO_MARK, 'm'])
        for (const connectionState of ['new', 'established']) {
          const rest = { outInterface: '', dst: 0, protocol: 6, srcPort: 0, icmp: 0, tcpFlags: 0, natState: 'none' };
          const marks = { routingMark: NO_MARK, packetMark: NO_MARK, srcType: 'unicast', dstType: 'local' };
          const ipsec = { ipsecIn: 'none', ipsecOut: 'none' };
          world.push({ ...rest, ...marks, ...ipsec, inInterface, src, dstPort, connectionMark, connectionState });
        }

const upTo3 = fc
  .array(fc.tuple(fc.nat(3), fc.nat(3)) as fc.Arbitrary<Interval>, { minLength: 1, maxLength: 2 })
  .map((list) => IntervalSet.from(list));
const symbolOf = (...names: string[]) =>
  fc
    .tuple(fc.subarray(names), fc.boolean())
    .map(([listed, not]) => (not ? SymbolSet.allBut(...listed) : SymbolSet.of(...listed)));
const cube: fc.Arbitrary<Cube> = fc.record(
  {
    inInterface: symbolOf('wan', 'lan'),
    src: upTo3,
    dstPort: upTo3,
    connectionMark: symbolOf(NO_MARK, 'm'),
    connectionState: symbolOf('new', 'established'),
  },
  { requiredKeys: [] },
);
const packetSet = fc
  .array(cube, { maxLength: 4 })
  .map((cubes) => cubes.reduce((set, each) => set.union(PacketSet.of(each)), PacketSet.none));

describe('packet sets', () => {
  it('answer as sets of single packets do', () => {
    fc.assert(
      fc.property(packetSet, packetSet, (a, b) => {
        const [union, common, rest] = [a.union(b), a.intersect(b), a.subtract(b)];
        for (const packet of world) {
          assert.equal(union.has(packet), a.has(packet) || b.has(packet));
          assert.equal(common.has(packet), a.has(packet) && b.has(packet));
          assert.equal(rest.has(packet), a.has(packet) && !b.has(packet));
          assert.equal(a.compact().has(packet), a.has(packet));
        }
        assert.ok(rest.union(common).isSubsetOf(a) && a.isSubsetOf(rest.union(common)));
        assert.ok(union.isExact && common.isExact && rest.isExact);
      }),
    );
  });

  it('hold no packet twice', () => {
    fc.assert(
      fc.property(packetSet, packetSet, (a, b) => {
        for (const set of [a.union(b), a.subtract(b), a.intersect(b)])
          for (const packet of world) {
            const holding = set.cubes.filter((each) => PacketSet.of(each).has(packet));
            assert.ok(holding.length <= 1);
          }
      }),
    );
  });

  it('overwrite a dimension as a mark action does', () => {
    fc.assert(
      fc.property(packetSet, (set) => {
        const marked = set.assign('connectionMark', SymbolSet.of('m'));
        for (const packet of world) {
          const before = [NO_MARK, 'm', 'elsewhere'].some((connectionMark) => set.has({ ...packet, connectionMark }));
          assert.equal(marked.has(packet), packet.connectionMark === 'm' && before);
        }
      }),
    );
  });

  it('say so, and err on the side asked for, when they grow too large', () => {
    // Single packets, no two of which share a side.
    const single = (n: number) => PacketSet.of({ src: IntervalSet.of(2 * n), dst: IntervalSet.of(2 * n) });
    const probe = (n: number): Packet => ({ ...(world[0] as Packet), src: n, dst: n });
    const count = MAX_CUBES + 50;
    let upper = PacketSet.none;
    let lower = PacketSet.none;
    for (let n = 0; n < count; n++) {
      upper = upper.union(single(n));
      lower = lower.union(single(n), 'down');
    }
    assert.ok(upper.roundedUp && !upper.roundedDown && lower.roundedDown && !lower.roundedUp);
    for (let n = 0; n < count; n++) assert.ok(upper.has(probe(2 * n)));
    for (let n = 0; n < count; n++) assert.equal(lower.has(probe(2 * n + 1)), false);
    // What is subtracted too much, is missing: rounding changes sides.
    const without = PacketSet.all.subtract(upper, 'down');
    assert.ok(without.roundedDown);
    for (let n = 0; n < count; n++) assert.equal(without.has(probe(2 * n)), false);
  });
});
