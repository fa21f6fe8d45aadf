import assert from 'node:assert/strict';
import { findingsIn, summary } from '../support/findings';

/** The findings of one rule, as `severity:line`. */
function of(rule: string, text: string, routeros = '7.20'): string[] {
  const findings = findingsIn(text, routeros).filter((finding) => finding.rule === rule);
  return summary(text, findings).map((line) => line.replace(` ${rule}`, ''));
}
const silent = (rule: string, text: string, routeros?: string) => assert.deepEqual(of(rule, text, routeros), []);
const speaks = (rule: string, expected: string, text: string, routeros?: string) =>
  assert.deepEqual(of(rule, text, routeros), [expected]);

const ADDRESSES =
  '/ip address\nadd address=192.168.88.1/24 interface=bridge-lan\nadd address=198.51.100.2/24 interface=ether1-wan1\nadd address=203.0.113.2/24 interface=ether2-wan2\n';
const PCC = (n: number, more = '') =>
  `add chain=prerouting action=mark-connection in-interface=bridge-lan connection-mark=no-mark per-connection-classifier=both-addresses:2/${n - 1} new-connection-mark=WAN${n}_conn${more}\n`;
const STEER = (n: number, more = ' in-interface=bridge-lan') =>
  `add chain=prerouting action=mark-routing connection-mark=WAN${n}_conn new-routing-mark=to_WAN${n}${more}\n`;

describe('routes as real configurations have them', () => {
  it('a check on the helper route of a recursive default is a check', () => {
    const text =
      '/ip route\nadd dst-address=1.1.1.1/32 gateway=198.51.100.1 scope=10 check-gateway=ping\nadd gateway=1.1.1.1 target-scope=11\nadd gateway=203.0.113.1 distance=2';
    silent('check-gateway-missing', ADDRESSES + text);
    silent('recursive-scope', ADDRESSES + text);
  });
  it('what netwatch switches needs no check', () =>
    silent(
      'check-gateway-missing',
      '/ip route\nadd gateway=198.51.100.1 comment=wan1\nadd gateway=203.0.113.1 distance=2\n/tool netwatch add host=1.1.1.1 down-script="/ip route disable [find comment=wan1]"',
    ));
  it('a netwatch entry that only writes to the log switches nothing', () =>
    speaks(
      'check-gateway-missing',
      'warning:2',
      '/ip route\nadd gateway=198.51.100.1 comment=wan1\nadd gateway=203.0.113.1 distance=2\n/tool netwatch add host=1.1.1.1 down-script=":log warning x"',
    ));
  it('a dial-up tells by itself that it is down', () =>
    silent('check-gateway-missing', '/ip route\nadd gateway=pppoe-out1\nadd gateway=203.0.113.1 distance=2'));
  it('of a group in which some are checked only one rule speaks', () => {
    const text =
      '/ip route\nadd gateway=198.51.100.1 check-gateway=ping\nadd gateway=203.0.113.1\nadd gateway=192.0.2.1 distance=5';
    speaks('ecmp-mixed-check-gateway', 'warning:3', text);
    silent('check-gateway-missing', text);
  });
  it('two probe hosts behind one uplink are one virtual hop', () =>
    silent(
      'recursive-shared-probe-host',
      `${ADDRESSES}/ip route\nadd dst-address=10.9.9.9/32 gateway=1.1.1.1 scope=10 target-scope=11\nadd dst-address=10.9.9.9/32 gateway=8.8.8.8 scope=10 target-scope=11\nadd dst-address=1.1.1.1/32 gateway=198.51.100.1 scope=10\nadd dst-address=8.8.8.8/32 gateway=198.51.100.1 scope=10\nadd gateway=10.9.9.9 target-scope=12`,
    ));
  it('RouterOS 6 and 7 count scopes differently', () => {
    const text = '/ip route\nadd dst-address=1.1.1.1/32 gateway=198.51.100.1 scope=10\nadd gateway=1.1.1.1';
    silent('recursive-scope', text, '6.49');
    speaks('recursive-scope', 'error:3', text);
  });
  it('what a lease or a dial-in may supply is not missing', () => {
    const text = `# rscope-complete\n${ADDRESSES}/ip route add gateway=100.64.0.1\n`;
    speaks('recursive-host-route-missing', 'error:6', text);
    silent('recursive-host-route-missing', `${text}/ip dhcp-client add interface=ether3`);
    silent('recursive-host-route-missing', `${text}/ppp secret add name=site2 remote-address=100.64.0.1`);
  });
  it('a table that has a blackhole or a dial-up needs no check', () => {
    const steer = '/ip firewall mangle add chain=output action=mark-routing connection-mark=a new-routing-mark=vpn\n';
    silent('marked-table-no-failover', `${steer}/ip route\nadd gateway=wg1 routing-table=vpn`);
    silent(
      'marked-table-no-failover',
      `${steer}/ip route\nadd gateway=198.51.100.1 routing-table=vpn\nadd blackhole routing-table=vpn distance=5`,
    );
  });
  it('a rule that knows no other table makes the lack of a check worse', () =>
    speaks(
      'marked-table-no-failover',
      'warning:2',
      '/routing rule add src-address=192.168.88.0/24 action=lookup-only-in-table table=to_WAN1\n/ip route add gateway=198.51.100.1 routing-table=to_WAN1',
    ));
  it('a leased default route in main counts', () =>
    silent(
      'main-table-no-default',
      '# rscope-complete\n/ip dhcp-client add interface=ether1\n/ip route add gateway=198.51.100.1 routing-table=to_WAN1',
    ));
});

