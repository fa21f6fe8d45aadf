import assert from 'node:assert/strict';
import fc from 'fast-check';
import { IntervalSet } from '../../server/src/base/interval-set';
import { parseIpv4 } from '../../server/src/base/ip-address';
import { SymbolSet } from '../../server/src/base/symbol-set';
import { NO_MARK, type Packet } from '../../server/src/network/cube';
import { formatPath } from '../../server/src/network/firewall-step';
import { networkModel } from '../../server/src/network/network-model';
import { PacketSet } from '../../server/src/network/packet-set';
import { type Verdict, walkChain } from '../../server/src/network/walk-chain';
import { configurationOf, type ItemLiteral } from '../support/configuration-fixture';

const LISTS = {
  '/interface/list': ['name=WAN', 'name=LAN'],
  '/interface/list/member': ['list=WAN interface=wan1', 'list=WAN interface=wan2', 'list=LAN interface=lan'],
};

/** A world small enough to ask about every packet. */
const world: Packet[] = [];
for (const inInterface of ['wan1', 'wan2', 'lan'])
  for (const address of ['10.0.0.1', '10.0.0.2', '203.0.113.5'])
    for (const dstPort of [22, 80, 8291])
      for (const connectionMark of [NO_MARK, 'm1', 'm2'])
        for (const connectionState of ['new', 'established']) {
          const rest = {
            outInterface: '',
            dst: 1,
            protocol: 6,
            srcPort: 40000,
            icmp: 0,
            tcpFlags: 2,
            natState: 'none',
          };
          const marks = { routingMark: NO_MARK, packetMark: NO_MARK, srcType: 'unicast', dstType: 'local' };
          const ipsec = { ipsecIn: 'none', ipsecOut: 'none' };
          const src = parseIpv4(address) as number;
          world.push({ ...rest, ...marks, ...ipsec, src, inInterface, dstPort, connectionMark, connectionState });
        }

