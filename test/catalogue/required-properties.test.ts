import assert from 'node:assert/strict';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { hasShared, readShared } from '../support/shared-files';

/** What `add` demands of a version: what it is always refused without, and of what it wants one. */
function demands(version: string, menu: string): { always: string[]; oneOf: readonly string[] } {
  const add = catalogueFor(parseRouterOsVersion(version)).menu(menu)?.command('add');
  const always = [...(add?.arguments.values() ?? [])].filter(({ mandatory }) => mandatory).map(({ name }) => name);
  return { always, oneOf: add?.oneOf ?? [] };
}

describe('what add demands', () => {
  it('some properties always', () => {
    assert.deepEqual(demands('7.20.8', '/ip/address'), { always: ['address', 'interface'], oneOf: [] });
    assert.deepEqual(demands('7.20.8', '/queue/tree').always, ['parent']);
  });
  it('of others one', () => {
    assert.deepEqual(demands('7.20.8', '/ip/dns/static'), { always: [], oneOf: ['name', 'regexp'] });
    assert.deepEqual(demands('7.20.8', '/ip/dhcp-server/lease').oneOf, ['client-id', 'mac-address']);
    assert.deepEqual(demands('7.23', '/ip/dhcp-server/lease').oneOf, [
      'agent-circuit-id',
      'agent-remote-id',
      'client-id',
      'mac-address',
    ]);
  });

  if (!hasShared('data/required-arguments'))
    it('agrees with probed routers (left out: their answers do not lie beside the project)');
  else
    for (const version of ['7.20.8', '7.22.1', '7.23rc1'])
      it(`agrees with a probed router of ${version} on 98 of 100 menus`, () => {
        const probes: { path: string; required: string[]; hasAdd: boolean }[] = JSON.parse(
          readShared(`data/required-arguments/required-args.v${version}.json`),
        );
        const judged = probes.filter(({ hasAdd }) => hasAdd);
        const other = judged.filter(({ path, required }) => {
          const { always, oneOf } = demands(version, path);
          return [...always, ...oneOf].sort().join() !== [...required].sort().join();
        });
        assert.ok(judged.length > 200);
        assert.ok(other.length <= judged.length * 0.02, `not the same: ${other.map(({ path }) => path).join(', ')}`);
      });
});
