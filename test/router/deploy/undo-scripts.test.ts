import assert from 'node:assert/strict';
import {
  backupUndoSource,
  keepSource,
  namesOf,
  readLogLine,
  reverseUndoSource,
  watchSource,
} from '../../../router/src/deploy/undo-scripts';
import { parseRouterOsVersion } from '../../../server/src/base/routeros-version';
import { catalogueFor } from '../../../server/src/catalogue/catalogue';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { refusalOf } from '../../../server/src/resolve/router-verdict';
import { parse } from '../../../server/src/syntax/syntax-tree';

const ID = '4f1c22d0';
const SOURCES = {
  watch: watchSource(ID, { armedAt: 4000, until: 4180 }),
  'undo by a script': reverseUndoSource(
    ID,
    '/ip route remove [find comment="x"]\n',
    { armedAt: 4000, until: 4180 },
    namesOf(ID, false).backup,
  ),
  'undo by a backup': backupUndoSource(ID, namesOf(ID, true).backup),
  keep: keepSource(ID),
};

describe('what a deploy leaves on a router', () => {
  for (const [name, source] of Object.entries(SOURCES))
    for (const routeros of ['6.49', '7.1', '7.20.8'])
      it(`is a script that RouterOS ${routeros} takes: ${name}`, () => {
        const version = parseRouterOsVersion(routeros);
        assert.ok(version);
        const [tree, catalogue] = [parse(source), catalogueFor(version)];
        assert.equal(refusalOf(tree, resolveScript(tree, catalogue), catalogue), undefined, source);
      });

  it('bears one name throughout, so that it can be swept away', () => {
    for (const name of Object.values(namesOf(ID, true))) assert.match(name, /^(flash\/)?rscope-4f1c22d0/);
  });

  it('says in the log how it ended', () => {
    assert.equal(readLogLine(ID, 'rscope-4f1c22d0: kept'), 'kept');
    assert.equal(readLogLine(ID, 'rscope-4f1c22d0: undone by its backup'), 'undone');
    assert.equal(readLogLine(ID, 'rscope-00000000: kept'), undefined);
  });
});