describe('walking a chain', () => {
  it('tells what a plain interpreter tells of every packet, rule lists being certain', () => {
    fc.assert(
      fc.property(ruleList(false), (rules) => {
        const walk = walkFilter(rules);
        const outcomes = world.map((packet) => interpret(rules, packet));
        for (const verdict of VERDICTS) {
          const [certain, possible] = [walk.certainly(verdict), walk.possibly(verdict)];
          const real = outcomes.flat().filter((each) => each.verdict === verdict);
          for (const packet of world) {
            const expected = real.some((each) => isSame(each.packet, packet));
            assert.equal(possible.has(packet), expected, `${verdict} is possible`);
            assert.equal(certain.has(packet), expected, `${verdict} is certain`);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('brackets what may happen where matchers cannot be told', () => {
    fc.assert(
      fc.property(ruleList(true), (rules) => {
        const walk = walkFilter(rules);
        const outcomes = world.map((packet) => interpret(rules, packet));
        for (const verdict of VERDICTS) {
          const [certain, possible] = [walk.certainly(verdict), walk.possibly(verdict)];
          for (const each of outcomes.flat()) {
            if (each.verdict === verdict) assert.ok(possible.has(each.packet), `${verdict} may happen`);
          }
          for (const packet of world) {
            if (!certain.has(packet)) continue;
            const proof = outcomes.some((all) =>
              all.every((each) => each.verdict === verdict && isSame(each.packet, packet)),
            );
            assert.ok(proof, `${verdict} happens in any case`);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('names the jumps and the rule that decided', () => {
    const walk = walkFilter([
      { chain: 'input', action: 'accept', 'connection-state': 'established' },
      { chain: 'input', action: 'jump', 'jump-target': 'mgmt', protocol: 'tcp' },
      { chain: 'mgmt', action: 'accept', 'dst-port': '8291' },
    ]);
    const packet = world.find((each) => each.dstPort === 8291 && each.connectionState === 'new') as Packet;
    const region = walk.regions.find((each) => each.certain.has(packet));
    assert.equal(formatPath(region?.path ?? []), 'input rule 2 jump → mgmt rule 1 accept');
    const other = walk.regions.find((each) => each.certain.has({ ...packet, dstPort: 80 }));
    assert.equal(formatPath(other?.path ?? []), 'end of chain input (accepts)');
  });

  it('does not lose certainty between two rules of one verdict', () => {
    const walk = walkFilter([
      { chain: 'input', action: 'accept', limit: '10,5:packet' },
      { chain: 'input', action: 'accept' },
    ]);
    assert.ok(everyPacket.isSubsetOf(walk.certainly('accept')));
  });

  it('walks the IPv6 tables, whose addresses are four words', () => {
    const rules = ['chain=input action=accept src-address=fe80::/10', 'chain=input action=drop in-interface-list=!LAN'];
    const model = networkModel(configurationOf({ ...LISTS, '/ipv6/firewall/filter': rules }));
    const walk = walkChain(model, 'ipv6-filter', 'input', PacketSet.all);
    const outside = { ...(world[0] as Packet), src2: 0, src3: 0, src4: 1 };
    const [linkLocal, global] = [0xfe80_0000, 0x2001_0db8].map((src) => ({ ...outside, src }));
    assert.ok(walk.certainly('accept').has(linkLocal as Packet) && walk.certainly('drop').has(global as Packet));
    assert.ok(walk.certainly('accept').has({ ...(global as Packet), inInterface: 'lan' }));
  });

  it('comes back from jumps in a circle, and leaves their verdict open', () => {
    const walk = walkFilter([
      { chain: 'input', action: 'jump', 'jump-target': 'a' },
      { chain: 'a', action: 'jump', 'jump-target': 'b' },
      { chain: 'b', action: 'jump', 'jump-target': 'a' },
      { chain: 'input', action: 'drop' },
    ]);
    assert.ok(!walk.possibly('unknown').isEmpty);
    assert.ok(walk.certainly('drop').isEmpty);
  });

  it('sends FastTracked packets on, for those that take the slow path', () => {
    const walk = walkFilter([
      { chain: 'input', action: 'fasttrack-connection', 'connection-state': 'established' },
      { chain: 'input', action: 'drop' },
    ]);
    const established = world.find((each) => each.connectionState === 'established') as Packet;
    assert.ok(walk.possibly('fasttrack').has(established) && walk.possibly('drop').has(established));
  });

  it('takes a rule of a computed chain or action for a perhaps', () => {
    for (const rule of [
      { chain: undefined, action: 'drop' },
      { chain: 'input', action: undefined },
    ]) {
      const walk = walkFilter([rule]);
      assert.ok(walk.certainly('accept').isEmpty, JSON.stringify(rule));
      assert.ok(!walk.possibly('accept').isEmpty);
    }
  });
});

const VERDICTS: readonly Verdict[] = ['accept', 'drop', 'reject', 'unknown'];
const MARKED = ['connectionMark', 'inInterface', 'src', 'dstPort', 'connectionState'] as const;

function walkFilter(rules: readonly ItemLiteral[]) {
  // Mangle knows all actions that the test uses.
  const model = networkModel(configurationOf({ ...LISTS, '/ip/firewall/mangle': rules }));
  return walkChain(model, 'mangle', 'input', everyPacket);
}

const everyPacket = world.reduce((set, packet) => set.union(singleton(packet)), PacketSet.none).compact();

function singleton(packet: Packet): PacketSet {
  const entries = Object.entries(packet).map(([name, value]) => [
    name,
    typeof value === 'string' ? SymbolSet.of(value) : IntervalSet.of(value),
  ]);
  return PacketSet.of(Object.fromEntries(entries));
}

function isSame(a: Packet, b: Packet): boolean {
  return MARKED.every((dimension) => a[dimension] === b[dimension]);
}

/* Random rule lists: a base chain and two more, jumps downwards only. */

function ruleList(withPerhaps: boolean): fc.Arbitrary<readonly ItemLiteral[]> {
  const negatable = (...values: string[]) =>
    fc.tuple(fc.boolean(), fc.constantFrom(...values)).map(([not, value]) => (not ? `!${value}` : value));
  const matchers = fc.record(
    {
      'in-interface': negatable('wan1', 'wan2', 'lan'),
      'in-interface-list': negatable('WAN', 'LAN', 'all', 'none'),
      'src-address': negatable('10.0.0.0/24', '10.0.0.2', '203.0.113.0-203.0.113.255', '0.0.0.0/0'),
      'dst-port': negatable('22', '80,8291', '0-100', '1-65535'),
      'connection-mark': negatable('m1', 'm2', NO_MARK),
      'connection-state': negatable('new', 'established', 'new,established', 'invalid'),
      ...(withPerhaps ? { limit: fc.constant('1,1:packet') } : {}),
    },
    { requiredKeys: [] },
  );
  const action = (chain: string): fc.Arbitrary<ItemLiteral> => {
    const plain = ['accept', 'drop', 'reject', 'return', 'log', 'passthrough'].map((each) => ({ action: each }));
    const marks = ['m1', 'm2'].flatMap((mark) => [
      { action: 'mark-connection', 'new-connection-mark': mark },
      { action: 'mark-connection', 'new-connection-mark': mark, passthrough: 'no' },
    ]);
    const below = chain === 'input' ? ['a', 'b'] : chain === 'a' ? ['b'] : [];
    return fc.constantFrom<ItemLiteral>(
      ...plain,
      ...marks,
      ...below.flatMap((target) => [
        { action: 'jump', 'jump-target': target },
        { action: 'jump', 'jump-target': target },
      ]),
    );
  };
  const rule = fc
    .constantFrom('input', 'input', 'a', 'b')
    .chain((chain) => fc.tuple(fc.constant({ chain }), action(chain), matchers))
    .map(([chain, act, match]): ItemLiteral => ({ ...chain, ...act, ...match }));
  return fc.array(rule, { maxLength: 8 });
}

/* The plain interpreter: one packet, one rule after the other; at a perhaps it goes both ways. */

interface Outcome {
  readonly verdict: Verdict;
  readonly packet: Packet;
}

function interpret(rules: readonly ItemLiteral[], packet: Packet): Outcome[] {
  const outcomes: Outcome[] = [];
  run(rules, 'input', 0, packet, (last) => outcomes.push({ verdict: 'accept', packet: last }), outcomes);
  // Both ways may come to the same.
  return outcomes.filter(
    (each, at) =>
      outcomes.findIndex((other) => other.verdict === each.verdict && isSame(other.packet, each.packet)) === at,
  );
}

function run(
  rules: readonly ItemLiteral[],
  chain: string,
  from: number,
  packet: Packet,
  leave: (packet: Packet) => void,
  outcomes: Outcome[],
): void {
  for (let at = from; at < rules.length; at++) {
    const rule = rules[at] as ItemLiteral;
    if (rule['chain'] !== chain || !fits(rule, packet)) continue;
    // Going on as if the rule did not fit is one of the two ways.
    if (rule['limit'] !== undefined) run(rules, chain, at + 1, packet, leave, outcomes);
    const next = at + 1;
    switch (rule['action']) {
      case 'accept':
      case 'drop':
      case 'reject':
        outcomes.push({ verdict: rule['action'], packet });
        return;
      case 'return':
        leave(packet);
        return;
      case 'jump':
        run(
          rules,
          rule['jump-target'] as string,
          0,
          packet,
          (p) => run(rules, chain, next, p, leave, outcomes),
          outcomes,
        );
        return;
      case 'mark-connection': {
        const marked = { ...packet, connectionMark: rule['new-connection-mark'] as string };
        if (rule['passthrough'] === 'no') outcomes.push({ verdict: 'accept', packet: marked });
        else run(rules, chain, next, marked, leave, outcomes);
        return;
      }
    }
  }
  leave(packet);
}

function fits(rule: ItemLiteral, packet: Packet): boolean {
  const test = (name: string, answer: (value: string) => boolean): boolean => {
    const text = rule[name];
    if (text === undefined) return true;
    return text.startsWith('!') ? !answer(text.slice(1)) : answer(text);
  };
  const members: Record<string, string[]> = {
    WAN: ['wan1', 'wan2'],
    LAN: ['lan'],
    all: ['wan1', 'wan2', 'lan'],
    none: [],
  };
  const dotted = [24, 16, 8, 0].map((shift) => (packet.src >>> shift) & 255).join('.');
  return (
    test('in-interface', (value) => packet.inInterface === value) &&
    test('in-interface-list', (value) => members[value]?.includes(packet.inInterface) ?? false) &&
    test('src-address', (value) => {
      if (value === '0.0.0.0/0') return true;
      if (value === '10.0.0.0/24') return dotted.startsWith('10.0.0.');
      if (value.includes('-')) return dotted.startsWith('203.0.113.');
      return dotted === value;
    }) &&
    test('dst-port', (value) =>
      value.split(',').some((part) => {
        const [first = 0, last = first] = part.split('-').map(Number);
        return first <= packet.dstPort && packet.dstPort <= last;
      })) &&
    test('connection-mark', (value) => packet.connectionMark === value) &&
    test('connection-state', (value) => value.split(',').includes(packet.connectionState))
  );
}
