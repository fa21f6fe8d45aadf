import assert from 'node:assert/strict';
import { type InspectedTree, type InspectOptions, readCommandTree } from '../../../router/src/device/console-inspect';
import { connectRouter } from '../../../router/src/transport/connect';
import { reply, startPeer } from '../../support/scripted-api-peer';

/** What the router answers for a place: the children with their kinds, or a refusal. */
type Places = Readonly<Record<string, Readonly<Record<string, string>> | 'refuses' | 'ends'>>;

/** Reads the tree of a router that has these places. */
async function inspect(places: Places, options?: InspectOptions): Promise<InspectedTree & { asked: string[] }> {
  const asked: string[] = [];
  const peer = await startPeer((words, socket, tag) => {
    const path = words.find((word) => word.startsWith('=path='))?.slice('=path='.length) ?? '';
    asked.push(`${words[0]} ${words.find((word) => word.startsWith('=request='))} ${path}`.trim());
    const place = places[path] ?? {};
    if (place === 'ends') return socket.destroy();
    if (place === 'refuses') reply(socket, tag, '!trap', '=category=4', '=message=failure: std failure');
    else {
      reply(socket, tag, '!re', '=type=self', `=name=${path.split(',').pop()}`, '=node-type=dir');
      for (const [name, type] of Object.entries(place))
        reply(socket, tag, '!re', '=type=child', `=name=${name}`, `=node-type=${type}`);
    }
    return reply(socket, tag, '!done');
  });
  const connection = await connectRouter({ host: '127.0.0.1', port: peer.port, user: 'admin', password: '' });
  try {
    return { ...(await readCommandTree(connection, options)), asked };
  } finally {
    await connection.close();
    await peer.stop();
  }
}
/** The tree as plain data. */
function plain({ root }: InspectedTree): unknown {
  return JSON.parse(JSON.stringify(root));
}

const ROUTE: Places = {
  '': { ip: 'dir', beep: 'cmd' },
  ip: { route: 'path' },
  'ip,route': { add: 'cmd' },
  'ip,route,add': { gateway: 'arg', distance: 'arg' },
  beep: { frequency: 'arg' },
};

describe('the command tree of a router', () => {
  it('is read place by place, in the form of the published trees', async () => {
    const seen: number[] = [];
    const tree = await inspect(ROUTE, { onProgress: (places) => seen.push(places) });
    assert.deepEqual(plain(tree), {
      ip: {
        _type: 'dir',
        route: {
          _type: 'path',
          add: { _type: 'cmd', gateway: { _type: 'arg' }, distance: { _type: 'arg' } },
        },
      },
      beep: { _type: 'cmd', frequency: { _type: 'arg' } },
    });
    assert.deepEqual(tree.refused, []);
    assert.deepEqual(seen, [1, 2, 3, 4, 5]);
  });
  it('asks nothing but what changes nothing, and nothing about arguments', async () => {
    const { asked } = await inspect(ROUTE);
    assert.ok(asked.every((question) => question.startsWith('/console/inspect =request=child')));
    assert.equal(asked.length, 5);
  });
  it('goes on where a place is refused, and says which', async () => {
    const tree = await inspect({ ...ROUTE, 'ip,route,add': 'refuses' });
    assert.deepEqual(tree.refused, ['ip,route,add']);
    assert.match(JSON.stringify(plain(tree)), /"frequency"/);
  });
  it('fails with the router’s words where there is no such command: on RouterOS 6', async () => {
    await assert.rejects(inspect({ '': 'refuses' }), /std failure/);
  });
  it('fails where the connection ends on the way', async () => {
    await assert.rejects(inspect({ ...ROUTE, 'ip,route': 'ends' }));
  });
  it('ends with a router whose tree has no end', async () => {
    const endless: Places = new Proxy({}, { get: () => ({ again: 'dir' }) });
    const { asked } = await inspect(endless);
    assert.ok(asked.length < 30);
  });
  it('takes names for names: an argument may be called like a part of every object', async () => {
    const tree = await inspect({ '': { set: 'cmd' }, set: { ['__proto__']: 'arg', constructor: 'arg', desc: 'arg' } });
    assert.match(JSON.stringify(tree.root), /"constructor":\{"_type":"arg"\}/);
    assert.equal(({} as Record<string, unknown>)['_type'], undefined);
  });
});