describe('marks as real configurations have them', () => {
  it('what comes from outside may end mangle: it must not be routed by its mark', () =>
    silent(
      'mark-connection-no-passthrough',
      `/ip firewall mangle\nadd chain=prerouting action=mark-connection in-interface=ether1-wan new-connection-mark=WAN1_conn passthrough=no\n${STEER(1)}`,
    ));
  it('a rule that asks for the mark again behind a later marking is not out of order', () =>
    silent('mark-order', `/ip firewall mangle\n${STEER(1)}${PCC(1)}${STEER(1)}`));
  it('a mark that another chain sets is set in time', () =>
    silent(
      'mark-order',
      `/ip firewall mangle\n${STEER(1)}add chain=forward action=mark-connection new-connection-mark=WAN1_conn\n`,
    ));
  it('jumps count: the conditions of the way into a chain are the rule’s own', () => {
    silent(
      'pcc-missing-no-mark-guard',
      '/ip firewall mangle\nadd chain=prerouting action=jump jump-target=share connection-mark=no-mark\nadd chain=share action=mark-connection per-connection-classifier=src-address:1/0 new-connection-mark=a',
    );
    silent(
      'mark-routing-lan-return',
      `/ip firewall mangle\nadd chain=prerouting action=jump jump-target=steer in-interface=bridge-lan\n${PCC(1)}add chain=steer action=mark-routing connection-mark=WAN1_conn new-routing-mark=x`,
    );
  });
  it('downloads are not routed out again where a routing rule keeps the inside in main', () => {
    const text = `/ip firewall mangle\n${PCC(1)}${STEER(1, '')}`;
    speaks('mark-routing-lan-return', 'warning:3', text);
    silent('mark-routing-lan-return', `${text}/routing rule add dst-address=192.168.0.0/16 action=lookup table=main`);
  });
  it('routing rules for the router’s own addresses replace marks in output', () => {
    const inbound = (n: number) =>
      `add chain=prerouting action=mark-connection in-interface=ether${n}-wan${n} new-connection-mark=WAN${n}_conn\n`;
    const text = `/ip firewall mangle\n${inbound(1)}${inbound(2)}${STEER(1)}${STEER(2)}`;
    speaks('output-marking-missing', 'info:2', text);
    silent('output-marking-missing', `${text}/routing rule add src-address=198.51.100.2 table=to_WAN1`);
  });
  it('an accept for local destinations cures, wherever it stands before the routing mark', () => {
    const accept = 'add chain=prerouting action=accept dst-address-type=local\n';
    const rule = 'pcc-missing-dst-type-local';
    speaks(rule, 'warning:2', `/ip firewall mangle\n${PCC(1)}${STEER(1)}`);
    silent(rule, `/ip firewall mangle\n${accept}${PCC(1)}${STEER(1)}`);
    silent(rule, `/ip firewall mangle\n${PCC(1)}${accept}${STEER(1)}`);
    // The router's own replies are routed by the mark as well: then it must not be set.
    speaks(
      rule,
      'warning:2',
      `/ip firewall mangle\n${PCC(1)}${accept}${STEER(1)}add chain=output action=mark-routing connection-mark=WAN1_conn new-routing-mark=to_WAN1`,
    );
  });
  it('a plain routing mark is not proven to break anything on RouterOS 6', () => {
    const text =
      '/ip firewall mangle add chain=prerouting action=mark-routing src-address=192.168.88.0/24 new-routing-mark=vpn';
    speaks('pcc-missing-dst-type-local', 'hint:1', text, '6.49');
    speaks('pcc-missing-dst-type-local', 'warning:1', text);
    silent('pcc-missing-dst-type-local', `${text} protocol=tcp dst-port=443`);
  });
  it('destinations left out by a list are a bypass as good as an accept', () => {
    const address = `${ADDRESSES}add address=192.168.99.1/24 interface=vlan99\n/ip firewall mangle\n`;
    speaks('pcc-without-connected-bypass', 'warning:7', address + PCC(1, ' dst-address-type=!local') + STEER(1));
    silent('pcc-without-connected-bypass', address + PCC(1, ' dst-address-list=!inside') + STEER(1));
  });
  it('a typing error is told in a fragment too; another name is not', () => {
    const mark = '/ip firewall mangle\nadd chain=prerouting action=mark-connection new-connection-mark=WAN1_conn\n';
    speaks('mark-never-produced', 'warning:3', `${mark}add chain=output action=mark-packet connection-mark=wan1_conn`);
    silent('mark-never-produced', `${mark}add chain=output action=mark-packet connection-mark=telephony`);
    silent('mark-never-produced', `${mark}add chain=output action=mark-packet connection-mark=WAN2_conn`);
  });
  it('a mark that keeps connections out of FastTrack is used', () =>
    silent(
      'mark-never-used',
      '# rscope-complete\n/ip firewall mangle add chain=forward action=mark-connection new-connection-mark=slow protocol=udp\n/ip firewall filter add chain=forward action=fasttrack-connection connection-mark=no-mark',
    ));
  it('nth: a second rule that sees all packets may count its own share', () =>
    silent(
      'nth-chain-arithmetic',
      '/ip firewall mangle\nadd chain=prerouting action=mark-connection connection-state=new nth=2,1 new-connection-mark=a\nadd chain=prerouting action=mark-connection connection-state=new nth=2,2 new-connection-mark=b',
    ));
});

