import { setTimeout as sleep } from 'node:timers/promises';
import { COMPLAINTS, type Complaint, diagnose } from '../../../router/src/device/diagnosis/diagnose';
import type { Finding } from '../../../router/src/device/diagnosis/finding';
import { probeUplinks } from '../../../router/src/device/probe-uplinks';
import { readRouterInfo } from '../../../router/src/device/router-info';
import { readRouterState } from '../../../router/src/device/router-state';
import type { CliCommand } from '../program';
import { withRouter } from '../router-login';
import { ROUTER_HELP, ROUTER_OPTIONS, readRouterAccess } from '../router-options';
import { readArguments, readFormat, readSeconds, UsageError } from '../usage';

const HELP = `rscope diagnose COMPLAINT --router HOST [OPTIONS] asks a router what may be behind a complaint, question by question,
each answer with the router's own values and what to do. COMPLAINT is one of

${COMPLAINTS.map(({ id, title }) => `  ${id.padEnd(16)} ${title}`).join('\n')}

${ROUTER_HELP}
  --seconds NUMBER         between two readings of the counters (3); 0 for one reading only
  --no-probe               don't let the router ping its gateways and DNS servers and resolve a name
  --format text|json       how to print the answers (text)

The user needs the policies read, api and test. Nothing is changed. Exits with 1 if an answer is that something failed.
`;

export const diagnoseCommand: CliCommand = {
  name: 'diagnose',
  summary: 'find what is behind a complaint about the Internet',
  async run(args) {
    const { values, positionals } = readArguments('diagnose', args, {
      ...ROUTER_OPTIONS,
      seconds: { type: 'string', default: '3' },
      'no-probe': { type: 'boolean' },
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const access = await readRouterAccess('diagnose', values);
    const format = readFormat(values.format, ['text', 'json']);
    const seconds = readSeconds('--seconds', values.seconds, 0);
    const complaint = readComplaint(positionals);
    const findings = await withRouter(access, async (connection) => {
      const info = await readRouterInfo(connection);
      const first = await readRouterState(connection, info);
      const probing = values['no-probe'] ? undefined : probeUplinks(connection, first);
      // Where the connection is lost the readings say so.
      probing?.catch(() => undefined);
      if (seconds === 0) return diagnose(complaint, { earlier: undefined, state: first, probes: await probing });
      await sleep(1000 * seconds);
      const state = await readRouterState(connection, info);
      return diagnose(complaint, { earlier: first, state, probes: await probing });
    });
    process.stdout.write(
      format === 'json'
        ? `${JSON.stringify({ complaint: complaint.id, findings }, null, 2)}\n`
        : `${complaint.title}\n\n${findings.map(findingText).join('\n')}`,
    );
    return findings.some(({ state }) => state === 'failed') ? 1 : 0;
  },
};

function readComplaint(positionals: readonly string[]): Complaint {
  const [id, ...more] = positionals;
  const complaint = more.length === 0 ? COMPLAINTS.find((each) => each.id === id) : undefined;
  if (complaint) return complaint;
  throw new UsageError(
    `diagnose needs one complaint: ${COMPLAINTS.map((each) => each.id).join(', ')}; see rscope diagnose --help`,
  );
}

const MARKS = { ok: 'ok', doubtful: 'perhaps', failed: 'FAILED', unknown: 'not told' } as const;

function findingText({ title, state, why, whatToDo, evidence }: Finding): string {
  const lines = [`${MARKS[state].padEnd(9)}${title}`, why, ...evidence.map((line) => `  ${line}`)];
  if (whatToDo) lines.push(`What to do: ${whatToDo}`);
  return `${lines.join(`\n${' '.repeat(9)}`)}\n`;
}
