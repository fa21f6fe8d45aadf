import assert from 'node:assert/strict';
import type { TraceResult } from '../../server/src/lsp/protocol-extensions';
import { Editor, uri } from '../support/editor';

const SCRIPT = `# routeros: 7.20
/interface bridge add name="my lan"
/ip address
add address=198.51.100.2/29 interface=ether1
add address=192.168.88.1/24 interface="my lan"
/ip route add gateway=198.51.100.1
/ip firewall filter
add chain=input protocol=icmp limit=5,5:packet
add chain=input action=drop \\
    in-interface=ether1
`;

describe('the language server traces a packet', () => {
  let editor: Editor;
  beforeEach(async () => {
    editor = await Editor.start();
    await editor.open(SCRIPT);
  });
  afterEach(() => editor.stop());
  const traced = (packet?: string) =>
    editor.send<TraceResult>('rscope/trace', packet === undefined ? { uri } : { uri, packet });

  it('and tells its outcome, its way in words, and the statements on it', async () => {
    const result = await traced('in=ether1 src=203.0.113.7 dst=198.51.100.2 protocol=tcp dst-port=8291');
    assert.equal(result.kind, 'answer');
    if (result.kind !== 'answer') return;
    assert.equal(result.outcome, 'dropped');
    assert.match(result.text, /^tcp from 203\.0\.113\.7 to 198\.51\.100\.2:8291, in by ether1 \(new\): dropped\n/);
    assert.match(result.text, /line 9 +\/ip\/firewall\/filter +drop/);
    assert.deepEqual(
      result.steps.map(({ menu, action, range }) => [menu, action, range.start.line, range.end.line]),
      [
        ['/ip/address', 'route', 3, 3],
        ['/ip/firewall/filter', 'drop', 8, 9],
      ],
    );
  });

  it('and tells the other ways that it may take', async () => {
    const result = await traced('in=ether1 src=203.0.113.7 dst=198.51.100.2 protocol=icmp');
    assert.equal(result.kind === 'answer' && result.outcome, 'may be delivered to the router');
    assert.match(result.kind === 'answer' ? result.text : '', /or else it is dropped:/);
  });

  it('that comes in by an interface with a blank in its name', async () => {
    const result = await traced('in="my lan" src=192.168.88.7 dst=203.0.113.9');
    assert.equal(result.kind === 'answer' && result.outcome, 'sent out by ether1');
  });

  it('or says what is wrong with what was written', async () => {
    const start = 'in=ether1 src=203.0.113.7 dst=198.51.100.2';
    const wrong: [string, RegExp][] = [
      ['', /The packet needs dst=/],
      ['in=ether1 dst=198.51.100.2', /needs src=/],
      [`${start} port=22`, /"port=22" is no part of a packet: write in=, src=/],
      [`${start} tcp`, /"tcp" is no part/],
      [`${start} dst-port=`, /^dst-port= needs a value/i],
      [`${start} src=203.0.113.8`, /^src= stands there twice/i],
      [`${start} dst-port=70000`, /dst-port= takes a port/i],
      ['in=ether9 src=203.0.113.7', /needs dst=/],
      ['in=uplink src=203.0.113.7 dst=198.51.100.2', /The script knows no interface "uplink"; it has my lan/],
    ];
    for (const [packet, message] of wrong) {
      const result = await traced(packet);
      assert.match(result.kind === 'problem' ? result.problem : result.kind, message, packet);
    }
  });

  it('and proposes one that can be traced', async () => {
    const result = await traced();
    assert.deepEqual(result, {
      kind: 'proposal',
      packet: 'in=ether1 src=203.0.113.7 dst=198.51.100.2 protocol=tcp dst-port=8291',
    });
  });
});
