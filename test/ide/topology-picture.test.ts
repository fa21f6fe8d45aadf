import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Analysis } from '../../server/src/ide/analysis';
import { textWidth } from '../../server/src/ide/text-width';
import { type Box, layOut } from '../../server/src/ide/topology-layout';
import { topologyMermaid } from '../../server/src/ide/topology-mermaid';
import { topologyPicture } from '../../server/src/ide/topology-picture';
import { topologySvg } from '../../server/src/ide/topology-svg';
import { hasShared, sharedScripts } from '../support/shared-files';

const picture = (text: string, down: string[] = []) => topologyPicture(new Analysis('file:///a.rsc', text), down);

const ROUTER = `# routeros: 7.20
/system identity set name=office
/interface list member add list=WAN interface=ether1
/interface list member add list=WAN interface=ether2
/ip address
add address=192.168.88.1/24 interface=bridge
add address=198.51.100.2/29 interface=ether1
add address=203.0.113.2/29 interface=ether2
/ip firewall nat add chain=dstnat in-interface=ether2 protocol=tcp dst-port=80,443 action=dst-nat to-addresses=192.168.88.10
/ip route
add gateway=198.51.100.1 check-gateway=ping
add gateway=203.0.113.1
`;

describe('the picture of a network', () => {
  it('tells in words what happens when an uplink is down', () => {
    assert.deepEqual(picture(ROUTER).headlines, ['All uplinks up. bridge: 50 % by ether1, 50 % by ether2.']);
    assert.deepEqual(picture(ROUTER, ['ether1']).headlines, ['ether1 down. bridge: 100 % by ether2.']);
    assert.deepEqual(picture(ROUTER, ['ether2']).headlines, [
      'ether2 down. bridge: 50 % by ether1, 50 % still sent to ether2 and lost, as no check takes its route away.',
    ]);
  });

  it('follows the scripts of the router, and names those that switch something', () => {
    // No check-gateway: the route stays until netwatch, whose host has a route of its own, takes it away.
    const watched = `${ROUTER.replace('add gateway=203.0.113.1\n', 'add gateway=203.0.113.1 comment=second\n')}add dst-address=9.9.9.9 gateway=203.0.113.1
/tool netwatch add host=9.9.9.9 down-script="/ip route disable [find comment=second]" up-script="/ip route enable [find comment=second]"
`;
    assert.deepEqual(picture(watched, ['ether2']).headlines, [
      'ether2 down. bridge: 100 % by ether1.',
      'Runs down-script of netwatch 9.9.9.9: ip route “second” disabled.',
    ]);
    assert.deepEqual(picture(watched, ['ether1']).headlines, ['ether1 down. bridge: 100 % by ether2.']);
  });

  it('says “perhaps” where it hangs on more than the text whether a script runs', () => {
    const watched = `${ROUTER}/tool netwatch add host=cloud.example.com down-script="/ip route disable [find comment=second]"\n`;
    assert.match(picture(watched, ['ether2']).headlines.join(), /^ether2 down\. bridge: perhaps 50 % by ether1/);
  });

  it('tells of IPv6 where it takes another way', () => {
    const both = `${ROUTER}/ip dhcp-server add name=office interface=bridge
/ipv6 address
add address=2001:db8:1::1/64 interface=bridge
add address=2001:db8:2::2/64 interface=ether2 advertise=no
/ipv6 route add gateway=2001:db8:2::1 check-gateway=ping
`;
    assert.deepEqual(picture(both).headlines, [
      'All uplinks up. bridge: 50 % by ether1, 50 % by ether2.',
      'All uplinks up. bridge, IPv6: 100 % by ether2.',
    ]);
    const share = picture(both).edges.find(({ id }) => id === 'share:ether2');
    assert.deepEqual(share?.labels, ['bridge: 50 %', 'bridge, IPv6: 100 %']);
    assert.equal(picture(both).nodes.filter(({ kind }) => kind === 'users').length, 1, 'the same users');
  });

  it('has shares on the edges; what is lost is a dead edge', () => {
    const edges = (down: string[]) =>
      picture(ROUTER, down)
        .edges.filter(({ labels, state }) => labels.length > 0 || state === 'dead')
        .map(({ from, to, labels, state }) => `${from} ${to} ${state} ${labels.join('|')}`);
    assert.deepEqual(edges([]), [
      'uplink:ether1 router used 50 %',
      'uplink:ether2 router used 50 %',
      'lan:bridge server:192.168.88.10 used tcp 80, 443: 100 %',
    ]);
    assert.deepEqual(edges(['ether2']), [
      'uplink:ether1 router used 50 %',
      'internet uplink:ether2 dead ',
      'uplink:ether2 router dead 50 % lost',
      'lan:bridge server:192.168.88.10 dead ',
    ]);
  });

  it('has marks, tables and the statements behind each part', () => {
    const marked = ROUTER.replace(
      '/ip route\n',
      `/ip firewall mangle add chain=prerouting in-interface=bridge action=mark-routing new-routing-mark=two
/ip route
add gateway=203.0.113.1 routing-table=two
`,
    );
    const share = picture(marked).edges.find(({ id }) => id === 'share:ether2');
    assert.deepEqual(share?.details, [
      'Between the router and ether2',
      '100 % of the new connections of bridge',
      'Marks: two',
      'Table: two',
    ]);
    assert.deepEqual(
      share?.items.map(({ menu }) => menu),
      ['/ip/firewall/mangle', '/ip/route'],
    );
  });

  it('is a Mermaid chart, too', () => {
    assert.equal(
      topologyMermaid(picture(ROUTER, ['ether2'])),
      `flowchart TB
  internet(("Internet"))
  uplink1[/"ether1<br>198.51.100.2"/]
  uplink2[/"ether2<br>203.0.113.2<br>down"/]
  router["office<br>RouterOS 7"]
  lan4["bridge<br>192.168.88.0/24"]
  server5[("192.168.88.10<br>not reached")]
  internet --- uplink1
  uplink1 ---|"50 %"| router
  internet -.- uplink2
  uplink2 -.-|"50 % lost"| router
  router --- lan4
  lan4 -.- server5
`,
    );
  });

  it('takes a name for text, whatever is in it', () => {
    const name = `</title><script>alert(1)</script><img src=x onerror=alert(1)>'&]]>--\u202e`;
    const hostile = ROUTER.replace('name=office', `name="${name}\\00\\1B\\E9"`)
      .replaceAll('interface=ether1', `interface="${name}"`)
      .replace('to-addresses=192.168.88.10', `to-addresses=192.168.88.10 comment="${name}"`);
    const svg = topologySvg(picture(hostile, [name]));
    assert.match(svg, /&lt;script&gt;/, 'it is there');
    const tags = new Set([...svg.matchAll(/<\/?([a-zA-Z!?][\w:-]*)/g)].map(([, tag]) => tag));
    assert.deepEqual([...tags].sort(), ['desc', 'g', 'path', 'rect', 'style', 'svg', 'text', 'title']);
    const attributes = [...svg.matchAll(/<[a-z]+((?:\s+[\w-]+="[^"<>]*")*)\s*\/?>/g)];
    assert.equal(attributes.length, svg.match(/<[a-z]/g)?.length, 'each tag is well-formed');
    assert.ok(!/\son\w+="/.test(attributes.map(([, all]) => all).join(' ')), 'no handlers');
    assert.ok(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\ufffe]/.test(svg), 'nothing that XML cannot hold');
    const mermaid = topologyMermaid(picture(hostile, [name]));
    for (const row of mermaid.split('\n')) assert.ok((row.match(/"/g) ?? []).length % 2 === 0, row);
    assert.ok(!mermaid.includes('<script'));
  });

  it('shortens long names in the middle, and keeps them whole for who points at them', () => {
    const long = `pppoe-${'provider-'.repeat(20)}one`;
    const svg = topologySvg(picture(ROUTER.replaceAll('interface=ether1', `interface=${long}`)));
    assert.match(svg, />pppoe-prov\S*…\S*one</);
    assert.match(svg, new RegExp(`<title>Uplink ${long}`));
  });
});

describe('no text of a picture meets another', () => {
  it('with many uplinks, LANs and servers, all of them down', () => {
    const rows = ['# routeros: 7.20', '/interface list member'];
    for (let i = 1; i <= 9; i++) rows.push(`add list=WAN interface=uplink-to-provider-number-${i}`);
    rows.push('/ip address');
    for (let i = 1; i <= 9; i++)
      rows.push(`add address=203.0.113.${i * 4 + 2}/30 interface=uplink-to-provider-number-${i}`);
    for (let i = 1; i <= 25; i++) rows.push(`add address=10.0.${i}.1/24 interface=vlan${i}`);
    rows.push('/ip firewall nat');
    for (let i = 1; i <= 14; i++)
      rows.push(
        `add chain=dstnat protocol=tcp dst-port=${8000 + i} action=dst-nat to-addresses=10.0.3.${i + 9} comment="WWWWWWWWWWWWWWWWWWWWWWW 服务器服务器服务器"`,
      );
    rows.push('/ip firewall mangle');
    for (let i = 1; i <= 5; i++)
      rows.push(`add chain=prerouting src-address=10.0.2.${i * 8}/29 action=mark-routing new-routing-mark=t${i}`);
    rows.push('/ip route');
    for (let i = 1; i <= 9; i++)
      rows.push(`add gateway=203.0.113.${i * 4 + 1}`, `add gateway=203.0.113.${i * 4 + 1} routing-table=t${i}`);
    const text = rows.join('\n');
    const all = Array.from({ length: 9 }, (_, i) => `uplink-to-provider-number-${i + 1}`);
    for (const down of [[], all.slice(0, 1), all]) assertNothingOverlaps(text, down);
  });

  it('in real configurations, whichever uplink is down', function () {
    if (!hasShared('facts/configs')) return this.skip();
    for (const file of [...sharedScripts('facts/configs'), ...sharedScripts('corpus')]) {
      const text = readFileSync(file, 'utf8');
      const up = picture(text);
      for (const down of [undefined, ...up.nodes.flatMap(({ uplink }) => uplink?.interface ?? [])])
        assertNothingOverlaps(text, down === undefined ? [] : [down], basename(file));
    }
  }).timeout(240_000);

  function assertNothingOverlaps(text: string, down: string[], name = 'the script'): void {
    const { width, height, nodes, edges } = layOut(picture(text, down));
    const boxes = [
      ...nodes.map(({ node, box }) => ({ id: node.id, box })),
      ...edges.flatMap(({ edge, label }) => (label ? [{ id: edge.id, box: label.box }] : [])),
    ];
    for (const [index, { id, box }] of boxes.entries()) {
      assert.ok(isWithin(box, { x: 0, y: 0, width, height }), `${name}: ${id} is on the paper`);
      for (const other of boxes.slice(index + 1))
        assert.ok(!meets(box, other.box), `${name}, down ${down.join(' ')}: ${id} and ${other.id} overlap`);
    }
    for (const { node, box, rows, toggle } of nodes) {
      for (const { text: row, x, style } of rows) {
        const end = x + textWidth(row, style === 'title' ? 13 : 11, style === 'title');
        assert.ok(end <= (toggle?.x ?? box.x + box.width), `${name}: ${row} fits into ${node.id}`);
      }
    }
    // A line that only passes must not touch a box: all of its points but the ends are in the bands between.
    for (const { edge, path } of edges) {
      const points = [...path.matchAll(/([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
      for (const { node, box } of nodes.filter(({ node: { id } }) => id !== edge.from && id !== edge.to)) {
        const isCrossed = points.some(
          ([x, y]) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height,
        );
        assert.ok(!isCrossed, `${name}: ${edge.id} runs through ${node.id}`);
      }
    }
  }
});

function meets(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function isWithin(a: Box, b: Box): boolean {
  return a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
}
