import assert from 'node:assert/strict';
import { hovered } from '../support/hover';

describe('hover', () => {
  it('says what a menu is and holds', () => {
    assert.match(hovered('/ip ‹|fire<|>wall|› mangle add chain=input'), /\/ip firewall.*menu[\s\S]*`mangle`/);
    assert.match(hovered('/ip firewall man<|>gle'), /order counts/);
    assert.match(hovered('/routing/tab<|>le'), /From RouterOS 7 on/);
  });

  it('says what a command does and needs', () => {
    assert.match(hovered('/ip firewall mangle ‹|a<|>dd|› chain=input'), /Makes an item[\s\S]*Needs `chain`/);
    assert.match(hovered(':pi<|>ck $text 1'), /:pick value begin \[end\][\s\S]*Takes a part/);
  });

  it('says of a property what it takes, its default and since when there is one', () => {
    const markdown = hovered('/ip dhcp-client add ‹|check-ga<|>teway|›=ping', '7.20');
    assert.match(markdown, /Value: none, arp, ping/);
    assert.match(markdown, /Default: `none`/);
    assert.match(markdown, /From RouterOS 7\.19 on/);
    assert.match(hovered('/ip route add rout<|>ing-mark=a', '6.49'), /RouterOS 6 only/);
    assert.match(hovered('/ip firewall filter add ch<|>ain=input'), /Required/);
  });

  it('links to the page of the manual', () => {
    const link = /\[MikroTik manual\]\(https:\/\/manual\.mikrotik\.com\/docs\/\S*ip\/route\)/;
    assert.match(hovered('/ip ro<|>ute'), link);
    assert.match(hovered('/ip route add dist<|>ance=1'), link);
  });

  it('says what items a property names, and what a property is called since it went', () => {
    assert.match(hovered('/ip dhcp-server add address-po<|>ol=guests'), /the name of an address pool/);
    assert.match(hovered('/ip route add gate<|>way=192.0.2.1'), /an address, or the name of an interface/);
    assert.match(hovered('/tool netwatch add up-scr<|>ipt=check'), /code, or the name of a script/);
    assert.match(hovered('/tool e-mail set addr<|>ess=192.0.2.1', '6.49'), /Called `server` since/);
  });

  it('says of what can only be read that it can’t be set', () => {
    assert.match(hovered('/ip route print where immediate-g<|>w=ether1'), /Read-only/);
  });

  it('says nothing of versions where all have it', () => {
    assert.doesNotMatch(hovered('/ip route add dist<|>ance=1'), /RouterOS [67] on|only/);
  });

  it('explains the properties of load balancing in our own words', () => {
    const properties: Readonly<Record<string, RegExp>> = {
      '/ip firewall mangle add per-connection-cl<|>assifier=src-address:2/0': /hash[\s\S]*remainder/,
      '/ip firewall mangle add nt<|>h=2,1': /counts packets/,
      '/ip firewall mangle add connection-ma<|>rk=a': /kept with the connection/,
      '/ip firewall mangle add new-routing-m<|>ark=a': /prerouting and output/,
      '/ip firewall mangle add passth<|>rough=no': /goes on to the rules below/,
      '/ip firewall mangle add dst-address-ty<|>pe=!local': /one of its own/,
      '/ip firewall mangle add connection-nat-sta<|>te=dstnat': /port forwarding/,
      '/ip firewall mangle add in-interface-l<|>ist=LAN': /member of this interface list/,
      '/ip route add check-gate<|>way=ping': /10 seconds/,
      '/ip route add dist<|>ance=2': /lowest distance/,
      '/ip route add sco<|>pe=10': /How near/,
      '/ip route add target-sc<|>ope=11': /recursive/,
    };
    for (const [script, text] of Object.entries(properties)) assert.match(hovered(script), text, script);
  });

  it('says what the value at hand does', () => {
    const values: Readonly<Record<string, RegExp>> = {
      '/ip firewall mangle add per-connection-classifier=‹|both-add<|>resses:2/0|›':
        /Remainder 0 of 2 by both addresses: about 50 % of connections/,
      '/ip firewall mangle add per-connection-classifier=src-add<|>ress:3/2': /by the source address: about 33\.3 %/,
      '/ip firewall mangle add per-connection-classifier=!src-add<|>ress:4/0': /All but remainder 0 of 4[\s\S]*75 %/,
      '/ip firewall mangle add per-connection-classifier=src-add<|>ress:2/2': /Remainder 2 of 2[\s\S]*never/,
      '/ip firewall mangle add nth=3<|>,1': /Number 1 of every 3 packets: about 33\.3 %/,
      '/ip address add address=192.168.88<|>.1/24':
        /in the network 192\.168\.88\.0\/24: 192\.168\.88\.0 to 192\.168\.88\.255, 256 addresses/,
      '/ip firewall nat add src-address=10<|>.0.0.0/8': /10\.0\.0\.0 to 10\.255\.255\.255/,
      '/system scheduler add interval=1d<|>2h': /1 day 2 hours/,
      ':foreach net in={10.0.0<|>.0/8; 172.16.0.0/12} do={}': /10\.0\.0\.0 to 10\.255\.255\.255/,
      ':delay 1m<|>30s': /1 minute 30 seconds/,
      '/system scheduler add interval=00:05:<|>00': /5 minutes/,
    };
    for (const [script, text] of Object.entries(values)) assert.match(hovered(script), text, script);
  });

  it('does not take a text for an address or a time', () => {
    assert.doesNotMatch(hovered('/ip route add comment=10.0.0<|>.0/8'), /addresses/);
  });

  it('says of a name what it stands for and where it is made', () => {
    const script = '/interface list\nadd name=WAN\n/ip firewall nat\nadd chain=srcnat out-interface-list=‹|W<|>AN|›\n';
    assert.match(hovered(script), /WAN.*interface list[\s\S]*Made on line 2, used once/);
    assert.match(hovered('/routing ospf area add name=back<|>bone'), /ospf area[\s\S]*used nowhere/);
    assert.match(hovered('/ip firewall nat add out-interface-list=W<|>AN'), /Not made in this file/);
  });

  it('says of a variable what it is and where it is declared', () => {
    assert.match(
      hovered(':local gateway 192.0.2.1\n:put $‹|gate<|>way|›'),
      /local variable[\s\S]*:local gateway 192\.0\.2\.1[\s\S]*line 1/,
    );
    assert.match(
      hovered(':global notify do={ :put $1 }\n$noti<|>fy "text"'),
      /global function[\s\S]*stays on the router/,
    );
    assert.match(hovered(':put "gone: $wh<|>o"\n'), /^$/);
  });

  it('explains a property in a condition', () => {
    assert.match(hovered('/ip route print where ‹|dist<|>ance|›=1'), /lowest distance/);
  });

  it('is silent in comments, on blanks and on what it does not know', () => {
    for (const script of ['# /ip fire<|>wall', '/ip<|> firewall', '/ip firewal<|>ll', ':put "te<|>xt"', '<|>'])
      assert.equal(hovered(script), '', script);
  });
});
