import { insertLinesAbove } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

export const trailingComment: LintRule = {
  id: 'trailing-comment',
  severity: 'error',
  needs: 'local',
  summary: 'A # behind a command, which RouterOS does not read as a comment.',
  why: 'RouterOS knows comments only where a statement may start. Behind a command the # is an argument: the line is refused with “expected end of command”, an import stops there, and everything that the line should have done is missing for the lines behind it.',
  source: 'Measured on RouterOS 7.20 to 7.23; Scripting manual, Comments.',
  valid: [
    { code: '# the port of the LAN\n/interface bridge port add bridge=bridge1 interface=ether3' },
    { code: '/ip dns set servers=192.0.2.53; # behind a ; a statement may start' },
    { code: '/ip address add address=192.168.88.1/24 interface=ether3 comment="room #3"' },
  ],
  invalid: [
    {
      code: '/interface bridge port\nadd bridge=bridge1 interface=ether3 # the port of the LAN\n',
      fixed: '/interface bridge port\n# the port of the LAN\nadd bridge=bridge1 interface=ether3\n',
    },
  ],
  check(context) {
    for (const problem of context.tree.problems) {
      if (problem.rule !== 'trailing-comment') continue;
      context.report({ range: problem, message: problem.message, fixes: [moveAbove(context, problem)] });
    }
  },
};

function moveAbove({ text, tree }: RuleContext, range: { start: number; end: number }): Fix {
  let statement = tree.root.tokenAt(range.start)?.parent;
  while (
    statement &&
    statement.kind !== 'command' &&
    statement.kind !== 'call' &&
    statement.kind !== 'expression-statement'
  )
    statement = statement.parent;
  let start = range.start;
  while (start > 0 && /[ \t]/.test(text.charAt(start - 1))) start--;
  return {
    title: 'Move the comment to a line of its own',
    safe: true,
    edits: [
      insertLinesAbove(text, statement?.start ?? range.start, [text.slice(range.start, range.end).trimEnd()]),
      { range: { start, end: range.end }, newText: '' },
    ],
  };
}
