import assert from 'node:assert/strict';
import type { Location, WorkspaceEdit } from 'vscode-languageserver/node';
import { joinUri } from '../../server/src/config/disk-files';
import type { HostFiles } from '../../server/src/config/project-files';
import {
  TOPOLOGY_REQUEST,
  type TopologyAnswer,
  TRACE_REQUEST,
  type TraceResult,
} from '../../server/src/lsp/protocol-extensions';
import { Editor } from '../support/editor';

const at = (name: string) => `file:///site/${name}`;

/** A folder `/site` with these files, which a test may change. */
function folderOf(texts: Record<string, string>): HostFiles {
  return {
    read: (uri) => texts[uri.replace('file:///site/', '')],
    list: (folder) =>
      folder === 'file:///site' ? Object.keys(texts).map((name) => ({ name, isFolder: false })) : undefined,
    join: joinUri,
  };
}

describe('a project in the editor', () => {
  let editor: Editor;
  afterEach(() => editor.stop());
  const REFRESH = {
    textDocument: { diagnostic: {} },
    workspace: { configuration: true, diagnostics: { refreshSupport: true } },
  };
  const start = (files: Record<string, string>, settings: object = {}) =>
    Editor.start(REFRESH, {}, settings, folderOf(files)).then((started) => {
      editor = started;
      return started;
    });

  const tables = '/routing table\nadd name=to_wan1 fib\n';
  const routes = '# routes\n/ip route add gateway=192.0.2.1 routing-table=to_wan1\n/ip route add gateway=ether1\n';
  const list = { project: { files: ['tables.rsc', 'routes.rsc'] } };
  const json = { '.rscope.json': JSON.stringify(list) };

  /** `file:line` of places. */
  const places = (found: readonly Location[]) =>
    found.map(({ uri, range }) => `${uri.slice(13)}:${range.start.line + 1}`);
  const positioned = (name: string, line: number, character: number) => ({
    textDocument: { uri: at(name) },
    position: { line, character },
  });

  it('checks a file with those that the setting lists; a finding stands in its own file alone', async () => {
    await start({ 'tables.rsc': tables, 'routes.rsc': routes }, list);
    await editor.open(routes, at('routes.rsc'));
    await editor.open(tables, at('tables.rsc'));
    assert.deepEqual(await editor.pulled(at('routes.rsc')), ['interface-gateway-on-broadcast:3']);
    assert.deepEqual(await editor.pulled(at('tables.rsc')), []);
  });

  it('traces and draws the whole project: lines of other files name theirs, places are those of this file', async () => {
    const wan = '/ip address add address=198.51.100.2/29 interface=ether1\n/ip route add gateway=198.51.100.1\n';
    const main = '/import file-name=wan.rsc\n/ip firewall filter add chain=input in-interface=ether1 action=drop\n';
    await start({ 'wan.rsc': wan, 'main.rsc': main });
    await editor.open(main, at('main.rsc'));
    const packet = 'in=ether1 src=203.0.113.7 dst=198.51.100.2 protocol=tcp dst-port=8291';
    const answer = await editor.send<TraceResult>(TRACE_REQUEST, { uri: at('main.rsc'), packet });
    assert.ok(answer.kind === 'answer');
    assert.match(answer.text, /line wan\.rsc:1 .*\n.*line 2 /);
    assert.deepEqual(
      answer.steps.map(({ range }) => range.start.line + 1),
      [2],
    );
    const { parts } = await editor.send<TopologyAnswer>(TOPOLOGY_REQUEST, { uri: at('main.rsc') });
    // The route that makes it an uplink is in the other file.
    assert.deepEqual(parts.find(({ id }) => id === 'uplink:ether1')?.places, []);
  });

  it('follows a name into another file, and back', async () => {
    await start({ 'tables.rsc': tables, 'routes.rsc': routes, ...json });
    await editor.open(routes, at('routes.rsc'));
    const definition = await editor.send<Location[]>('textDocument/definition', positioned('routes.rsc', 1, 52));
    assert.deepEqual(places(definition), ['tables.rsc:2']);
    await editor.open(tables, at('tables.rsc'));
    const references = await editor.send<Location[]>('textDocument/references', {
      ...positioned('tables.rsc', 1, 12),
      context: { includeDeclaration: true },
    });
    assert.deepEqual(places(references), ['tables.rsc:2', 'routes.rsc:2']);
    const { contents } = await editor.send<{ contents: { value: string } }>(
      'textDocument/hover',
      positioned('routes.rsc', 1, 52),
    );
    assert.match(contents.value, /Made on line 2 of tables\.rsc, used once/);
    const highlights = await editor.send<unknown[]>('textDocument/documentHighlight', positioned('tables.rsc', 1, 12));
    assert.equal(highlights.length, 1);
  });

  it('renames in all files at once', async () => {
    await start({ 'tables.rsc': tables, 'routes.rsc': routes, ...json });
    await editor.open(routes, at('routes.rsc'));
    const { changes } = await editor.send<WorkspaceEdit>('textDocument/rename', {
      ...positioned('routes.rsc', 1, 52),
      newName: 'via_a',
    });
    const edits = Object.entries(changes ?? {}).flatMap(([uri, own]) =>
      own.map(({ range, newText }) => `${uri.slice(13)}:${range.start.line + 1}:${range.start.character} ${newText}`),
    );
    assert.deepEqual(edits.sort(), ['routes.rsc:2:46 via_a', 'tables.rsc:2:9 via_a']);
  });

  it('offers the names of the other files', async () => {
    await start({ 'tables.rsc': tables, ...json });
    await editor.open('/ip route add gateway=192.0.2.1 routing-table=', at('routes.rsc'));
    const { items } = await editor.send<{ items: { label: string }[] }>(
      'textDocument/completion',
      positioned('routes.rsc', 0, 46),
    );
    assert.ok(items.some(({ label }) => label === 'to_wan1'));
  });

  const main = '/import file-name=tables.rsc\n/ip route add gateway=192.0.2.1 routing-table=to_wan1\n';

  it('a script that imports others needs no list', async () => {
    await start({ 'tables.rsc': tables, 'main.rsc': main });
    await editor.open(main, at('main.rsc'));
    const definition = await editor.send<Location[]>('textDocument/definition', positioned('main.rsc', 1, 48));
    assert.deepEqual(places(definition), ['tables.rsc:2']);
  });

  it('an edit in one file has the others checked again', async () => {
    await start({}, { project: { files: ['lan.rsc', 'wan.rsc'] } });
    await editor.open('/interface list add name=LAN include=WAN\n', at('lan.rsc'));
    await editor.open('/interface list add name=WAX\n', at('wan.rsc'));
    assert.deepEqual(await editor.pulled(at('lan.rsc')), []);
    editor.expectRefresh();
    await editor.change(0, 27, 28, 'N', 2, at('wan.rsc'));
    await editor.refreshed;
    assert.deepEqual(await editor.pulled(at('lan.rsc')), ['reference-before-definition:1']);
    assert.deepEqual(await editor.pulled(at('wan.rsc')), []);
  });

  it('a file on the disk that changes, or goes, changes what is said of those that are open', async () => {
    const files: Record<string, string> = { 'tables.rsc': tables, 'routes.rsc': routes, ...json };
    await start(files);
    await editor.open(routes, at('routes.rsc'));
    const definition = async () =>
      places(await editor.send<Location[]>('textDocument/definition', positioned('routes.rsc', 1, 52)));
    assert.deepEqual(await definition(), ['tables.rsc:2']);
    files['tables.rsc'] = `# first\n${tables}`;
    await editor.fileChanged(at('tables.rsc'));
    assert.deepEqual(await definition(), ['tables.rsc:3']);
    delete files['tables.rsc'];
    await editor.fileChanged(at('tables.rsc'));
    assert.deepEqual(await definition(), []);
  });

  it('what is wrong with .rscope.json is said there', async () => {
    await start({ '.rscope.json': '{ "rules": { "no-such": "off" }, "project": { "files": ["no.rsc"] } }' });
    await editor.open('', at('a.rsc'));
    await editor.nextPublished();
    const [diagnostics = []] = editor.published;
    assert.deepEqual(
      diagnostics.map(({ message }) => message),
      [
        'There is no rule and no group of rules “no-such”.',
        '“no.rsc” is no file, and no folder with .rsc files, in file:///site.',
      ],
    );
  });
});
