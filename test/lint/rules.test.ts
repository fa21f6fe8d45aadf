import assert from 'node:assert/strict';
import { ALL_RULES } from '../../server/src/lint/rules/all-rules';
import { findingsIn, fixed, summary } from '../support/findings';

/** One test covers every rule: its own examples are its specification, and its documentation is made from them. */
describe('lint rules', () => {
  for (const rule of ALL_RULES) {
    describe(rule.id, () => {
      const version = (routeros: string | undefined) => routeros ?? (rule.major === 7 ? '7.20' : '6.49');

      rule.invalid.forEach(({ code, routeros, fixed: expected }, index) => {
        it(`finds its fault in example ${index + 1}${expected === undefined ? '' : ', and its fix ends it'}`, () => {
          const findings = findingsIn(code, version(routeros));
          assert.ok(
            findings.some((finding) => finding.rule === rule.id),
            `not found; there is ${summary(code, findings).join(', ') || 'nothing'}`,
          );
          const others = findings.filter(
            (finding) => finding.rule !== rule.id && finding.severity !== 'hint' && finding.severity !== 'info',
          );
          assert.deepEqual(summary(code, others), [], 'an example shows one fault');
          if (expected === undefined) return;
          const result = fixed(code, rule.id, version(routeros));
          assert.equal(result, expected);
          const left = findingsIn(result, version(routeros)).filter(
            ({ rule: id, severity }) => id === rule.id || (severity !== 'hint' && severity !== 'info'),
          );
          assert.deepEqual(summary(result, left), [], 'and makes no other');
        });
      });

      rule.valid.forEach(({ code, routeros }, index) => {
        it(`is silent on the right example ${index + 1}`, () => {
          for (const each of routeros === undefined && rule.major === undefined
            ? ['6.49', '7.20']
            : [version(routeros)]) {
            const findings = findingsIn(code, each).filter((finding) => finding.rule === rule.id);
            assert.deepEqual(summary(code, findings), [], `RouterOS ${each}`);
          }
        });
      });
    });
  }
});
