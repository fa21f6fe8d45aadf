import assert from 'node:assert/strict';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { resolveScript } from '../../server/src/resolve/resolve-script';
import { routerHighlight } from '../../server/src/resolve/router-highlight';
import { refusalOf } from '../../server/src/resolve/router-verdict';
import { parse } from '../../server/src/syntax/syntax-tree';

/** The pieces of a script that the router colours, as `text:class`. */
function highlightOf(text: string): string[] {
  const catalogue = catalogueFor(parseRouterOsVersion('7.23.2'), 'none');
  const tree = parse(text);
  const script = resolveScript(tree, catalogue);
  const spans = routerHighlight(tree, script, { errorOffset: refusalOf(tree, script, catalogue)?.offset });
  return spans.map(({ start, end, class: name }) => `${text.slice(start, end)}:${name}`);
}

describe('the router’s own highlighting', () => {
  it('menus, command, arguments; values have no colour', () =>
    assert.deepEqual(highlightOf('/ip route add distance=1'), [
      '/ip:dir',
      'route:dir',
      'add:cmd',
      'distance:arg',
      '=:syntax-meta',
    ]));
  it('variables by how they were declared', () =>
    assert.deepEqual(
      highlightOf(':local a 1; :global b; :put "$a $b $c"').filter((span) => span.includes(':variable')),
      ['a:variable-local', 'b:variable-global', 'a:variable-local', 'b:variable-global', 'c:variable-parameter'],
    ));
  it('a function body sees nothing of the names around it', () =>
    assert.ok(highlightOf(':local a 1; :local f do={ :put $a }').includes('a:variable-parameter')));
  it('properties in a condition', () =>
    assert.ok(highlightOf('/ip route print where distance=1').includes('distance:variable-local')));
  it('one character of error, and nothing behind it', () => {
    const spans = highlightOf(':put (1 + ) gateway=1.1.1.1');
    assert.equal(spans[spans.length - 1], '):error');
  });
});
