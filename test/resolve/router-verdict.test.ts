import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { resolveScript } from '../../server/src/resolve/resolve-script';
import { refusalOf } from '../../server/src/resolve/router-verdict';
import { parse } from '../../server/src/syntax/syntax-tree';
import { sharedScripts } from '../support/shared-files';

function refusalIn(text: string, routeros = '7.22.1') {
  const catalogue = catalogueFor(parseRouterOsVersion(routeros), 'none');
  const tree = parse(text);
  return refusalOf(tree, resolveScript(tree, catalogue), catalogue);
}

/** Checks that a router refuses a script at the place marked `<|>`, or accepts it where there is no mark. */
function checkVerdict(marked: string, routeros?: string): void {
  const at = marked.indexOf('<|>');
  const refusal = refusalIn(marked.replace('<|>', ''), routeros);
  assert.equal(refusal?.offset ?? -1, at, refusal?.message);
}

describe('what a router says to a script', () => {
  it('a property that add does not have: refused at its name', () =>
    checkVerdict('/ip route add dst-address=0.0.0.0/0 <|>gatway=192.0.2.1'));
  it('one that set does not have: refused at the =, it could have been an item', () =>
    checkVerdict('/ip route set gatway<|>=192.0.2.1'));
  it('routing-mark in a route: RouterOS 7 refuses it', () =>
    checkVerdict('/ip route add gateway=192.0.2.1 <|>routing-mark=x', '7.20.8'));
  it('… and RouterOS 6 accepts it', () => checkVerdict('/ip route add gateway=192.0.2.1 routing-mark=x', '6.49'));
  it('find without a menu takes no condition', () => checkVerdict(':put [find name<|>="x"]'));
  it('find in the menu around it does', () => checkVerdict('/interface\n:put [find name="x"]'));
  it('an unknown command is no syntax error, what is glued to it is', () => {
    checkVerdict('nosuchcommand a b');
    checkVerdict('nosuchcommand<|>/b');
  });
  it('a menu of a package that is not there', () => checkVerdict('/container<|>/print'));
  it(':set of a name that nothing declares', () => checkVerdict(':set <|>x 1'));
  it(':set of one that the block around declares', () => checkVerdict(':local x; { :set x 1 }'));
  it('a function does not see the names around it', () => checkVerdict(':local x; :local f do={ :set <|>x 1 }'));

  describe('a name that a command does not have', () => {
    it('7.22 refuses, 7.23 reads over it: the command fails when it runs', () => {
      checkVerdict('/system clock set <|>format=x', '7.22.1');
      checkVerdict('/system clock set format=x', '7.23');
      checkVerdict('/ip firewall nat add chain=srcnat <|>... disabled=yes', '7.22.1');
      checkVerdict('/ip firewall nat add chain=srcnat ... disabled=yes', '7.23');
    });
    it('7.23 takes lower-case letters, digits, dots, dashes, colons and slashes as such a name', () => {
      checkVerdict('/import a.rsc re<|>, b', '7.23');
      checkVerdict('/ip address print //foo=1', '7.23');
      checkVerdict('/ip address print <|><tab>', '7.23');
      checkVerdict('for x in <|>"a"', '7.23');
    });
    it('… but no braces as its value', () => checkVerdict('/log print follow do=<|>{ :put 1 }', '7.23'));
    it('in :set it is a variable’s name', () => {
      checkVerdict('/nosuchmenu\nset <|>enabled=yes');
      checkVerdict(':local a; :set a<|>=1');
    });
  });

  describe('values without a name', () => {
    it('as many as the command takes', () => checkVerdict('/interface get ether1 name <|>x'));
    it('a place that was filled by name is taken', () => checkVerdict('/tool/fetch url=x as-value <|>...'));
    it('the body of :if and :while', () => checkVerdict(':if (true) { :put 1 }; :while (false) { :put 1 }'));
    it('no name of a property: without its value it says nothing', () => {
      checkVerdict('/ip address add address=192.0.2.1/24 <|>interface');
      checkVerdict('/ip route add gateway=192.0.2.1 blackhole');
    });
    it('a block may stand a blank behind do=', () => checkVerdict(':if (true) do= { :put 1 } else= { :put 2 }'));
    it('none that begins with =', () => checkVerdict(':local x <|>= 5'));
    it('none glued to another', () => checkVerdict(':local abc<|>($i->7)'));
    it('the items of the routing daemon have no names, but for those that a router offers', () => {
      checkVerdict('/routing/bgp/instance set <|>default as=1');
      checkVerdict('/routing/bgp/template set default as=1');
    });
  });

  it('yes or no, and nothing else', () => {
    checkVerdict('/ip address set 0 disabled=no');
    checkVerdict('/ip address set 0 disabled=<|>nointerface=x');
  });

  describe('the arguments of a word that the router does not know', () => {
    it('names, values, brackets: as in a call', () => checkVerdict('nosuchcommand a b="c" d=$e f=[:len "x"] (1)'));
    it('no value begins with = or a single quote', () => {
      checkVerdict('round trip <|>= 53');
      checkVerdict("$f a <|>'b'");
      checkVerdict('$f (1)<|> =~ 2');
    });
    it('nothing is glued', () => checkVerdict('function list<|>(ip)'));
    it('the text behind a name is plain', () => {
      checkVerdict('nosuchcommand a<|>="b $[:len "c"]"');
      checkVerdict('nosuchcommand a="$b<|>/c"');
    });
    it('code in them belongs to the menu around, not to the one that was not found', () =>
      checkVerdict('/interface/nosuchmenu remove [find name<|>=x]'));
  });

  describe('conditions', () => {
    it('where= without one', () => checkVerdict('/certificate find where=<|>'));
    it('the global find compares only between parentheses', () => {
      checkVerdict(':put [find ($a->"b") "x"]');
      checkVerdict(':put [find where name<|>=x]');
    });
  });

  it('without packages a router lacks their menus, release by release', () => {
    checkVerdict('/interface/veth/print', '7.20.8');
    checkVerdict('/interface/veth<|>/print', '7.22.1');
    checkVerdict('/caps-man<|>/print');
  });
  it('and what only some hardware has', () => {
    checkVerdict('/ip firewall filter add chain=forward hw-offload=yes', '7.20.8');
    checkVerdict('/ip firewall filter add chain=forward <|>hw-offload=yes', '7.22.1');
  });
  it('a menu’s old name', () => checkVerdict('/interface wifiwave2 add configuration.mode=ap name=x'));
  it('a path with two slashes', () => checkVerdict('/ip address/<|>/print'));
  it('a } that closes nothing ends the script without a word', () => checkVerdict(':put 1 }\n:put "'));

  const scripts = sharedScripts('oracle/parse');
  for (const version of ['7.20.8', '7.22.1', '7.23rc1'])
    it(`refuses and accepts ${scripts.length} scripts as a real ${version} does, each refusal at its very place`, function () {
      if (scripts.length === 0) return this.skip();
      const wrong = scripts.filter((file) => {
        const text = readFileSync(file, 'utf8');
        const truth = readFileSync(file.replace(/\.rsc$/, `.parse-${version}.txt`), 'utf8');
        const refused = /^[^()]*? \(line (\d+) column (\d+)\)\s*$/.exec(truth);
        const offset = refusalIn(text, version)?.offset;
        const mine = offset === undefined ? undefined : Buffer.byteLength(text.slice(0, offset));
        return mine !== (refused ? offsetInBytes(text, Number(refused[1]), Number(refused[2])) : undefined);
      });
      assert.deepEqual(wrong, []);
    });
});

/** The place of a line and a column that count from 1, in bytes; the end of the text where they lie behind it. */
function offsetInBytes(text: string, line: number, column: number): number {
  const before = text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, content) => sum + Buffer.byteLength(content) + 1, 0);
  return Math.min(before + column - 1, Buffer.byteLength(text));
}
