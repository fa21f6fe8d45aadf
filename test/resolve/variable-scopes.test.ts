import assert from 'node:assert/strict';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { resolveScript } from '../../server/src/resolve/resolve-script';
import { bodyOf, type VariableScopes, variableScopes } from '../../server/src/resolve/variable-scopes';
import { parse } from '../../server/src/syntax/syntax-tree';

function scopesOf(text: string): VariableScopes {
  const tree = parse(text);
  return variableScopes(tree.root, resolveScript(tree, catalogueFor(undefined)));
}

/** Every reference as `name:kind@offset` of the declaration that it means, or `name:?`; behind it its form if that is not `read`. */
function referencesIn(text: string): string[] {
  return scopesOf(text).references.map(({ name, variable, form, range }) => {
    assert.equal(text.slice(range.start, range.end), name, 'the range is the name');
    const declared = variable?.declarations.find((declaration) => declaration.range.start < range.start);
    const meaning = variable && declared ? `${variable.kind}@${declared.range.start}` : '?';
    return `${name}:${meaning}${form === 'read' ? '' : ` ${form}`}`;
  });
}

describe('scopes of variables', () => {
  const cases: readonly (readonly [what: string, script: string, references: readonly string[]])[] = [
    ['a block sees the names around it', ':local a 1; { :put $a }', ['a:local@7']],
    ['what a block declares ends with it', '{ :local a 1 }; :put $a', ['a:?']],
    ['nothing is known above its declaration', ':put $a; :local a 1', ['a:?']],
    ['the inner of two names counts', ':local a 1; { :local a 2; :put $a }; :put $a', ['a:local@21', 'a:local@7']],
    ['a value is worked out before its variable exists', ':local a 1; { :local a $a }', ['a:local@7']],
    ['a function sees none of the names around it', ':local a 1; :local f do={ :put $a; :put $1 }', ['a:?', '1:?']],
    [
      'a function is called where a command stands',
      ':local f do={}; $f 1; :put [$f 2]',
      ['f:local@7 call', 'f:local@7 call'],
    ],
    ['a stored script sees none either', ':local a 1; /system script add name=x source={ :put $a }', ['a:?']],
    ['a branch sees them', ':local a 1; :if (true) do={ :set a 2 } else={ :put $a }', ['a:local@7 write', 'a:local@7']],
    [
      'counters live in the body of their loop',
      ':foreach k,v in=$l do={ :put "$k $v" }; :put $k',
      ['l:?', 'k:loop@9', 'v:loop@11', 'k:?'],
    ],
    ['the counter may be named', ':for from=1 to=3 counter=i do={ :put $i }', ['i:loop@25']],
    [
      'the message of :onerror is known in its handler, and stays',
      ':onerror e in={ :put 1 } do={ :put $e }; :put $e',
      ['e:error@9', 'e:error@9'],
    ],
    ['[…] at the start of a statement declares for the block around it', '[:local a 1]; :put $a', ['a:local@8']],
    ['elsewhere it does not', ':put [:local a 1]; :put $a', ['a:?']],
    ['names in quotes', ':local "my-name" 1; :put $"my-name"', ['my-name:local@8']],
    ['variables in strings and in code in strings', ':local a 1; :put "$a $[:len $a]"', ['a:local@7', 'a:local@7']],
    [
      ':set changes what it names, with or without $',
      ':local a 1; :set a 2; :set $a 3',
      ['a:local@7 write', 'a:local@7 write'],
    ],
    [':set x=1 names it as well', ':local a 1; :set a=2', ['a:local@7 write']],
    ['an unquoted word in an expression is a variable', ':local up 1; :put ($x = up)', ['x:?', 'up:local@7 bare']],
    ['a key of an array is text, and so is one behind ->', ':local a {b=1}; :put ($a->b)', ['a:local@7']],
    ['a key may hold hyphens', ':put {in-b-c=up}', ['up:? bare']],
    ['so is a word of a condition', '/ip route print where comment=up', []],
  ];
  for (const [what, script, expected] of cases)
    it(`${what}: ${script}`, () => assert.deepEqual(referencesIn(script), expected));

  it('all :global of one name are one variable', () => {
    const text = ':global g 1; :global f do={ :global g; :put $g }; :put $g';
    const g = scopesOf(text).variables.find(({ name }) => name === 'g');
    assert.equal(g?.declarations.length, 2);
    assert.equal(g?.references.length, 2);
  });

  it('the first declaration in a block claims the name', () => {
    const [variable, ...others] = scopesOf(':global a; :local a 1; :put $a').variables;
    assert.deepEqual([variable?.kind, variable?.declarations.length, others.length], ['global', 2, 0]);
  });

  it('tells what stands under the cursor', () => {
    const scopes = scopesOf(':local abc 1; :put $abc');
    assert.equal(scopes.at(8), scopes.variables[0]?.declarations[0]);
    assert.equal(scopes.at(23), scopes.references[0]);
    assert.equal(scopes.at(3), undefined);
  });

  it('tells what code at a place sees', () => {
    const text =
      ':local a 1; :global b; { :local c 1; <|> }; :local d 1; :local f do={ :local e 1; <|> }; :local g <|>';
    const places = [...text.matchAll(/<\|>/g)].map((match) => match.index);
    const scopes = scopesOf(text.replaceAll('<|>', '   '));
    const names = places.map((at) => scopes.visibleAt(at).map(({ name }) => name));
    assert.deepEqual(names, [['c', 'a', 'b'], ['e'], ['a', 'b', 'd', 'f']]);
  });

  it('tells in whose body a reference stands', () => {
    const [inFunction, inScript, outside] = scopesOf(
      ':local f do={ { :put $a } }; /system script add name=x source={ :put $a }; { :put $a }',
    ).references.map(({ scope }) => bodyOf(scope)?.kind);
    assert.deepEqual([inFunction, inScript, outside], ['function', 'script', undefined]);
  });

  it('reads long chains of operators', () => {
    const text = `:local a 1; :put (${Array(400).fill('$a').join(' . ')})`;
    assert.equal(scopesOf(text).variables[0]?.references.length, 400);
  });
});
