import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Configuration } from '../../server/src/config/configuration';
import { Analysis } from '../../server/src/ide/analysis';
import { codeLenses } from '../../server/src/ide/code-lenses';
import { inlayHints } from '../../server/src/ide/inlay-hints';
import { networkModel } from '../../server/src/network/network-model';
import { parse, reparse } from '../../server/src/syntax/syntax-tree';

const entries = (count: number, list: string, net: number): string =>
  Array.from({ length: count }, (_, i) => `add address=${net}.${i >> 8}.${i & 255}.0/24 list=${list}\n`).join('');

const FILTER = `/ip firewall filter
add chain=input action=accept connection-state=established,related
add chain=input action=drop connection-state=invalid
add chain=input action=drop src-address-list=blocked
add chain=input action=accept protocol=tcp dst-port=22 src-address-list=office
add chain=input action=accept protocol=tcp dst-port=8291
add chain=input action=drop in-interface=ether1 src-address-list=!office
`;
const MANGLE = `/ip firewall mangle
add chain=prerouting action=mark-connection in-interface=bridge1 new-connection-mark=a per-connection-classifier=both-addresses:2/0
add chain=prerouting action=mark-connection in-interface=bridge1 new-connection-mark=b per-connection-classifier=both-addresses:2/1
`;
const SCRIPT = `# 2026-01-05 10:00:00 by RouterOS 7.20
/ip address
add address=203.0.113.2/24 interface=ether1
add address=192.168.88.1/24 interface=bridge1
/ip firewall address-list
${entries(600, 'blocked', 60)}add address=office.example.org list=office
add address=198.51.100.7 list=office timeout=1d
${entries(90, 'office', 70)}${FILTER}${MANGLE}/ip route
add gateway=203.0.113.1
`;

/** What a person may do to a line. */
const change = fc.constantFrom(
  ...['# a remark\n', 'set [find list=office] disabled=yes\n', '/ip firewall address-list\n', '/ip firewall filter\n'],
  ...[
    'remove [find list=blocked]\n',
    'add address=192.0.2.1 list=office comment="a $b"\n',
    '/ip firewal\n',
    '{\n',
    '"',
  ],
  ...['/ip firewall address-list add address=192.0.2.9 list=blocked\n', ' disabled=yes', ' lst=x', '1', '', ' \\\n'],
  entries(40, 'office', 80).replaceAll('add', '/ip firewall address-list add'),
  entries(40, 'blocked', 81).replaceAll('\n', ' comment="seen twice" disabled=yes\n'),
);
const edits = fc.array(
  fc.record({ line: fc.nat(10_000), within: fc.nat(30), removed: fc.constantFrom(0, 0, 1, 7, 60), newText: change }),
  { minLength: 1, maxLength: 4 },
);

/** All that is told of a script, as plain values. */
function told(analysis: Analysis) {
  return {
    findings: analysis.findings.map(({ rule, severity, range, message }) => ({ rule, severity, ...range, message })),
    lenses: codeLenses(analysis),
    hints: inlayHints(analysis),
    lists: listsOf(analysis.configuration),
  };
}

function listsOf(configuration: Configuration) {
  const { addressLists } = networkModel(configuration);
  const menu = configuration.menu('/ip/firewall/address-list');
  return {
    addresses: ['blocked', 'office', 'nowhere'].map((name) => {
      const { certain, possible } = addressLists.addressesOf(name);
      return [[...certain.intervals()], [...possible.intervals()]];
    }),
    items: menu.items.map(({ properties, origin, certain, added }) => [
      [...properties.values()],
      origin,
      certain,
      added,
    ]),
    knowledge: [menu.completeness, menu.uncertain],
  };
}

/** The same script with no entry taken together with others: every statement is looked at for itself. */
class WholeAnalysis extends Analysis {
  override get outline() {
    return { root: this.tree.root, script: this.script };
  }
}

describe('a configuration that is edited', () => {
  it('is told as it would be if each entry of its address lists were looked at', () => {
    assert.deepEqual(told(new Analysis('a.rsc', SCRIPT)), told(new WholeAnalysis('a.rsc', SCRIPT)));
  });

  it('is told after any edits as it would be from nothing', () => {
    fc.assert(
      fc.property(edits, (list) => {
        let tree = parse(SCRIPT);
        let analysis: Analysis | undefined;
        for (const { line, within, removed, newText } of list) {
          const text = tree.text.toString();
          const start = Math.min(
            text.length,
            tree.text.offsetAt({ line: line % tree.text.lineCount, character: within }),
          );
          const end = Math.min(text.length, start + removed);
          tree = reparse(tree, { range: { start, end }, newText }).tree;
          analysis = new Analysis('a.rsc', tree, {}, analysis);
          told(analysis);
        }
        assert.deepEqual(told(analysis as Analysis), told(new WholeAnalysis('a.rsc', tree.text.toString())));
      }),
      { numRuns: 20 },
    );
  }).timeout(120_000);

  it('takes over the columns of all other chunks, and what each list comes to', () => {
    const tree = parse(SCRIPT);
    const before = new Analysis('a.rsc', tree);
    const start = SCRIPT.indexOf('dst-port=8291') + 'dst-port='.length;
    const after = new Analysis('a.rsc', reparse(tree, { range: { start, end: start + 4 }, newText: '8728' }).tree);
    const rows = (analysis: Analysis) => analysis.outline.script.entries.map((each) => each.rows);
    const kept = rows(after).filter((each) => rows(before).includes(each));
    // The end of the list stands in the chunk of the filter.
    assert.deepEqual([rows(before).length, kept.length], [4, 2]);
    assert.ok(kept.reduce((sum, { first }) => sum + first.length, 0) > 500);
    const setOf = ({ network }: Analysis) => network.addressLists.addressesOf('blocked').possible;
    assert.equal(setOf(after), setOf(before));
    assert.notDeepEqual(told(after).lenses, told(before).lenses);
  });

  it('looks at a few statements only, however long its lists are', () => {
    const { outline, script } = new Analysis('a.rsc', SCRIPT);
    assert.ok(script.uses.length > 700);
    assert.ok(outline.script.uses.length < 60, `${outline.script.uses.length} statements`);
  });
});
