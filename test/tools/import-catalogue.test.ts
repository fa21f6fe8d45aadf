import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReleases } from '../../tools/catalogue/command-tree';
import { type MergedMenu, mergeReleases, stretches } from '../../tools/catalogue/merged-tree';
import { renamedProperties } from '../../tools/catalogue/renamed-properties';
import { requiredProperties } from '../../tools/catalogue/required-properties';
import { saveRouterTree } from '../../tools/catalogue/save-router-tree';
import { printType, type ValueSources, valueType } from '../../tools/catalogue/value-notation';
import { reply, startPeer } from '../support/scripted-api-peer';

const menu = (content: object) => ({ _type: 'dir', ...content });
const command = (...names: string[]) => ({
  _type: 'cmd',
  ...Object.fromEntries(names.map((name) => [name, { _type: 'arg' }])),
});
/** A tree with `/tool/e-mail set` and its properties. */
const tree = (...properties: string[]) => ({ tool: menu({ 'e-mail': menu({ set: command(...properties) }) }) });

describe('importing the catalogue', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-trees-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Lays trees, by file name, over each other. */
  function merged(files: Readonly<Record<string, object>>): MergedMenu {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
    return mergeReleases(readReleases(folder));
  }
  function setOf(root: MergedMenu) {
    const set = root.menus.get('tool')?.menus.get('e-mail')?.commands.get('set');
    assert.ok(set);
    return set;
  }

  it('tells in which releases something is, with packages and without', () => {
    const set = setOf(
      merged({
        '7.9.json': tree('from'),
        '7.9.all-packages.json': tree('to'),
        '7.10.2.json': tree('from', 'to'),
        'README.md': {},
      }),
    );
    // The oldest first: 7.9 before 7.10. The packages' tree may lack what the other one has.
    assert.deepEqual([...(set.arguments.get('from')?.releases.all ?? [])], [0, 1]);
    assert.deepEqual([...(set.arguments.get('to')?.releases.all ?? [])], [0, 1]);
    assert.deepEqual([...(set.arguments.get('to')?.releases.base ?? [])], [1]);
  });
  it('closes a hole of one release, and leaves a longer one', () => {
    assert.deepEqual(stretches(new Set([1, 2, 4])), [1, 4]);
    assert.deepEqual(stretches(new Set([1, 2, 5, 6])), [1, 2, 5, 6]);
    assert.deepEqual(stretches(new Set()), []);
  });
  it('finds what got another name, where only one can be meant', () => {
    const renamed = (before: string[], after: string[]) => [
      ...renamedProperties(setOf(merged({ '7.11.json': tree(...before), '7.12.json': tree(...after) })), 1),
    ];
    assert.deepEqual(renamed(['from', 'is-responder'], ['from', 'responder']), [['is-responder', 'responder']]);
    assert.deepEqual(renamed(['vrf'], ['vtep-vrf', 'learning']), [['vrf', 'vtep-vrf']]);
    assert.deepEqual(renamed(['path'], ['input.path', 'output.path']), []);
    assert.deepEqual(renamed(['mtu'], ['ports']), []);
    assert.deepEqual(renamed(['mtu'], ['mtu', 'l2-mtu']), []);
  });
  it('takes for required what every probe was refused without', () => {
    const probe = (rawError: string, ...required: string[]) => [{ path: '/ip/pool', required, rawError }];
    const required = (...probes: ReturnType<typeof probe>[]) => {
      const { always, oneOf } = requiredProperties(probes).get('/ip/pool') ?? {};
      return [[...(always ?? [])], [...(oneOf ?? [])]];
    };
    const missing = 'Script Error: missing value(s) of argument(s) …';
    assert.deepEqual(required(probe(missing, 'name', 'ranges'), probe(missing, 'name')), [['name'], []]);
    assert.deepEqual(required(probe('failure: name or ranges required', 'name', 'ranges')), [[], ['name', 'ranges']]);
  });

  describe('lays value types and what routers offer beside each other', () => {
    const nothing: ValueSources = {
      reference: '',
      names: new Set(),
      takesItems: false,
      negatable: false,
      form: '',
      seen: [],
    };
    const notation = (sources: Partial<ValueSources>) => printType(valueType({ ...nothing, ...sources }));
    const names = (...offered: string[]) => new Set(offered);

    it('a set of names is complete only where both agree', () => {
      const reference = 'enum (accept | drop) { accept:0, drop:1 }';
      assert.equal(notation({ reference, names: names('accept', 'drop') }), 'enum (accept|drop)');
      assert.equal(notation({ reference, names: names('accept') }), 'enum (accept|drop|...)');
      assert.equal(notation({ reference }), 'enum (accept|drop|...)');
      assert.equal(notation({ reference, names: names('accept', 'drop', 'log') }), 'enum (accept|drop|log|...)');
    });
    it('one special name stands beside names of items', () =>
      assert.equal(notation({ reference: 'enum (none)', names: names('none') }), 'alt {enum (none|...), enum}'));
    it('names of things on the asked router are no values', () =>
      assert.equal(notation({ reference: 'num', names: names('ether1'), takesItems: true }), 'alt {num, enum}'));
    it('a value that routers print is never wrong', () =>
      assert.equal(notation({ reference: 'num', seen: ['unlimited'] }), 'alt {num, enum}'));
    it('the form that the console tells fills what the reference leaves out', () => {
      assert.equal(notation({ form: '0s..1d    (time interval)' }), 'time');
      assert.equal(notation({ form: 'pap|chap[,Allow*]' }), 'multi {enum (pap|chap|...)}');
      assert.equal(notation({ reference: 'string', form: 'string value, max length 31' }), 'string [..31]');
      assert.equal(notation({ reference: 'ipRange', negatable: true }), 'super {!, ipRange}');
    });
  });

  it('reads the tree of a router in, as those that are published', async () => {
    const places: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      '': { tool: 'dir' },
      tool: { 'e-mail': 'dir' },
      'tool,e-mail': { set: 'cmd' },
      'tool,e-mail,set': { server: 'arg' },
    };
    const peer = await startPeer((words, socket, tag) => {
      if (words[0] === '/system/resource/print') reply(socket, tag, '!re', '=version=7.20.8 (stable)');
      const path = words.find((word) => word.startsWith('=path='))?.slice('=path='.length) ?? '';
      if (words[0] === '/console/inspect')
        for (const [name, type] of Object.entries(places[path] ?? {}))
          reply(socket, tag, '!re', '=type=child', `=name=${name}`, `=node-type=${type}`);
      reply(socket, tag, '!done');
    });
    await saveRouterTree(folder, { host: '127.0.0.1', port: peer.port, user: 'admin', password: '' });
    await peer.stop();
    assert.deepEqual(readdirSync(folder), ['7.20.8.json']);
    assert.deepEqual([...setOf(mergeReleases(readReleases(folder))).arguments.keys()], ['server']);
  });
});
