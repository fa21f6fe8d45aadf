import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseIpv4Set } from '../../server/src/base/ip-set';
import { SymbolSet } from '../../server/src/base/symbol-set';
import { Analysis } from '../../server/src/ide/analysis';
import { type Cube, UNIVERSE } from '../../server/src/network/cube';
import type { FirewallTable } from '../../server/src/network/firewall-table';
import type { NetworkModel } from '../../server/src/network/network-model';
import { PacketSet } from '../../server/src/network/packet-set';
import { type ChainWalk, walkChain } from '../../server/src/network/walk-chain';

const HEAD = `/interface bridge add name=bridge1
/interface list add name=WAN
/interface list member add interface=ether1 list=WAN
/ip address add address=192.168.88.1/24 interface=bridge1
/ip firewall address-list add address=203.0.113.0/24 list=office
`;
/** The rules of the filter, without their `add`, and those of mangle. */
const script = (filter: readonly string[], mangle: readonly string[] = [], head = HEAD): string =>
  [head, '/ip firewall filter', ...filter.map((rule) => `add ${rule}`), '/ip firewall mangle']
    .concat(mangle.map((rule) => `add ${rule}`))
    .join('\n');

const from = (text: string): Cube => ({ src: parseIpv4Set(text) ?? UNIVERSE.src });
const STARTS: readonly (readonly [FirewallTable, string, Cube])[] = [
  ['filter', 'input', { inInterface: SymbolSet.of('ether1') }],
  ['filter', 'input', from('192.168.88.0/24')],
  ['filter', 'forward', from('10.0.0.0/8')],
  ['filter', 'forward', { ...from('203.0.113.7'), inInterface: SymbolSet.of('ether1') }],
  ['mangle', 'prerouting', { connectionMark: SymbolSet.of('no-mark'), inInterface: SymbolSet.of('bridge1') }],
];
const walksOf = (model: NetworkModel): readonly ChainWalk[] =>
  STARTS.map(([table, chain, cube]) => walkChain(model, table, chain, PacketSet.of(cube)));

/** All that a walk tells, with the places in the text. */
function told(walk: ChainWalk) {
  const region = ({ certain, possible, path, rule }: (typeof walk.met)[number] | (typeof walk.regions)[number]) => ({
    packets: [certain.cubes, possible.cubes],
    path: path.map(({ chain, position, action, origin }) => [chain, position, action, origin?.range]),
    rule: rule && [rule.position, rule.origin.range],
  });
  return {
    regions: walk.regions.map((each) => [each.verdict, region(each)]),
    marks: walk.marks.map((each) => region({ ...each, isPassing: false })),
    met: walk.met.map((each) => [each.isPassing, region(each)]),
    accepted: [walk.certainly('accept').cubes, walk.possibly('accept').cubes],
  };
}

const rule = fc
  .record({
    chain: fc.constantFrom('input', 'input', 'forward', 'customers'),
    action: fc.constantFrom('accept', 'drop', 'drop', 'jump jump-target=customers', 'return', 'log', 'bad-action'),
    matchers: fc.subarray([
      ...['src-address=10.1.0.0/16', 'src-address=192.168.88.0/25', 'dst-port=22', 'in-interface-list=WAN'],
      ...['src-address-list=office', 'limit=5,5:packet', 'connection-mark=a', 'disabled=yes', 'in-interface=bridge1'],
    ]),
  })
  .map(({ chain, action, matchers }) => {
    const protocol = matchers.includes('dst-port=22') ? ' protocol=tcp' : '';
    return `chain=${chain} action=${action}${protocol} ${matchers.join(' ')}`;
  });
