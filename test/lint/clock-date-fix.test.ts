import assert from 'node:assert/strict';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { runScript } from '../../server/src/evaluate/interpreter';
import { fixed } from '../support/findings';

/** What the corrected code prints on a router that writes the date so. */
function printed(code: string, routeros: string, date: string): string[] {
  const output: string[] = [];
  const { error } = runScript(
    fixed(code, 'clock-date-format', routeros).replace('[/system clock get date]', `"${date}"`),
    {
      catalogue: catalogueFor({ major: 7, minor: 20 }),
      effects: { items: () => [], run: () => '*1', put: (text) => output.push(text), log: () => undefined },
      maxSteps: 1000,
    },
  );
  assert.equal(error, undefined);
  return output;
}

const OLD = ':local d [/system clock get date]\n:put ([:pick $d 7 11] . [:pick $d 0 3] . [:pick $d 4 6])';
const NEW = ':local d [/system clock get date]\n:put ([:pick $d 0 4] . [:pick $d 5 7] . [:pick $d 8 10])';

describe('code that takes a date apart, when it is corrected', () => {
  it('reads both forms as it reads the old one', () => {
    for (const [date, expected] of [
      ['jan/02/2024', '2024jan02'],
      ['2024-01-02', '2024jan02'],
      ['2023-08-09', '2023aug09'],
      ['2023-12-31', '2023dec31'],
    ] as const)
      assert.deepEqual(printed(OLD, '7.20', date), [expected], date);
  });
  it('reads both forms as it reads the new one', () => {
    for (const [date, expected] of [
      ['2024-01-02', '20240102'],
      ['jan/02/2024', '20240102'],
      ['sep/09/2023', '20230909'],
      ['dec/31/2023', '20231231'],
    ] as const)
      assert.deepEqual(printed(NEW, '6.49', date), [expected], date);
  });
});
