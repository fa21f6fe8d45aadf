import assert from 'node:assert/strict';
import { parse } from '../../server/src/syntax/syntax-tree';

/** Checks where the parser stops: `<|>` marks the places of the problems, in order. */
function checkProblems(marked: string): void {
  const parts = marked.split('<|>');
  const offsets = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('').length);
  const text = parts.join('');
  assert.deepEqual(
    parse(text).problems.map((problem) => problem.start),
    offsets,
    parse(text)
      .problems.map((problem) => problem.message)
      .join('\n'),
  );
}

describe('syntax problems', () => {
  it('none in what routers accept', () => {
    for (const text of [
      '/ip address\nadd address=192.168.88.1/24 \\\n    interface=ether1 comment=""\n',
      ':foreach i in=[/ip route find where comment~"^x\\$" and !disabled] do={ :put "$i: $[/ip route get $i gateway]" }',
      ':local a {1;2;"x"={3;4}}; :set ($a->"x") 5',
      '/system script add name=x source={ :log info "y" }',
      ':if ([:len $x] > 0 && $y != "a") do={ :return true } else={ :error "no" }',
      ':onerror e in={ :put 1 } do={ :put $e }',
      '# comment\n  # indented\n:put 1; # behind a semicolon\n',
      ':global lists {\n# in the first column, also inside of values\n  "a"={\n#   1;\n    2 };\n}\n:put (1 +\n# two\n  2)\n',
      '/interface wifi add security.passphrase=x .mode=y !disabled',
      ':global lists {\n#  "a"={ 1 };\n  "b"=2;\n#  "c"=3;\n}\n',
      ':put [:time { /ip route print; :delay 1s }]',
    ])
      checkProblems(text);
  });

  it('inside of values a comment begins in the first column only', () => checkProblems(':put {\n  1;\n  <|># y\n}'));
  it('a comment behind a command is an argument', () => checkProblems('add name=x <|># y\nadd name=z'));
  it('upper case begins no command', () => checkProblems('<|>Flags: X - disabled\n:put 1'));
  it('a comment in an array begins its line', () => checkProblems(':put {1;\n  <|># x\n 2}'));
  it('a word is divided only by its value', () => {
    checkProblems(':put (evl<|> / 2)');
    checkProblems(':put ($evl / 2)');
  });
  it('a prompt that was copied', () => checkProblems('[admin<|>@MikroTik] > :put 1'));
  it('a value glued to a word', () => checkProblems(':local currentPeer<|>($i->7)'));
  it('a block that never ends', () => checkProblems(':if (true) do={ :put 1\n<|>'));
  it('a string that never ends', () => checkProblems(':put "abc\n<|>'));
  it('empty parentheses', () => checkProblems(':put (<|>)'));
  it('an escape that does not exist: the place is behind the backslash', () => checkProblems(':put "a\\<|>q"'));
  it('several in one file, each on its line', () => checkProblems('<|>Foo\n:put 1\nadd <|># x\n:put 2\nvar<|>@y\n'));

  it('every message says what to do', () => {
    for (const { message } of parse('Foo\nadd # x\n:put (\n').problems)
      assert.match(message, /write|put|remove|expected|add/i);
  });

  it('a blank that RouterOS does not know is named, since nobody can see it', () => {
    checkProblems('/ip address add address=192.0.2.1/24<|>\u00a0interface=ether1');
    assert.match(
      parse('/ip address add address=192.0.2.1/24\u00a0interface=ether1').problems[0]?.message ?? '',
      /not a plain blank/,
    );
  });
});
