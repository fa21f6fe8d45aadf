import assert from 'node:assert/strict';
import { isSameExport, withoutOwnEntries } from '../../../router/src/deploy/own-entries';

const OWN =
  'add interval=10s name=rscope-4f1c22d0 on-event=":local up [/system resource\\\n    \\_get uptime]" start-time=startup\n';
const LAST = '/system scheduler\n';
const HEAD = '# 2026-11-24 10:00:00 by RouterOS 7.20\n#\n';

describe('an export that was made while Rscope had something on the router', () => {
  it('is kept without it, and without a menu that holds nothing else', () => {
    assert.equal(withoutOwnEntries(`${HEAD}/ip pool\nadd name=a\n${LAST}${OWN}`), `${HEAD}/ip pool\nadd name=a\n`);
    assert.equal(withoutOwnEntries(`${LAST}${OWN}/ip pool\nadd name=a\n`), '/ip pool\nadd name=a\n');
    assert.equal(withoutOwnEntries(`${LAST}${OWN}add name=backup\n`), `${LAST}add name=backup\n`);
  });

  it('finds the name where the line is broken within it', () => {
    assert.equal(withoutOwnEntries(`${LAST}add name=\\\n    rscope-4f1c22d0 interval=10s\n`), '');
  });

  it('is the same as another one but for the date', () => {
    assert.ok(isSameExport(`${HEAD}/ip pool\nadd name=a\n`, `# later\n/ip pool\nadd name=a\n${LAST}${OWN}`));
    assert.ok(!isSameExport('/ip pool\nadd name=a\n', '/ip pool\nadd name=b\n'));
  });

  it('keeps what merely sounds like it', () => {
    const text = '/system script\nadd name=rscope-notes source=x\n';
    assert.equal(withoutOwnEntries(text), text);
  });
});