describe('firewalls as real configurations have them', () => {
  it('FastTrack does not take what the accept below it is for', () => {
    const filter = '/ip firewall filter\n';
    const fast = 'add chain=forward action=fasttrack-connection connection-state=established,related\n';
    const accept = 'add chain=forward action=accept connection-state=established,related\n';
    silent('rule-shadowed', filter + fast + accept);
    speaks('rule-shadowed', 'warning:3', filter + accept + fast);
    silent('fasttrack-without-accept', `${filter + accept + fast}add chain=forward action=drop`);
  });
  it('what several rules take together is taken', () =>
    speaks(
      'rule-shadowed',
      'warning:4',
      '/ip firewall filter\nadd chain=input action=accept protocol=tcp\nadd chain=input action=drop protocol=!tcp\nadd chain=input action=drop in-interface=ether1',
    ));
  it('lists of which nothing is known are still equal to themselves', () =>
    speaks(
      'rule-shadowed',
      'warning:3',
      '/ip firewall filter\nadd chain=input action=drop in-interface-list=WAN\nadd chain=input action=accept in-interface-list=WAN protocol=icmp',
    ));
  it('rules that a script switches take turns', () =>
    silent(
      'rule-shadowed',
      '/ip firewall nat\nadd chain=dstnat action=dst-nat dst-address-type=local protocol=tcp dst-port=80 to-addresses=192.168.88.10 comment=a\nadd chain=dstnat action=dst-nat dst-address-type=local protocol=tcp dst-port=80 to-addresses=192.168.88.11 comment=b\n/tool netwatch add host=192.168.88.10 down-script="/ip firewall nat disable [find comment=a]"',
    ));
  it('a redirect of names is meant for everybody', () => {
    speaks(
      'dstnat-no-destination-limit',
      'hint:1',
      '/ip firewall nat add chain=dstnat action=redirect protocol=udp dst-port=53',
    );
    silent(
      'dstnat-no-destination-limit',
      '/ip firewall nat add chain=dstnat action=dst-nat src-address=!192.168.88.2 protocol=udp dst-port=53 to-addresses=192.168.88.2',
    );
  });
  it('a masquerade by routing or connection mark is limited by it', () =>
    silent('masquerade-unscoped', '/ip firewall nat add chain=srcnat action=masquerade routing-mark=to_WAN1'));
  it('a port that is used for IP besides PPPoE is an interface like any other', () => {
    const pppoe = '/interface pppoe-client add name=pppoe1 interface=ether1 disabled=';
    const drop = '/ip firewall filter add chain=input action=drop in-interface=ether1';
    speaks('pppoe-carrier-vs-pppoe-iface', 'error:2', `${pppoe}no\n${drop}`);
    silent('pppoe-carrier-vs-pppoe-iface', `${pppoe}yes\n${drop}`);
    silent('pppoe-carrier-vs-pppoe-iface', `${pppoe}no\n/ip dhcp-client add interface=ether1 disabled=no\n${drop}`);
  });
  it('a list of addresses that fills while the router runs leaves a way in', () =>
    silent(
      'drop-before-accept-lockout',
      '# rscope-complete\n/ip firewall filter\nadd chain=input action=add-src-to-address-list address-list=knocked protocol=tcp dst-port=4444\nadd chain=input action=accept src-address-list=knocked\nadd chain=input action=drop',
    ));
  it('each service has its own switch, several in one line too', () =>
    silent('service-plaintext', '# rscope-complete\n/ip service disable telnet,ftp,www,api'));
});