const mark = fc.constantFrom(
  'chain=prerouting action=mark-connection new-connection-mark=a src-address=10.0.0.0/8',
  'chain=prerouting action=mark-connection new-connection-mark=b connection-mark=a',
  'chain=prerouting action=mark-routing new-routing-mark=w connection-mark=b passthrough=no',
);
const head = fc.constantFrom(
  HEAD,
  `# a remark\n${HEAD}`,
  HEAD.replace('interface=ether1 list', 'interface=bridge1 list'),
  HEAD.replace('203.0.113.0/24', '10.1.2.0/24'),
  HEAD.replace('list=office', 'list=home'),
);
const texts = fc
  .record({
    filter: fc.array(rule, { maxLength: 7 }),
    mangle: fc.array(mark, { maxLength: 4 }),
    edits: fc.array(fc.record({ at: fc.nat(7), gone: fc.nat(1), rule: fc.option(rule), mark: fc.option(mark), head }), {
      minLength: 1,
      maxLength: 4,
    }),
  })
  .map(({ filter, mangle, edits }) => {
    const [rules, marks] = [[...filter], [...mangle]];
    return [script(filter, mangle)].concat(
      edits.map((edit) => {
        rules.splice(edit.at, edit.gone, ...(edit.rule === null ? [] : [edit.rule]));
        if (edit.mark !== null) marks.splice(edit.at % 4, edit.gone, edit.mark);
        return script(rules, marks, edit.head);
      }),
    );
  });

/** The models of a text before and after an edit. */
function edited(before: string, after: string): { old: NetworkModel; now: NetworkModel } {
  const analysis = new Analysis('a.rsc', before);
  walksOf(analysis.network);
  return { old: analysis.network, now: new Analysis('a.rsc', after, {}, analysis).network };
}

/** Whether a walk was taken over: what it tells of packets are the same objects. */
function isKept(old: NetworkModel, now: NetworkModel, index: number): boolean {
  const [before, after] = [walksOf(old)[index], walksOf(now)[index]];
  return before?.start === after?.start;
}

describe('walks that are kept over an edit', () => {
  it('tell what walks from nothing tell, whatever is edited', () => {
    fc.assert(
      fc.property(texts, (list) => {
        let analysis: Analysis | undefined;
        for (const text of list) {
          analysis = new Analysis('a.rsc', text, {}, analysis);
          assert.deepEqual(walksOf(analysis.network).map(told), walksOf(new Analysis('a.rsc', text).network).map(told));
        }
      }),
      { numRuns: 150 },
    );
  }).timeout(60_000);

  const RULES = ['chain=input action=drop in-interface=ether1', 'chain=forward action=accept src-address=10.1.0.0/16'];

  it('are those that no changed rule meets: one for other addresses, in another chain, in another table', () => {
    const { old, now } = edited(script(RULES), script([...RULES, 'chain=forward action=drop src-address=10.2.0.0/16']));
    assert.deepEqual(
      STARTS.map((_, index) => isKept(old, now, index)),
      [true, true, false, true, true],
    );
  });

  it('are not those that meet a list which holds something else', () => {
    const rules = [...RULES, 'chain=input action=drop src-address-list=office', 'chain=forward action=drop'];
    const list = HEAD.replace('203.0.113.0/24', '192.168.88.0/24');
    const { old, now } = edited(script(rules), script(rules, [], list));
    assert.deepEqual([isKept(old, now, 1), isKept(old, now, 2)], [false, true]);
  });

  it('are not those whose packets get on their way the mark that a changed rule asks for', () => {
    const mark = 'chain=prerouting action=mark-connection new-connection-mark=a';
    const next = 'chain=prerouting action=mark-routing new-routing-mark=w connection-mark=a';
    const { old, now } = edited(script([], [mark]), script([], [mark, next]));
    assert.ok(!isKept(old, now, 4));
    assert.equal(walksOf(now)[4]?.marks.length, 2);
  });

  it('are kept where a comment is edited, and where nobody asked between two edits', () => {
    const first = new Analysis('a.rsc', script(RULES));
    walksOf(first.network);
    const between = new Analysis('a.rsc', script(RULES.map((each) => `${each} comment="a"`)), {}, first);
    const now = new Analysis('a.rsc', `# a remark\n${script(RULES)}`, {}, between).network;
    assert.ok(isKept(first.network, now, 0));
    assert.deepEqual(
      walksOf(now).map(told),
      walksOf(new Analysis('a.rsc', `# a remark\n${script(RULES)}`).network).map(told),
    );
  });
});
