import assert from 'node:assert/strict';
import type { TopologyAnswer, TopologyResult } from '../../server/src/lsp/protocol-extensions';
import { Editor, uri } from '../support/editor';

const SCRIPT = `# routeros: 7.20
/ip address
add address=198.51.100.2/29 interface=ether1
add address=203.0.113.2/29 interface=ether2
add address=192.168.88.1/24 interface=bridge
/ip route
add gateway=198.51.100.1 check-gateway=ping
add gateway=203.0.113.1 distance=2
`;

describe('the language server draws the network', () => {
  let editor: Editor;
  beforeEach(async () => {
    editor = await Editor.start();
  });
  afterEach(() => editor.stop());
  const drawn = async (down?: string[]): Promise<TopologyAnswer> => {
    const result = await editor.send<TopologyResult>('rscope/topology', down ? { uri, down } : { uri });
    assert.ok(result.kind === 'picture', JSON.stringify(result));
    return result;
  };

  it('with what is known of each part, and the statements behind it', async () => {
    await editor.open(SCRIPT);
    const { svg, mermaid, parts, headlines, down } = await drawn();
    assert.deepEqual(headlines, ['All uplinks up. bridge: 100 % by ether1.']);
    assert.deepEqual(down, []);
    assert.match(svg, /^<svg [^>]*>[\s\S]*<\/svg>\n$/);
    assert.match(mermaid, /^flowchart TB\n/);
    const ids = new Set([...svg.matchAll(/data-id="([^"]*)"/g)].map(([, id]) => id));
    for (const id of ids)
      assert.ok(
        parts.some((part) => part.id === id),
        `${id} is explained`,
      );
    const places = (id: string) => parts.find((part) => part.id === id)?.places.map(({ start }) => start.line);
    assert.deepEqual([places('uplink:ether2'), places('share:ether1'), places('lan:bridge')], [[7], [6], [4]]);
  });

  it('with uplinks down, after an edit too', async () => {
    await editor.open(SCRIPT);
    assert.deepEqual((await drawn(['ether1'])).headlines, ['ether1 down. bridge: 100 % by ether2.']);
    await editor.change(6, 24, 43, '');
    const { headlines, down } = await drawn(['ether1', 'gone']);
    assert.deepEqual(down, ['ether1']);
    assert.deepEqual(headlines, [
      'ether1 down. bridge: 100 % still sent to ether1 and lost, as no check takes its route away.',
    ]);
  });

  it('or says why there is none, and what to do', async () => {
    await editor.open('/ip firewall filter add chain=input action=drop\n');
    const result = await editor.send<TopologyResult>('rscope/topology', { uri, down: ['ether1'] });
    assert.ok(result.kind === 'nothing');
    assert.match(result.why, /names no uplink.*default route.*open that one, or an export/s);
  });
});
