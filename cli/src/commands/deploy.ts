import { DEPLOY_TIMES } from '../../../router/src/deploy/deploy-target';
import { parseWaves, runWaves, type Waves } from '../../../router/src/deploy/deploy-waves';
import type { PlanMode } from '../../../router/src/deploy/idempotent-plan';
import { isTerminal } from '../ask-terminal';
import { exitCode, isFailure, type RouterResult, resultLine, summary } from '../deploy/deploy-result';
import { type DeployJob, deployToRouter } from '../deploy/deploy-router';
import { FLEET_HELP, FLEET_OPTIONS, readRouters } from '../inventory/inventory-routers';
import { printable } from '../printable';
import type { CliCommand } from '../program';
import { type RouterLogin, resolveLogins } from '../router-login';
import { ROUTER_HELP, ROUTER_OPTIONS } from '../router-options';
import { readScript } from '../script-file';
import { readArguments, readFormat, readOneFile, readSeconds, UsageError } from '../usage';

const HELP = `rscope deploy FILE --router HOST [OPTIONS] brings a script onto a router, so that it ends in one of two states: the new one, kept
over a new connection, or the old one, put back by the router itself.

${ROUTER_HELP}
${FLEET_HELP}  --waves 1,5,rest         so many routers first, then so many; a wave with a failure is the last one (1,rest)
  --at-once NUMBER         how many routers of a wave at a time (8; 1 where you are asked)

  --plan                   only tell what would be done: the commands, and the difference of the configuration
  --mode MODE              as-written; leave-existing: what is there stays as it is; make-it-so: it gets the script's values,
                           and what carries the tag and is not in the script any more is removed
  --tag TEXT               what make-it-so marks its items with
  --keep verified|later    verified: keep it where no check of the result fails, else undo it; later: leave it to be kept by
                           rscope confirm in time, or the router undoes it. Without it you are asked on the terminal
  --confirm-after SECONDS  how long there is to keep it, 30 or more (${DEPLOY_TIMES.confirm})
  --force NAME             deploy to this router although it would cut you off, or can't be undone by the router
  --format text|json       how to print what became of each router (text); json is one object a line

Ctrl+C undoes what is under way. Records and backups are in .rscope of this folder.
Exits with 0 if it is kept, waits, or has nothing to do; 1 if it is refused or was undone; 2 if it could not begin; 3 if it is
not known how it ended. Of several routers 3 comes before 1, and 1 before 2.
`;

