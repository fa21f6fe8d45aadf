import assert from 'node:assert/strict';
import { findingsIn, summary } from '../support/findings';

/** Findings above hint and remark, as `rule:line`. */
function serious(text: string, routeros = '7.22'): string[] {
  const findings = findingsIn(text, routeros).filter(({ severity }) => severity === 'error' || severity === 'warning');
  return summary(text, findings).map((line) => line.replace(/^\w+ /, ''));
}

describe('the language', () => {
  describe('one fault is one finding', () => {
    const faults: readonly (readonly [rule: string, script: string])[] = [
      ['equals-in-assignment:1', ':local x=5; :put $x'],
      ['equals-in-assignment:1', ':local x = 5; :put $x'],
      ['equals-in-assignment:1', ':set x=5'],
      ['set-undeclared-variable:1', ':set x 5'],
      ['space-around-equals:1', '/ip route add gateway = 192.0.2.1'],
      ['unquoted-special:1', '/ip route add gateway=192.0.2.1 comment=the way out'],
      ['unexpected-value:1', '/ip firewall filter add chain=input action drop'],
      ['condition-without-parentheses:1', ':local x 5; :if $x = 5 do={ :put 1 }'],
      ['unbalanced-block:1', ':local x 5; :if ($x = 5) do={ :put 1 '],
      ['v7-routing-mark-in-route:1', '/ip route add gateway=192.0.2.1 routing-mark=main'],
      ['unknown-value:1', '/ip firewall filter add chain=input action=acept'],
      ['wrong-value-shape:1', '/ip route add dst-address=10.0.0.0/33 gateway=192.0.2.1'],
      ['missing-required-property:1', '/ip firewall filter add action=drop'],
      ['variable-shadows-property:1', ':local name "x"; /interface disable [find name=$name]'],
      ['global-not-redeclared:1', ':global x 1; :global f do={ :put $x }'],
    ];
    for (const [rule, script] of faults)
      it(`${rule.split(':')[0]}: ${script}`, () => assert.deepEqual(serious(script), [rule]));
  });

  describe('what only the router can tell is no fault', () => {
    const scripts: readonly (readonly [what: string, script: string])[] = [
      ['what a menu provides', '/ip dhcp-client add interface=ether1 script={ :put $"lease-address" }'],
      ['parameters of a function', ':global f do={ :put "$1 $name" }; $f 1 name=x'],
      ['a text that takes $1 may be run as a function', ':local a $1; :put "$a $other"'],
      ['values of an answer', '/interface monitor-traffic ether1 once do={ :put $"tx-bits-per-second" }'],
      ['a property in a condition', '/ip route print where ($gateway ~ "^192")'],
      ['a value that the script works out', ':local a "drop"; /ip firewall filter add chain=input action=$a'],
      ['a copy has what is demanded', '/ip firewall filter add copy-from=[find comment="x"] disabled=yes'],
      ['properties of packages', '/container add remote-image=x interface=veth1 some-day=yes'],
      ['a menu that is emptied and filled', '/ip route remove [find]\n/ip route add gateway=192.0.2.1'],
      ['a menu cut out of a longer text', 'set default as=65000'],
    ];
    for (const [what, script] of scripts) it(`${what}: ${script}`, () => assert.deepEqual(serious(script), []));
  });

  it('values of older versions are not judged by the newest: only a slip is more than a hint', () => {
    const text = '/ip firewall filter\nadd chain=input action=acept\nadd chain=input action=something-else';
    assert.deepEqual(summary(text, findingsIn(text, '6.49')), ['warning unknown-value:2', 'hint unknown-value:3']);
  });

  it('a line that can’t be read is judged for that alone', () =>
    assert.deepEqual(serious(':put (requested by density=)'), ['syntax-error:1']));

  it('a script of thousands of variables, blocks and selectors is judged to its end', function () {
    this.timeout(60_000);
    const lines = Array.from({ length: 3000 }, (_, i) => `{ :local a${i} 1; :put $b${i}; :set c${i} 2 }`);
    const selectors = Array.from({ length: 3000 }, (_, i) => `/ip route remove [find comment=$x${i}]`);
    assert.ok(findingsIn([...lines, ...selectors].join('\n'), '7.22').length > 9000);
  });
});
