import assert from 'node:assert/strict';
import { renamed } from '../support/occurrences';

describe('rename', () => {
  it('renames a variable by its scope, through nested blocks and texts', () => {
    assert.equal(
      renamed(
        ':local old 1\n:if ($old > 0) do={\n  :foreach i in={1} do={ :put "$o<|>ld $i" }\n}\n:local f do={ :put $old }',
        'count',
      ),
      ':local count 1\n:if ($count > 0) do={\n  :foreach i in={1} do={ :put "$count $i" }\n}\n:local f do={ :put $old }',
    );
  });

  it('leaves another variable of the same name alone', () => {
    assert.equal(
      renamed(':local x 1\n:if (true) do={ :local x 2; :put $<|>x }\n:put $x', 'inner'),
      ':local x 1\n:if (true) do={ :local inner 2; :put $inner }\n:put $x',
    );
  });

  it('renames a function and its calls', () => {
    assert.equal(
      renamed(':global se<|>nd do={ :put $1 }\n$send "a"; :put [$send "b"]', 'notify'),
      ':global notify do={ :put $1 }\n$notify "a"; :put [$notify "b"]',
    );
  });

  it('quotes a name that is not letters and digits alone', () => {
    assert.equal(
      renamed(':global a<|>b 1\n:set ab 2\n:put ($ab + ab)', 'set-dns'),
      ':global "set-dns" 1\n:set "set-dns" 2\n:put ($"set-dns" + $"set-dns")',
    );
    assert.equal(renamed(':global "set-d<|>ns" 1\n:put $"set-dns"', 'dns'), ':global "dns" 1\n:put $"dns"');
  });

  it('refuses such a name where it stands in a text', () => {
    assert.match(renamed(':local na<|>me 1\n:put "is $name"', 'my-name'), /letters and digits/);
  });

  it('refuses what is no name, and says why', () => {
    assert.match(renamed(':local na<|>me 1', ''), /needs a name/);
    assert.match(renamed(':local na<|>me 1', 'my name'), /without blanks/);
    assert.match(renamed(':local na<|>me 1', '$x'), /without blanks, quotes/);
    assert.match(renamed(':local na<|>me 1', '2'), /begin the name with a letter/);
    assert.match(renamed(':local na<|>me 1', 'true'), /means something of its own/);
  });

  it('refuses a name that another variable has where it would be taken for it', () => {
    assert.match(renamed(':local a 1\n:local b 2\n:put ($<|>a + $b)', 'b'), /“b” already, declared on line 2/);
    assert.match(renamed(':local a<|>a 1\n:if (true) do={ :local b 2; :put $aa }', 'b'), /declared on line 2/);
    assert.match(renamed(':local b 1\n:if (true) do={ :local a<|>a 2; :put $b }', 'b'), /line 1/);
    assert.equal(
      renamed(':local f do={ :local a 1; :put $<|>a }\n:local b 2', 'b'),
      ':local f do={ :local b 1; :put $b }\n:local b 2',
    );
  });

  it('renames a parameter in its function and in the calls', () => {
    assert.equal(
      renamed(':local f do={ :put $t<|>o; :log info "$to" }\n$f to="a"; :put [$f to="b"]\n:put $to', 'target'),
      ':local f do={ :put $target; :log info "$target" }\n$f target="a"; :put [$f target="b"]\n:put $to',
    );
    assert.match(renamed(':local f do={ :local a 1; :put $t<|>o }', 'a'), /“a” already/);
  });

  it('refuses a parameter whose calls it cannot know', () => {
    assert.match(renamed(':global f do={ :put $t<|>o }', 'target'), /other scripts may call it/);
    assert.match(renamed(':log info $bound<|>Address', 'address'), /RouterOS hands it to the script/);
    assert.match(renamed(':local f do={ :put $<|>1 }', 'first'), /value at that place of the call/);
  });

  it('renames an item with all that names it', () => {
    assert.equal(
      renamed(
        '/interface list\nadd name=WAN\nadd name=ALL include=WAN,LAN\n/ip firewall nat add out-interface-list=!W<|>AN',
        'UPLINKS',
      ),
      '/interface list\nadd name=UPLINKS\nadd name=ALL include=UPLINKS,LAN\n/ip firewall nat add out-interface-list=!UPLINKS',
    );
  });

  it('quotes a name of an item where it has to be', () => {
    assert.equal(
      renamed('/system script add name=che<|>ck source={}\n/system script run check', 'check lines'),
      '/system script add name="check lines" source={}\n/system script run "check lines"',
    );
    assert.match(
      renamed('/interface list add name=A\n/interface list add name=B include=A<|>,C', 'A B'),
      /needs quotes/,
    );
  });

  it('refuses a name that is taken, RouterOS’s own, or made on the router', () => {
    assert.match(
      renamed('/interface list\nadd name=W<|>AN\nadd name=LAN', 'LAN'),
      /interface list “LAN” on line 3 already/,
    );
    assert.match(renamed('/interface list add name=W<|>AN', 'all'), /of its own/);
    assert.match(renamed('/ip address add interface=eth<|>er1', 'WAN1'), /not made in this file/);
  });

  it('says so where there is nothing to rename', () => {
    assert.match(renamed('/ip ro<|>ute add distance=1', 'x'), /Only variables, functions and names/);
  });
});
