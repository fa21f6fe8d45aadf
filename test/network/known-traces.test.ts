import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Analysis } from '../../server/src/ide/analysis';
import { eventScripts } from '../../server/src/lint/event-scripts';
import { askFailover } from '../../server/src/network/questions/failover/failover';
import { failoverEvents } from '../../server/src/network/questions/failover/failover-event';
import { askUplinkShares } from '../../server/src/network/questions/uplink-share';
import { NO_OUTAGE } from '../../server/src/network/routing/outage';
import { traceWays } from '../../server/src/network/trace/trace';

/** An office with two uplinks and two networks, whose second uplink has a lease; a script switches a server off. */
const OFFICE = {
  head: `/interface list add name=WAN
/interface list member add interface=ether1 list=WAN
/interface list member add interface=ether2 list=WAN
/ip address add address=198.51.100.2/29 interface=ether1
/ip address add address=192.168.88.1/24 interface=bridge1
/ip address add address=192.168.90.1/24 interface=bridge2
/ip firewall address-list add list=guests address=192.168.90.0/25
`,
  lease: '/ip dhcp-client add interface=ether2 add-default-route=no\n',
  routes: [
    'add gateway=198.51.100.1 check-gateway=ping',
    'add gateway=203.0.113.1 distance=2',
    'add gateway=198.51.100.1 routing-table=one check-gateway=ping',
    'add gateway=203.0.113.1%ether2 routing-table=two',
  ],
  mangle: [
    'chain=prerouting action=mark-connection in-interface-list=!WAN connection-mark=no-mark new-connection-mark=one per-connection-classifier=both-addresses:2/0',
    'chain=prerouting action=mark-connection in-interface-list=!WAN connection-mark=no-mark new-connection-mark=two per-connection-classifier=both-addresses:2/1',
    'chain=prerouting action=mark-routing in-interface-list=!WAN connection-mark=one new-routing-mark=one',
    'chain=prerouting action=mark-routing in-interface-list=!WAN connection-mark=two new-routing-mark=two',
  ],
  filter: [
    'chain=forward action=accept connection-state=established,related',
    'chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN',
  ],
  nat: [
    'chain=srcnat action=masquerade out-interface-list=WAN',
    'chain=dstnat action=dst-nat protocol=tcp dst-port=443 dst-address=198.51.100.2 to-addresses=192.168.88.20 comment=server',
  ],
  watch: `/tool netwatch add host=192.168.88.20 down-script="/ip firewall nat disable [find comment=server]" up-script="/ip firewall nat enable [find comment=server]"\n`,
};
type Office = typeof OFFICE;

const script = ({ head, lease, routes, mangle, filter, nat, watch }: Office): string =>
  [
    ...[`# by RouterOS 7.20\n${head}${lease}/ip route`, ...routes],
    ...['/ip firewall mangle', ...mangle.map((rule) => `add ${rule}`)],
    ...['/ip firewall filter', ...filter.map((rule) => `add ${rule}`)],
    ...['/ip firewall nat', ...nat.map((rule) => `add ${rule}`), watch],
  ].join('\n');

/** What else the rules of a chain may be; each means something to some of the connections that are asked about. */
const RULES = {
  mangle: [
    'chain=prerouting action=mark-connection src-address=192.168.88.0/25 connection-mark=no-mark new-connection-mark=one',
    'chain=prerouting action=mark-connection src-address-list=guests connection-mark=no-mark new-connection-mark=two',
    'chain=prerouting action=accept in-interface=bridge2',
    'chain=prerouting action=mark-connection nth=2,1 in-interface=bridge1 new-connection-mark=two connection-mark=no-mark',
    'chain=postrouting action=mark-packet out-interface=ether2 new-packet-mark=p',
  ],
  filter: [
    'chain=forward action=drop out-interface=ether2 src-address-list=guests',
    'chain=forward action=reject connection-mark=one in-interface=bridge2',
    'chain=forward action=jump jump-target=guests in-interface=bridge2',
    'chain=guests action=drop dst-port=443 protocol=tcp',
    'chain=forward action=drop limit=5,5:packet in-interface=bridge1',
    'chain=output action=drop protocol=icmp dst-address=192.168.88.20',
  ],
  nat: [
    'chain=srcnat action=src-nat to-addresses=198.51.100.3 src-address=192.168.88.0/24 out-interface=ether1',
    'chain=dstnat action=dst-nat protocol=tcp dst-port=443 in-interface=ether2 to-addresses=192.168.88.21',
  ],
  routes: ['add gateway=203.0.113.1', 'add dst-address=192.168.88.20/32 gateway=192.168.90.9', 'add type=blackhole'],
};

