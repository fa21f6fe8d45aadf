import type { Fix, LintRule, RuleContext } from '../../lint-rule';
import { syntaxReport } from '../../syntax-report';

export const unbalancedBlock: LintRule = {
  id: 'unbalanced-block',
  severity: 'error',
  needs: 'local',
  summary: 'A bracket, brace or quote without its other half.',
  why: 'RouterOS stops reading at the first bracket that does not fit, and refuses the script as a whole; at a } that closes nothing it stops without a word, and what follows never runs.',
  source: 'Verdicts of RouterOS 7.20 to 7.23 on real scripts.',
  valid: [{ code: ':if (1 = 1) do={ :put [:len "(}"] }' }],
  invalid: [
    { code: ':if (1 = 1) do={\n  :put "x"\n' },
    { code: ':put "hello\n' },
    { code: ':put (1 + [:len "x")' },
    { code: ':put "x")', fixed: ':put "x"' },
  ],
  check(context) {
    for (const problem of context.tree.problems) {
      if (problem.rule !== 'unbalanced-block') continue;
      const isStray = problem.openedAt === undefined;
      context.report({ ...syntaxReport(problem), fixes: isStray ? [remove(context, problem.start)] : [] });
    }
  },
};

function remove({ text }: RuleContext, start: number): Fix {
  return {
    title: `Remove this ${text.charAt(start)}`,
    safe: false,
    edits: [{ range: { start, end: start + 1 }, newText: '' }],
  };
}