describe('scripts as real configurations have them', () => {
  it('code in braces and code in quotes are read alike', () => {
    const route = '/ip route add gateway=192.0.2.1 comment=wan1\n';
    speaks(
      'find-comment-no-match',
      'warning:2',
      `${route}/system script add name=a source={/ip route disable [find comment=wan-1]}`,
    );
    speaks(
      'find-comment-no-match',
      'warning:2',
      `${route}/system script add name=a source="/ip route disable [find comment=\\"wan-1\\"]"`,
    );
  });
  it('a fragment’s menu may have more items on the router', () =>
    silent(
      'find-comment-no-match',
      '/ip route add gateway=192.0.2.1 comment=wan1\n/system script add name=a source="/ip route disable [find comment=office]"',
    ));
  it('a file that cleans up before it adds is no fault', () =>
    silent('find-comment-no-match', '/ip route\nadd gateway=192.0.2.1 comment=wan1\nremove [find comment=wan-1]'));
  it('a script that netwatch runs by its bare name is checked as well', () =>
    speaks(
      'netwatch-script-policy',
      'warning:1',
      '/system script add name=down policy=read,write,ftp source=":log info x"\n/tool netwatch add host=192.0.2.1 down-script=down',
    ));
  it('a date that is taken apart by its separator fits every version', () =>
    silent('clock-date-format', ':local d [/system clock get date]\n:local i [:find $d "/"]\n:local m [:pick $d 0 3]'));
  it('which form a date has follows from the version', () => {
    const old = '/system script add name=a source={:local d [/system clock get date]; :local y [:pick $d 7 11]}';
    silent('clock-date-format', old, '6.49');
    silent('clock-date-format', old, '7.9');
    speaks('clock-date-format', 'warning:1', old, '7.10');
  });
  it('names of RouterOS 7.12 and before', () => {
    speaks('email-server-property', 'error:1', '/tool e-mail set address=192.0.2.25', '7.12');
    speaks('email-server-property', 'error:1', '/tool e-mail set server=192.0.2.25', '7.11');
    assert.deepEqual(of('unknown-property', '/tool e-mail set address=192.0.2.25', '7.12'), []);
  });
});

