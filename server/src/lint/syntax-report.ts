import type { TextRange } from '../base/text-range';
import type { SyntaxProblem } from '../syntax/syntax-problem';
import type { RelatedPlace, Severity } from './lint-rule';

/** A problem of the syntax as it is reported: in our words, and in those of the router where it refuses the text. */
export function syntaxReport(problem: SyntaxProblem): {
  readonly severity: Severity;
  readonly range: TextRange;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
} {
  const { start, end, message, verdict, tolerated, openedAt } = problem;
  return {
    severity: tolerated ? 'warning' : 'error',
    range: { start, end },
    message: tolerated ? message : `${message} (RouterOS: “${verdict}”.)`,
    related:
      openedAt === undefined ? [] : [{ range: { start: openedAt, end: openedAt + 1 }, message: 'It is opened here.' }],
  };
}
