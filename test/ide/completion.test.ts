import assert from 'node:assert/strict';
import { completionDocumentation, completions } from '../../server/src/ide/completion';
import { checkFirst, inserted, offered } from '../support/completion';
import { readFixture } from '../support/cursor-fixture';

describe('completion', () => {
  describe('of a path', () => {
    it('offers menus behind a slash and behind a blank', () => {
      assert.ok(offered('/ip fire<|>').includes('firewall'));
      assert.ok(offered('/ip/fire<|>').includes('firewall'));
      assert.ok(offered('/ip <|>').includes('route'));
      assert.equal(inserted('/ip fire<|>', 'firewall'), '/ip firewall');
    });

    it('replaces the whole word that the cursor is in', () => {
      assert.equal(inserted('/ip fi<|>rewal filter', 'firewall'), '/ip firewall filter');
    });

    it('leaves alone a word that only begins at the cursor', () => {
      assert.equal(inserted('/ip firewall mangle\nadd <|>chain=input', 'nth'), 'add nth=chain=input');
    });

    it('offers the commands of the menu that a line above chose, the usual ones first', () => {
      checkFirst('/ip firewall mangle\n<|>', ['add', 'disable', 'enable', 'find', 'print', 'remove', 'set']);
      assert.ok(offered('/ip route\nadd gateway=192.0.2.1\nse<|>').includes('set'));
      assert.ok(!offered('/system identity\n<|>').includes('add'));
    });

    it('offers commands of the script language behind a colon, and no menus', () => {
      const behindColon = offered(':fo<|>');
      assert.ok(behindColon.includes('foreach'));
      assert.ok(!behindColon.includes('ip'));
    });

    it('knows the menu inside a block, a bracket and the $[…] of a text', () => {
      assert.ok(offered(':if ($a) do={\n  /ip route\n  <|>').includes('add'));
      assert.ok(offered('/ip route set [<|>').includes('find'));
      assert.ok(offered(':put "routes: $[/ip ro<|>').includes('route'));
    });

    it('offers only what the version has', () => {
      assert.ok(offered('/routing <|>', '7.20').includes('table'));
      assert.ok(!offered('/routing <|>', '6.49').includes('table'));
      assert.ok(offered('/ip route\nadd <|>', '6.49').includes('routing-mark'));
      assert.ok(!offered('/ip route\nadd <|>', '7.20').includes('routing-mark'));
    });
  });

  describe('of properties', () => {
    it('offers required ones first, and puts the = behind the name', () => {
      checkFirst('/ip firewall mangle\nadd <|>', ['chain', 'action']);
      assert.equal(inserted('/ip firewall mangle\nadd ac<|>', 'action'), 'add action=');
      assert.equal(inserted('/ip firewall mangle\nadd ac<|>=mark-routing', 'action'), 'add action=mark-routing');
    });

    it('leaves out those that the statement has, on either side of the cursor', () => {
      const names = offered('/ip firewall mangle\nadd chain=prerouting <|> action=accept');
      assert.ok(!names.includes('chain') && !names.includes('action'));
      assert.ok(names.includes('protocol'));
    });

    it('is not led astray by the lines below', () => {
      assert.ok(offered('/ip firewall mangle\nadd <|>\nadd chain=input').includes('chain'));
    });

    it('goes on over the lines of a continued statement', () => {
      assert.ok(offered('/ip firewall mangle add chain=forward \\\n    pass<|>').includes('passthrough'));
    });

    it('offers do= and else= with their braces', () => {
      assert.deepEqual(offered(':if ($a) <|>').slice(0, 2), ['do', 'else']);
      assert.equal(inserted(':if ($a) d<|>', 'do'), ':if ($a) do={$0}');
      assert.ok(!offered(':if ($a) do={} <|>').includes('do'));
    });

    it('offers properties in a condition', () => {
      assert.ok(offered('/ip route\nset [find dist<|>').includes('distance'));
      assert.ok(offered('/ip route\nset [find distance=1 and gate<|>').includes('gateway'));
      const properties = offered('/ip route print where <|>');
      assert.ok(properties.includes('dst-address') && properties.includes('immediate-gw'));
    });

    it('offers ways to choose the items of set', () => {
      const ways = offered('/interface bridge\nadd name=br-lan\nset <|>');
      assert.ok(ways.includes('[find …]') && ways.includes('br-lan'));
    });
  });

  describe('of values', () => {
    it('offers what a property takes', () => {
      assert.ok(offered('/ip firewall mangle add chain=pre<|>').includes('prerouting'));
      assert.ok(offered('/ip firewall mangle add chain=prerouting action=mark-<|>').includes('mark-routing'));
      assert.deepEqual(offered('/ip firewall mangle add passthrough=<|>').slice(0, 2), ['yes', 'no']);
      assert.equal(
        inserted('/ip firewall mangle add chain=pre<|>', 'prerouting'),
        '/ip firewall mangle add chain=prerouting',
      );
    });

    it('offers the next one of a list, without those that it has', () => {
      const next = offered('/ip firewall filter add connection-state=established,<|>');
      assert.ok(next.includes('related') && !next.includes('established'));
      assert.equal(
        inserted('/ip firewall filter add connection-state=established,re<|>', 'related'),
        '/ip firewall filter add connection-state=established,related',
      );
      assert.ok(offered('/ip firewall mangle add dst-address-type=!lo<|>').includes('local'));
    });

    it('offers the names that the script gives', () => {
      const names: Readonly<Record<string, string>> = {
        '/interface list add name=UPLINKS\n/ip firewall nat add out-interface-list=<|>': 'UPLINKS',
        '/interface bridge add name=br-lan\n/ip address add interface=<|>': 'br-lan',
        '/interface ethernet set [find default-name=ether1] name=WAN1\n/ip dhcp-client add interface=<|>': 'WAN1',
        '/routing table add name=to_WAN1 fib\n/ip route add routing-table=<|>': 'to_WAN1',
        '/routing table add name=to_WAN1 fib\n/ip firewall mangle add new-routing-mark=<|>': 'to_WAN1',
        '/ip firewall mangle\nadd new-connection-mark=viaA\nadd connection-mark=<|>': 'viaA',
        '/ip firewall address-list add list=ours address=10.0.0.0/8\n/ip firewall nat add src-address-list=!<|>':
          'ours',
        '/ip firewall filter\nadd chain=from-wan action=drop\nadd chain=input action=jump jump-target=<|>': 'from-wan',
        '/system script add name=failover source={}\n/system scheduler add on-event=<|>': 'failover',
        '/system script add name=failover source={}\n/system script run <|>': 'failover',
        '/ip pool add name=guests ranges=10.1.0.2-10.1.0.9\n/ip dhcp-server add address-pool=<|>': 'guests',
        '/queue type add name=fair kind=pcq\n/queue tree add queue=<|>': 'fair',
        '/interface list add name=UPLINKS\n/interface list remove [find name=<|>': 'UPLINKS',
      };
      for (const [script, name] of Object.entries(names)) assert.ok(offered(script).includes(name), script);
    });

    it('offers only chains of one’s own to a jump', () => {
      const script = '/ip firewall filter\nadd chain=own action=drop\nadd chain=input action=jump jump-target=<|>';
      assert.deepEqual(offered(script).slice(0, 1), ['own']);
      assert.ok(!offered(script).includes('forward'));
    });

    it('offers properties where one is asked for by its name', () => {
      assert.ok(offered('/ip route get [find] <|>').includes('gateway'));
      assert.ok(offered('/ip route print proplist=gateway,dst<|>').includes('dst-address'));
    });

    it('offers values in quotes, but nothing in plain text', () => {
      assert.ok(offered('/ip firewall filter add chain="for<|>').includes('forward'));
      assert.deepEqual(offered('/ip route add comment="the fir<|>st'), []);
    });
  });

  describe('of variables', () => {
    it('offers those that are in scope behind a $', () => {
      const script = ':global far 1\n:local near 2\n:if (true) do={ :local inner 3\n  :put $<|>\n}\n:local later 4\n';
      assert.deepEqual(offered(script), ['far', 'inner', 'near']);
      assert.equal(inserted(':local near 2\n:put "is $ne<|>"', 'near'), ':put "is $near"');
    });

    it('offers none of the outside in the body of a function', () => {
      assert.deepEqual(offered(':local out 1\n:local f do={ :local in 2\n  :put $<|> }'), ['in']);
    });

    it('quotes a name that is not plain', () => {
      assert.equal(inserted(':global "set-dns" 1\n:put $<|>', 'set-dns'), ':put $"set-dns"');
    });

    it('offers names without $ to :set, and none to a declaration', () => {
      assert.deepEqual(offered(':local near 2\n:set <|>'), ['near']);
      assert.deepEqual(offered(':local near 2\n:local <|>'), []);
    });
  });

  it('offers nothing in a comment', () => {
    assert.deepEqual(offered('# /ip <|>'), []);
    assert.deepEqual(offered('/ip route\n# add gate<|>way'), []);
  });

  it('keeps still behind a blank where a line begins', () => {
    const { analysis, cursor } = readFixture('/ip route\n  <|>');
    assert.deepEqual(completions(analysis, cursor, true), []);
    assert.notDeepEqual(completions(analysis, cursor), []);
  });

  it('gives the documentation of one completion at a time', () => {
    const { analysis, cursor } = readFixture('/ip firewall mangle add per<|>');
    const offer = completions(analysis, cursor).find(({ label }) => label === 'per-connection-classifier');
    assert.ok(offer?.subject);
    assert.match(completionDocumentation(analysis, offer.subject) ?? '', /Shares connections out/);
  });
});