const rules = (name: keyof typeof RULES) =>
  fc
    .record({ at: fc.nat(5), gone: fc.nat(1), rule: fc.option(fc.constantFrom(...RULES[name])) })
    .map(({ at, gone, rule }) => (office: Office): Office => {
      return { ...office, [name]: office[name].toSpliced(at, gone, ...(rule === null ? [] : [rule])) };
    });
const elsewhere = fc
  .constantFrom<[keyof Office, string, string]>(
    ['head', '# a remark\n', ''],
    ['head', '192.168.90.0/25', '192.168.88.0/24'],
    ['head', 'interface=ether2 list=WAN', 'interface=bridge2 list=WAN'],
    ['head', '192.168.90.1/24', '192.168.90.1/25'],
    ['lease', 'add-default-route=no', 'add-default-route=yes'],
    ['lease', 'interface=ether2', 'interface=ether2 disabled=yes'],
    ['watch', 'disable', 'remove'],
  )
  .map(([name, from, to]) => (office: Office): Office => {
    const text = office[name] as string;
    return { ...office, [name]: from.startsWith('#') ? from + text : text.replace(from, to) };
  });
const edits = fc.array(fc.oneof(rules('mangle'), rules('filter'), rules('nat'), rules('routes'), elsewhere), {
  minLength: 1,
  maxLength: 4,
});

/** All that is told about a network, with the places in the text. */
function told(analysis: Analysis): unknown {
  const { network } = analysis;
  const run = eventScripts(analysis);
  const events = failoverEvents(network).map((event) => askFailover(network, event, run));
  return plain([askUplinkShares(network), askUplinkShares(network, 6), events]);
}

/** A value without the objects of its own text: items and rules by their places, sets by what they hold. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value !== 'object' || value === null) return value;
  if ('key' in value && typeof value.key === 'string') return value.key;
  if ('origin' in value && 'range' in (value.origin as object)) return (value.origin as { range: object }).range;
  if (value instanceof Map || value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

describe('traces that are kept', () => {
  it('tell what traces from nothing tell, whatever is edited and whatever dies', () => {
    fc.assert(
      fc.property(edits, (list) => {
        let office = OFFICE;
        let analysis = new Analysis('a.rsc', script(office));
        told(analysis);
        for (const edit of list) {
          office = edit(office);
          analysis = new Analysis('a.rsc', script(office), {}, analysis);
          assert.deepEqual(told(analysis), told(new Analysis('a.rsc', script(office))));
        }
      }),
      { numRuns: 40 },
    );
  }).timeout(120_000);

  const packet = (dst: bigint) =>
    ({ family: 4, inInterface: 'bridge2', src: 0xc0a85a0an, dst, protocol: 6, dstPort: 443 }) as const;
  const INTERNET = packet(0xcb00714dn);
  const waysOf = ({ network }: Analysis, outage = NO_OUTAGE) => traceWays(network, INTERNET, outage)[0];
  const afterEdit = (edit: (office: Office) => Office) => {
    const before = new Analysis('a.rsc', script(OFFICE));
    const ways = waysOf(before);
    // The same last packet, if not a new one was sent.
    return { ways, now: waysOf(new Analysis('a.rsc', script(edit(OFFICE)), {}, before)) };
  };
  const isKept = (edit: (office: Office) => Office) => {
    const { ways, now } = afterEdit(edit);
    return ways?.endings[0]?.packet === now?.endings[0]?.packet;
  };

  it('are those of packets that no changed rule meets', () => {
    const add = (rule: string) => (office: Office) => ({ ...office, filter: [...office.filter, rule] });
    assert.ok(isKept(add('chain=forward action=drop src-address=192.168.88.0/24')));
    assert.ok(isKept(add('chain=input action=drop')));
    assert.ok(!isKept(add('chain=forward action=drop src-address=192.168.90.0/24')));
    assert.ok(!isKept((office) => ({ ...office, routes: office.routes.slice(1) })));
  });

  it('name the rules of the text as it is now', () => {
    const { now } = afterEdit((office) => ({ ...office, head: `# a remark\n${office.head}` }));
    const rule = now?.endings[0]?.path.find(({ action }) => action === 'masquerade')?.item;
    const text = `${script({ ...OFFICE, head: `# a remark\n${OFFICE.head}` })}`;
    assert.equal(text.slice(rule?.origin.range.start).split('\n')[0], `add ${OFFICE.nat[0]}`);
  });

  it('are used in every outage that leaves the packet its routes', () => {
    const analysis = new Analysis('a.rsc', script(OFFICE));
    const ways = waysOf(analysis);
    assert.equal(waysOf(analysis, { ...NO_OUTAGE, hosts: [{ family: 4, address: 0xcb007101n }] }), ways);
    assert.notEqual(waysOf(analysis, { ...NO_OUTAGE, down: ['ether1'] }), ways);
  });
});
