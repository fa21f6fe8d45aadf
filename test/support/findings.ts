import assert from 'node:assert/strict';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { Analysis } from '../../server/src/ide/analysis';
import { applyEdits } from '../../server/src/ide/fix-all';
import type { Finding } from '../../server/src/lint/lint-rule';

/** What Rscope finds in a script that is for the given version. An error inside a rule fails the test. */
export function findingsIn(text: string, routeros?: string): readonly Finding[] {
  const forcedVersion = routeros === undefined ? undefined : parseRouterOsVersion(routeros);
  const analysis = new Analysis('test.rsc', text, {
    forcedVersion,
    onError: (rule, error) => {
      throw new Error(`the rule ${rule} failed: ${error instanceof Error ? error.stack : String(error)}`);
    },
  });
  return analysis.findings;
}

/** `severity rule:line` of each finding, lines from 1, for comparing at a glance. */
export function summary(text: string, findings: readonly Finding[]): string[] {
  return findings.map(
    ({ severity, rule, range }) => `${severity} ${rule}:${text.slice(0, range.start).split('\n').length}`,
  );
}

/**
 * Checks a script whose expected findings stand as comments below the lines that they are on:
 *
 *     add gateway=ether1
 *     #   ^^^^^^^^^^^^^^ error[interface-gateway-on-broadcast]
 *
 * Both a finding without its annotation and an annotation without its finding fail.
 */
export function checkFindings(annotated: string, routeros?: string): void {
  const lines = annotated.split('\n');
  const expected: string[] = [];
  lines.forEach((line, index) => {
    const match = /^#( *)(\^+) (error|warning|info|hint)\[([a-z-]+)\]$/.exec(line);
    if (!match) return;
    let above = index - 1;
    while (/^# *\^+ /.test(lines[above] ?? '')) above--;
    const [, blanks = '', carets = '', severity, rule] = match;
    expected.push(`${above + 1}:${blanks.length + 1}-${blanks.length + 1 + carets.length} ${severity}[${rule}]`);
  });
  const actual = findingsIn(annotated, routeros).map(({ range, severity, rule }) => {
    const before = annotated.slice(0, range.start);
    const column = range.start - (before.lastIndexOf('\n') + 1);
    return `${before.split('\n').length}:${column}-${column + range.end - range.start} ${severity}[${rule}]`;
  });
  assert.deepEqual(actual.sort(), expected.sort());
}

/** The script after the first fix of the first finding of a rule. */
export function fixed(text: string, rule: string, routeros?: string): string {
  const fix = findingsIn(text, routeros).find((finding) => finding.rule === rule)?.fixes[0];
  assert.ok(fix, `${rule} offers a fix`);
  return applyEdits(text, fix.edits);
}
