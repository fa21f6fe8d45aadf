import type { PreparedDeploy } from '../../../router/src/deploy/prepare-deploy';
import { escapeMarkdown, inlineCode } from './markdown-text';

/** One router that a script is to be deployed to, together with others. */
export interface FleetMember {
  readonly name: string;
  readonly prepared: PreparedDeploy;
  /** How many errors and warnings Rscope finds in the script for its version. */
  readonly faults: number;
}

/** What would run on each router, as Markdown. */
export function fleetPlan(script: string, members: readonly FleetMember[]): string {
  return [
    `# ${escapeMarkdown(script)} to ${members.length} routers`,
    ...members.flatMap(({ name, prepared: { info, prepared, net }, faults }, index) => [
      ...['', `## ${index + 1}. ${escapeMarkdown(name)}${index === 0 ? ' (first, alone)' : ''}`, ''],
      `${escapeMarkdown(info.identity)}, RouterOS ${escapeMarkdown(info.versionText)}, ${escapeMarkdown(info.board)}. ${faults === 0 ? 'Rscope finds no fault in the script for it.' : `Faults that Rscope finds in the script for it: ${faults}.`}`,
      '',
      ...prepared.commands.map(({ line, text }) => `- line ${line}: ${inlineCode(text)}`),
      '',
      ...net.inWords.map(escapeMarkdown),
      ...(prepared.management.kind === 'unknown'
        ? ['', `Whether you still reach it afterwards can’t be told: ${escapeMarkdown(prepared.management.why)}.`]
        : []),
    ]),
    '',
  ].join('\n');
}

/** What became of each router, as Markdown. */
export function fleetReport(
  script: string,
  ends: readonly { readonly name: string; readonly kept: boolean; readonly message: string }[],
): string {
  return [
    `# ${escapeMarkdown(script)}: what became of it`,
    '',
    ...ends.map(
      ({ name, kept, message }) => `- ${kept ? '✓' : '✗'} **${escapeMarkdown(name)}**: ${escapeMarkdown(message)}`,
    ),
    '',
  ].join('\n');
}