describe('server load balancing as real configurations have it', () => {
  const nat = (comment: string, disabled = '') =>
    `add chain=dstnat action=dst-nat dst-address-type=local protocol=tcp dst-port=80 to-addresses=192.168.10.11 comment="${comment}"${disabled}\n`;
  const watch = (down: string, up: string) =>
    `/tool netwatch add host=192.168.10.11 down-script="${down}" up-script="${up}"`;

  it('a selector that finds nothing does not make two scripts symmetric', () =>
    speaks(
      'netwatch-asymmetric-scripts',
      'warning:3',
      `/ip firewall nat\n${nat('S1')}${watch('/ip firewall nat disable [find comment=S1]', '/ip firewall nat enable [find comment=S-1]')}`,
    ));
  it('two selectors for one item are symmetric', () =>
    silent(
      'netwatch-asymmetric-scripts',
      `/ip firewall nat\n${nat('S1')}${watch('/ip firewall nat disable [find comment=S1]', '/ip firewall nat enable [find to-addresses=192.168.10.11]')}`,
    ));
  it('in a fragment without the items the selectors themselves are compared', () => {
    const rule = 'netwatch-asymmetric-scripts';
    silent(rule, watch('/ip route disable [find comment=a]', '/ip route enable [find comment=a]'));
    speaks(rule, 'warning:1', watch('/ip route disable [find comment=a]', '/ip route enable [find comment=b]'));
  });
  it('the last resort of a dead server counts too, unless it is switched off anyway', () => {
    const down = '/ip firewall nat disable [find comment=S1]; /ip firewall connection remove [find]';
    const up = '/ip firewall nat enable [find comment=S1]';
    speaks('serverlb-failover-incomplete', 'error:4', `/ip firewall nat\n${nat('S1')}${nat('rest')}${watch(down, up)}`);
    silent(
      'serverlb-failover-incomplete',
      `/ip firewall nat\n${nat('S1')}${nat('rest', ' disabled=yes')}${watch(down, up)}`,
    );
  });
  it('a mark that is switched on by a script has a server', () => {
    const mark = (n: number) =>
      `add chain=prerouting action=mark-connection connection-mark=no-mark per-connection-classifier=src-address:2/${n} new-connection-mark=s${n}\n`;
    const server = (n: number, more = '') =>
      `add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 connection-mark=s${n} to-addresses=192.168.10.1${n}${more}\n`;
    const mangle = `/ip firewall mangle\n${mark(0)}${mark(1)}/ip firewall nat\n${server(0)}`;
    speaks('serverlb-partition', 'warning:3', mangle);
    silent('serverlb-partition', mangle + server(1, ' disabled=yes'));
  });
});

describe('IPv6', () => {
  it('neighbour discovery is not tracked: accepting untracked packets keeps it alive', () =>
    silent(
      'ipv6-icmp-blocked',
      '# rscope-complete\n/ipv6 firewall filter\nadd chain=input action=accept connection-state=established,related,untracked\nadd chain=input action=drop',
    ));
  it('a filter that jumps to its rules is a filter', () =>
    silent(
      'ipv6-unfiltered',
      '# rscope-complete\n/interface pppoe-client add name=pppoe1 interface=ether1 disabled=no add-default-route=yes\n/ipv6 dhcp-client add interface=pppoe1 request=prefix\n/ipv6 firewall filter\nadd chain=input action=jump jump-target=in\nadd chain=forward action=jump jump-target=fw\nadd chain=in action=drop\nadd chain=fw action=drop',
    ));
});

