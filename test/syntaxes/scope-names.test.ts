import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scopesOf } from '../../tools/grammar-assertions.mjs';

describe('the scopes of the grammar', () => {
  const grammar = JSON.parse(readFileSync(join(__dirname, '../../syntaxes/routeros.tmLanguage.json'), 'utf8'));
  const scopes = [...new Set(scopesOf(grammar.repository))];

  /** Of https://macromates.com/manual/en/language_grammars#naming-conventions, which themes go by. */
  const STANDARD =
    /^(comment\.line|constant\.(character|language|numeric)|entity\.name|invalid\.illegal|keyword\.(control|operator|other)|meta|punctuation\.(accessor|definition|section|separator|terminator)|storage\.type|string\.quoted|support\.(constant|function)|variable\.(other|parameter))\.[a-z0-9.-]+$/;

  it('are those that every theme colours, and end with the language', () => {
    assert.ok(scopes.length > 50);
    assert.deepEqual(
      scopes.filter((scope) => !STANDARD.test(scope) || !scope.endsWith('.routeros')),
      [],
    );
  });
});
