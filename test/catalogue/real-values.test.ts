import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { checkValue } from '../../server/src/catalogue/check-value';
import { resolveScript } from '../../server/src/resolve/resolve-script';
import { parse } from '../../server/src/syntax/syntax-tree';
import { sharedScripts } from '../support/shared-files';

/** Every value of a script that the catalogue takes for wrong. */
function faultsOf(script: string): { judged: number; faults: string[] } {
  const faults: string[] = [];
  let judged = 0;
  for (const { menu, command, arguments: given } of resolveScript(parse(script), catalogueFor(undefined)).uses)
    for (const { argument, text, name } of given) {
      if (!argument || text === undefined || argument.type.kind === 'other') continue;
      judged++;
      const fault = checkValue(argument.type, text);
      if (fault) faults.push(`${menu.path} ${command?.name} ${name}=${text}: ${fault.expected}`);
    }
  return { judged, faults };
}

describe('values that people really write', () => {
  for (const folder of ['corpus', 'facts/configs', 'oracle/parse', 'oracle/highlight']) {
    const scripts = sharedScripts(folder);
    if (scripts.length === 0) it(`of ${folder} (left out: they do not lie beside the project)`);
    else
      it(`are right: no alarm on those of ${folder}`, function () {
        this.timeout(60_000);
        const results = scripts.map((file) => faultsOf(readFileSync(file, 'utf8')));
        assert.ok(results.reduce((sum, { judged }) => sum + judged, 0) > 500);
        assert.deepEqual(
          results.flatMap(({ faults }) => faults),
          [],
        );
      });
  }
  it('are not right by never being judged', () =>
    assert.deepEqual(
      faultsOf('/ip firewall filter\nadd chain=input action=acept dst-port=80,70000 protocol=tcp').faults.length,
      2,
    ));
});