describe('port forwards as real configurations have them', () => {
  const edge = (distance: number, nat: string, forward = '') =>
    `# rscope-complete\n/ip address\nadd address=192.168.88.1/24 interface=bridge1\nadd address=198.51.100.2/24 interface=ether1\nadd address=203.0.113.2/24 interface=ether2\n/ip route\nadd gateway=198.51.100.1 check-gateway=ping\nadd gateway=203.0.113.1 check-gateway=ping distance=${distance}\n/ip firewall nat\n${nat}\n/ip firewall filter\nadd chain=input action=drop in-interface=!bridge1\n${forward}`;
  const to = (matcher: string) =>
    `add chain=dstnat action=dst-nat ${matcher} protocol=tcp dst-port=443 to-addresses=192.168.88.10`;

  it('a forward by the address of the preferred uplink is answered rightly', () => {
    silent('inbound-wan-not-marked', edge(2, to('dst-address=198.51.100.2')));
    speaks('inbound-wan-not-marked', 'warning:10', edge(2, to('dst-address=203.0.113.2')));
  });
  it('of failover and sharing each has its own finding', () => {
    silent('inbound-wan-not-marked', edge(1, to('in-interface=ether2')));
    speaks('ecmp-no-return-path', 'info:10', edge(1, to('in-interface=ether2')));
    silent('ecmp-no-return-path', edge(2, to('in-interface=ether2')));
  });
  it('what the router itself answers strangers goes the same ways', () => {
    const open = (distance: number, more = '') =>
      edge(distance, '').replace('in-interface=!bridge1', 'in-interface=ether3') + more;
    const rule = 'inbound-wan-not-marked';
    speaks(rule, 'warning:8', open(2));
    speaks('ecmp-no-return-path', 'info:7', open(1));
    // RouterOS 6 uses one of two equal routes: whichever it is, the other uplink is answered wrongly.
    assert.deepEqual(of(rule, open(1), '6.49'), ['warning:7']);
    silent('ecmp-no-return-path', open(1), '6.49');
    // Marks take the replies back: those of the router itself in chain output.
    const marks = (n: number) =>
      `\n/routing table add name=isp${n} fib\n/ip route add gateway=${n === 1 ? '198.51.100.1' : '203.0.113.1'} routing-table=isp${n}\n/ip firewall mangle\nadd chain=input action=mark-connection connection-state=new in-interface=ether${n} new-connection-mark=isp${n}\nadd chain=output action=mark-routing connection-mark=isp${n} new-routing-mark=isp${n}`;
    silent(rule, open(2, marks(2)));
    silent('ecmp-no-return-path', open(1, marks(1) + marks(2)));
    // Routing rules for the router's own addresses do so, too.
    silent(
      rule,
      open(
        2,
        '\n/routing table add name=isp2 fib\n/ip route add gateway=203.0.113.1 routing-table=isp2\n/routing rule add src-address=203.0.113.2 action=lookup table=isp2',
      ),
    );
  });
  it('marks that send replies the wrong way are no cure', () => {
    const crossed =
      '\n/routing table add name=isp1 fib\n/ip route add gateway=198.51.100.1 routing-table=isp1\n/ip firewall mangle\nadd chain=prerouting action=mark-connection connection-state=new in-interface=ether2 new-connection-mark=in2\nadd chain=prerouting action=mark-routing connection-mark=in2 in-interface=bridge1 new-routing-mark=isp1';
    speaks('inbound-wan-not-marked', 'warning:10', edge(2, to('in-interface=ether2')) + crossed);
    silent(
      'inbound-wan-not-marked',
      edge(2, to('in-interface=ether2')) + crossed.replaceAll('198.51.100.1', '203.0.113.1'),
    );
  });
  it('a visitor who lives on the uplink’s own network is answered there, and proves nothing', () =>
    silent('inbound-wan-not-marked', edge(2, to('in-interface=ether1'))));
  it('the filter sees the address and the port behind the translation', () => {
    const drop = 'add chain=forward action=drop in-interface=ether1';
    const accept = (port: number) => `add chain=forward action=accept protocol=tcp dst-port=${port}\n`;
    const nat = `${to('in-interface=ether1')} to-ports=8443`;
    speaks('dstnat-blocked-by-forward', 'warning:10', edge(2, nat, accept(443) + drop));
    silent('dstnat-blocked-by-forward', edge(2, nat, accept(8443) + drop));
  });
  it('letting everything translated through opens nothing else', () => {
    const accept = 'add chain=forward action=accept connection-nat-state=dstnat\n';
    const drop = 'add chain=forward action=drop in-interface=!bridge1';
    silent('forward-wan-open', edge(2, to('in-interface=ether1'), accept + drop));
    speaks('forward-wan-open', 'error:13', edge(2, to('in-interface=ether1'), accept));
  });
  it('a hairpin rule for the whole inside serves every server', () =>
    silent(
      'hairpin-missing',
      edge(
        2,
        `${to('dst-address=198.51.100.2')}\nadd chain=srcnat action=masquerade src-address=192.168.88.0/24 dst-address=192.168.88.0/24`,
      ),
    ));
});
