import type { Finding } from '../../../router/src/device/diagnosis/finding';
import { escapeMarkdown, inlineCode } from './markdown-text';

const MARKS: Readonly<Record<Finding['state'], string>> = {
  failed: '✗ Failed',
  doubtful: '? Perhaps this is it',
  unknown: '❔ Not told',
  ok: '✓ Fine',
};

/** The answers to a complaint as Markdown: what failed and what to do first, then each answer in the order of the questions. */
export function diagnosisReport(router: string, complaint: string, findings: readonly Finding[]): string {
  const suspects = findings.filter(({ state }) => state === 'failed' || state === 'doubtful');
  const summary =
    suspects.length === 0
      ? ['Nothing of what the router could be asked is behind this.']
      : suspects.map(({ title, state, whatToDo }) => {
          const advice = whatToDo ? ` ${escapeMarkdown(whatToDo)}` : '';
          return `- ${state === 'failed' ? '✗' : '?'} **${escapeMarkdown(title)}**${advice}`;
        });
  return [
    `# ${escapeMarkdown(router)}: ${escapeMarkdown(complaint)}`,
    '',
    ...summary,
    ...findings.flatMap(findingReport),
    '',
  ].join('\n');
}

function findingReport({ title, state, why, whatToDo, evidence }: Finding): readonly string[] {
  return [
    ...['', `## ${escapeMarkdown(title)}`, '', `**${MARKS[state]}.** ${escapeMarkdown(why)}`],
    ...(evidence.length > 0 ? ['', ...evidence.map((line) => `- ${inlineCode(line)}`)] : []),
    ...(whatToDo ? ['', `**What to do:** ${escapeMarkdown(whatToDo)}`] : []),
  ];
}
