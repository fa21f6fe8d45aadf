import assert from 'node:assert/strict';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { checkValue } from '../../server/src/catalogue/check-value';

/** What is wrong with a value of a property; undefined where nothing is. */
function faultOf(menu: string, property: string, value: string): string | undefined {
  const argument = catalogueFor({ major: 7, minor: 22 }).menu(menu)?.command('add')?.argument(property);
  assert.ok(argument, `${menu} add ${property}`);
  return checkValue(argument.type, value)?.kind;
}

describe('limits that the CLI reference leaves out', () => {
  it('a VLAN has twelve bits', () => {
    assert.equal(faultOf('/interface/vlan', 'vlan-id', '4094'), undefined);
    assert.equal(faultOf('/interface/vlan', 'vlan-id', '5000'), 'range');
    assert.equal(faultOf('/interface/bridge/port', 'pvid', '4095'), 'range');
  });
  it('a port has sixteen', () => {
    assert.equal(faultOf('/interface/wireguard', 'listen-port', '51820'), undefined);
    assert.equal(faultOf('/interface/wireguard', 'listen-port', '70000'), 'range');
  });
  it('the distance and the scopes of a route have eight', () => {
    assert.equal(faultOf('/ip/route', 'distance', '255'), undefined);
    for (const property of ['distance', 'scope', 'target-scope'])
      assert.equal(faultOf('/ip/route', property, '256'), 'range', property);
  });
  it('the same name in another menu is another matter', () => {
    assert.equal(faultOf('/queue/tree', 'priority', '128'), 'range');
    assert.equal(faultOf('/interface/bridge/port', 'priority', '128'), undefined);
  });
});
