import type { PreparedDeploy } from './prepare-deploy';

/** The commands of a deploy as a script that people read: how they go, what undoes them, and the lines they come from. */
export function commandList(router: string, { info, prepared, net }: PreparedDeploy): string {
  const { plan, commands: planned, result } = prepared;
  const version = info.versionText.split(' ')[0] ?? '';
  const parts = plan.parts ? `, as ${plan.parts.length} files one after another` : '';
  const how =
    plan.kind === 'sentences'
      ? `${planned.length} commands, ${plan.parts ? `in their order${parts}` : 'one by one'}; a refusal stops there, names its line, and undoes what was before it.`
      : `The script as a whole${parts}, ${plan.via === 'import' ? 'by /import' : 'by /system script'}, because ${plan.reason}.`;
  const foreseen = result.certain ? [] : [`# Not all of it can be foreseen: ${result.why}.`];
  return [
    `# What will run on ${router}`,
    `# routeros: ${version}`,
    `# ${how}`,
    ...foreseen,
    ...net.inWords.map((line) => `# ${line}`),
    '',
    ...planned.flatMap(({ line, text }, index) => [
      ...(planned[index - 1]?.line === line ? [] : [`# line ${line}`]),
      text,
    ]),
    '',
  ].join('\n');
}
