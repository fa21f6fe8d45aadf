import assert from 'node:assert/strict';
import fc from 'fast-check';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import type { Effects } from '../../server/src/evaluate/effects';
import { runScript } from '../../server/src/evaluate/interpreter';
import type { Value } from '../../server/src/evaluate/value';

/** Runs a script on a router that has two bridges, and gives what it printed, and the error if there was one. */
function run(script: string, maxSteps = 10_000): { output: string[]; error: string | undefined; commands: string[] } {
  const output: string[] = [];
  const commands: string[] = [];
  const effects: Effects = {
    items: (menu) =>
      menu === '/interface/bridge'
        ? ['a', 'b'].map((name, index) => ({
            id: `*${index + 1}`,
            properties: new Map([
              ['name', name],
              ['disabled', index === 0 ? 'false' : 'true'],
            ]),
          }))
        : [],
    run: (menu, command, values, selected) => {
      commands.push(
        `${menu} ${command} ${[...values].map((pair) => pair.join('=')).join(' ')}${selected ? ` [${selected}]` : ''}`.trim(),
      );
      return '*9';
    },
    put: (text) => output.push(text),
    log: () => undefined,
  };
  const { error } = runScript(script, { catalogue: catalogueFor({ major: 7, minor: 20 }), effects, maxSteps });
  return { output, error: error && `${error.message} in line ${error.line}`, commands };
}
const prints = (script: string, ...expected: string[]) =>
  assert.deepEqual(run(script), { output: expected, error: undefined, commands: [] });

describe('running scripts', () => {
  it('variables, strings and arithmetic', () =>
    prints(':local a 5; :local b "x$a"; :put ($a * 2 + 1); :put "$b-$[:len $b]-$($a - 1)"', '11', 'x5-2-4'));
  it('conditions and loops', () => {
    prints(':for i from=1 to=5 step=2 do={ :put $i }', '1', '3', '5');
    prints(':foreach k,v in={a=1;b=2} do={ :put "$k=$v" }', 'a=1', 'b=2');
    prints(':local n 0; :while ($n < 3) do={ :set n ($n + 1) }; :put $n', '3');
    prints(':if ("abc" ~ "^a" && !(1 > 2)) do={ :put yes } else={ :put no }', 'yes');
  });
  it('functions with arguments, and :return', () =>
    prints(':local add do={ :return ($1 + $b) }; :put [$add 2 b=3]', '5'));
  it('global functions that an earlier script made, and code from a text', () => {
    const globals = new Map<string, Value>();
    const output: string[] = [];
    const effects: Effects = {
      items: () => [],
      run: () => undefined,
      put: (text) => output.push(text),
      log: () => undefined,
    };
    const options = { catalogue: catalogueFor({ major: 7, minor: 20 }), effects, globals };
    runScript(
      '# a line more than the other script has\n:global twice do={ :if ($1 > 0) do={ :return ($1 * 2) } }',
      options,
    );
    runScript(':global twice; :put [$twice 4]; :put "back"', options);
    runScript(':local code [:parse ":put parsed; :return 7"]; :put [:typeof $code]; :put [$code]', options);
    assert.deepEqual(output, ['8', 'back', 'code', 'parsed', '7']);
    assert.match(run(':put 1\n:local x [:parse ":put ("]').error ?? '', /in line 1/);
  });
  it('times are compared, added and made', () => {
    prints(
      ':put (10m > 00:09:59); :put (1h - 10s); :put (2 * 00:45:00); :put [:typeof 5m]',
      'true',
      '00:59:50',
      '01:30:00',
      'time',
    );
    prints(
      ':put [:totime "1d2h"]; :put [:totime 90]; :put (10s = 00:00:10); :put (10s = 10)',
      '1d02:00:00',
      '00:01:30',
      'true',
      'false',
    );
    prints(':put [:typeof [:totime "soon"]]; :put [:tobool yes]; :put [:toip 192.0.2.1]', 'nil', 'true', '192.0.2.1');
  });
  it('printing to count, and as a value', () =>
    prints(
      '/interface bridge; :put [print count-only]; :put [print count-only where name=b]; :put ([print as-value where name=b]->0->"name")',
      '2',
      '1',
      'b',
    ));
  it('errors, and what catches them', () => {
    assert.equal(run(':put 1\n:error "no"').error, 'no in line 2');
    prints(':do { :error x } on-error={ :put caught }', 'caught');
    prints(':onerror e in={ :error oops } do={ :put "got $e" }', 'got oops');
  });
  it('items by condition', () => {
    prints(
      '/interface bridge\n:put [:len [find]]; :put [find name=b]; :put [get [find name=a] name]; :put [find where !disabled]',
      '2',
      '*2',
      'a',
      '*1',
    );
    assert.deepEqual(run('/interface bridge set [find disabled=yes] comment=("x" . 1) disabled=no').commands, [
      '/interface/bridge set comment=x1 disabled=no [*2]',
    ]);
  });
  it('a selection that nothing fulfils does nothing', () =>
    assert.deepEqual(run('/interface bridge remove [find name=none]').commands, ['/interface/bridge remove  []']));
  it('ends what would run for ever', () => {
    for (const script of [
      ':while (true) do={}',
      ':while (true) do={ :put 1 }',
      ':for i from=1 to=1000000000 do={}',
      ':global f do={ :global f; $f }; $f',
      ':do {} while=(true)',
    ])
      assert.ok(run(script).error, script);
  });
  it('never throws, whatever the script', () => {
    const bits = fc.constantFrom(
      ':put ',
      ':local a ',
      '$a',
      '[',
      ']',
      '{',
      '}',
      '(',
      ')',
      '1',
      '"x"',
      ' . ',
      ' + ',
      ';',
      '\n',
      ':if (',
      ' do={',
      ':foreach i in=',
      '->',
      '/interface bridge ',
      'find ',
      'set ',
      ':set a ',
      ':error ',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 25 }), (parts) => void run(parts.join(''), 500)),
      { numRuns: 500 },
    );
  });
});
