import { strict as assert } from 'node:assert';
import { mistakesOfAssertions } from '../../tools/grammar-assertions.mjs';

describe('an assertion of a grammar test', () => {
  const scopes = new Set(['string.x', 'comment.x']);
  const problems = (text: string) =>
    mistakesOfAssertions(text, scopes).map(({ line, problem }) => `${line}: ${problem}`);

  it('names scopes that must be there and, behind one -, scopes that must not', () => {
    assert.deepEqual(problems('"a" # b\n# ^^ string.x - comment.x\n# <- - comment.x string.x\n# a - b - c'), []);
  });

  it('names whole scopes: the absence of a part of one proves nothing', () => {
    assert.deepEqual(problems('"a"\n#^ string.x - comment'), ['2: no grammar gives the scope comment']);
  });

  it('has no second -: the runner would hang', () => {
    assert.deepEqual(problems('#<-- - string.x - comment.x'), [
      '1: write one - and behind it all scopes that must not be there',
    ]);
  });
});