export const deployCommand: CliCommand = {
  name: 'deploy',
  summary: 'bring a script onto routers, or leave them as they were',
  async run(args) {
    const { values, positionals } = readArguments('deploy', args, {
      ...ROUTER_OPTIONS,
      ...FLEET_OPTIONS,
      waves: { type: 'string' },
      'at-once': { type: 'string' },
      plan: { type: 'boolean' },
      mode: { type: 'string', default: 'as-written' },
      tag: { type: 'string' },
      keep: { type: 'string' },
      'confirm-after': { type: 'string' },
      force: { type: 'string', multiple: true },
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const format = readFormat(values.format, ['text', 'json']);
    const isPlan = values.plan === true;
    const keep = readKeep(values.keep, isPlan);
    const mode = readMode(values.mode, values.tag);
    const waves = readWaves(values.waves);
    const atOnce = readAtOnce(values['at-once'], isPlan ? 'verified' : keep);
    const confirm = readSeconds('--confirm-after', values['confirm-after'] ?? String(DEPLOY_TIMES.confirm), 30);
    const file = readOneFile('deploy', positionals);
    const { text } = await readScript(file);
    const { routers, notes } = await readRouters('deploy', values);
    const forced = readForced(
      values.force ?? [],
      routers.map(({ address }) => address.name),
    );
    for (const note of notes) process.stderr.write(`rscope: ${note}\n`);
    const logins = await resolveLogins(routers);
    const cancelled = new AbortController();
    const onEnd = () => {
      process.stderr.write(
        'Cancelled: what is under way is undone. Again Ctrl+C leaves that to the routers themselves.\n',
      );
      cancelled.abort();
    };
    process.once('SIGINT', onEnd).once('SIGTERM', onEnd);
    const job: DeployJob = {
      ...{ script: { name: file, text }, mode, keep, forced, isPlan },
      times: { ...DEPLOY_TIMES, confirm },
      signal: cancelled.signal,
      say: (router, words) => process.stderr.write(printable(`${router}: ${words}\n`)),
    };
    try {
      const results = await deployToAll(logins, job, isPlan ? ['rest'] : waves, atOnce, format);
      if (results.length > 1) process.stderr.write(`${results.length} routers: ${summary(results)}\n`);
      return exitCode(results);
    } finally {
      process.off('SIGINT', onEnd).off('SIGTERM', onEnd);
    }
  },
};

/** Deploys wave by wave and prints each result when it is there. */
async function deployToAll(
  logins: readonly RouterLogin[],
  job: DeployJob,
  waves: Waves,
  atOnce: number,
  format: 'text' | 'json',
): Promise<readonly RouterResult[]> {
  const print = (result: RouterResult) => {
    process.stdout.write(
      format === 'json' ? `${JSON.stringify(result)}\n` : `${resultLine(result)}${planText(result)}`,
    );
    return result;
  };
  const results = await runWaves(
    logins,
    waves,
    atOnce,
    async (login) => print(await deployToRouter(login, job)),
    // A plan changes nothing, so all of them are wanted.
    (result) => !job.isPlan && isFailure(result),
  );
  return results.map(
    ({ target, end }) =>
      end ??
      print({
        router: target.address.name,
        end: 'left-alone',
        message: 'Another router failed before its turn.',
        seconds: 0,
      }),
  );
}

function planText({ plan }: RouterResult): string {
  if (!plan) return '';
  const commands = plan.commands.map(({ line, text }) => `line ${line}: ${text}\n`).join('');
  return printable([commands, plan.difference, ''].filter((part, at) => part !== '' || at === 2).join('\n'));
}

function readKeep(text: string | undefined, isPlan: boolean): DeployJob['keep'] {
  if (text === 'verified' || text === 'later') return text;
  if (text !== undefined) throw new UsageError(`--keep takes verified or later, not ${JSON.stringify(text)}`);
  if (!isPlan && !isTerminal())
    throw new UsageError(
      'there is no terminal to ask on whether the result is kept: add --keep verified (kept where no check of it fails, else undone) or --keep later (kept by rscope confirm in time, else undone by the router)',
    );
  return 'ask';
}

function readMode(kind: string, tag: string | undefined): PlanMode {
  if (kind === 'make-it-so') {
    if (!tag) throw new UsageError('--mode make-it-so needs --tag TEXT, by which it knows again what it made');
    return { kind, tag };
  }
  if (tag !== undefined) throw new UsageError('--tag is for --mode make-it-so');
  if (kind === 'as-written' || kind === 'leave-existing') return { kind };
  throw new UsageError(`--mode takes as-written, leave-existing or make-it-so, not ${JSON.stringify(kind)}`);
}

function readWaves(text = '1,rest'): Waves {
  const waves = parseWaves(text);
  if (!waves)
    throw new UsageError(`--waves takes numbers of routers and rest, such as 1,5,rest, not ${JSON.stringify(text)}`);
  return waves;
}

function readAtOnce(text: string | undefined, keep: DeployJob['keep']): number {
  if (text === undefined) return keep === 'ask' ? 1 : 8;
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new UsageError(`--at-once takes a number from 1, not ${JSON.stringify(text)}`);
  if (keep === 'ask' && text !== '1')
    throw new UsageError('you can be asked about one router at a time only: leave --at-once out, or add --keep');
  return Number(text);
}

function readForced(names: readonly string[], routers: readonly string[]): ReadonlySet<string> {
  const other = names.find((name) => !routers.includes(name));
  if (other !== undefined)
    throw new UsageError(
      `--force takes the name of a router that is deployed to (${routers.slice(0, 5).join(', ')}), not ${JSON.stringify(other)}`,
    );
  return new Set(names);
}
