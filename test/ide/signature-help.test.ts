import assert from 'node:assert/strict';
import { signatureHelp } from '../../server/src/ide/signature-help';
import { readFixture } from '../support/cursor-fixture';

/** The signature at `<|>` with the parameter at hand in asterisks. */
function signature(marked: string): string | undefined {
  const { analysis, cursor } = readFixture(marked);
  const help = signatureHelp(analysis, cursor);
  const label = help?.active === undefined ? undefined : help.parameters[help.active]?.label;
  return label ? help?.label.replace(` ${label}`, ` *${label}*`) : help?.label;
}

describe('signature help', () => {
  it('shows the values of a command, and which one is next', () => {
    assert.equal(signature(':pick <|>'), ':pick *value* begin [end]');
    assert.equal(signature(':pick $text 1 <|>'), ':pick value begin *[end]*');
    assert.equal(signature(':foreach i in=<|>'), ':foreach name[,name] *in=…* do={…}');
    assert.equal(signature(':if (<|>'), ':if *(condition)* do={…} [else={…}]');
  });

  it('speaks of the innermost command', () => {
    assert.equal(signature(':put [:pick $text <|>'), ':pick value *begin* [end]');
    assert.equal(signature(':if ($a) do={ :set <|>'), ':set *name* value');
  });

  it('is silent where a statement begins, and for the commands of menus', () => {
    assert.equal(signature(':if ($a) do={ <|>'), undefined);
    assert.equal(signature('/ip route add <|>'), undefined);
    assert.equal(signature('# :pick <|>'), undefined);
  });
});
