import { systemClock } from '../../../router/src/deploy/deploy-clock';
import { type DeployRecord, isInterrupted } from '../../../router/src/deploy/deploy-record';
import { connectInTime, DEPLOY_TIMES, type DeployTarget } from '../../../router/src/deploy/deploy-target';
import { runWaves } from '../../../router/src/deploy/deploy-waves';
import { inWords } from '../../../router/src/deploy/error-words';
import { findDeploys } from '../../../router/src/deploy/find-deploys';
import { reopenDeploy } from '../../../router/src/deploy/reopen-deploy';
import { FLEET_HELP, FLEET_OPTIONS, readRouters } from '../inventory/inventory-routers';
import { type RouterLogin, resolveLogins } from '../router-login';
import { ROUTER_HELP, ROUTER_OPTIONS } from '../router-options';
import { readArguments, readFormat, UsageError } from '../usage';
import { exitCode, type RouterResult, resultLine, summary } from './deploy-result';
import { localDeploys, targetOf } from './deploy-router';

/** The help of `rscope confirm` and `rscope revert`, which differ in one word. */
export function settleHelp(command: string, what: string): string {
  return `rscope ${command} --router HOST [OPTIONS] ${what}. The newest deploy that waits is meant, by its record in .rscope of this
folder or, from another machine, as it is found on the router itself.

${ROUTER_HELP}
${FLEET_HELP}  --id ID                  the deploy of this id, where several wait
  --format text|json       how to print what became of each router (text); json is one object a line
`;
}

/** Runs `rscope confirm` or `rscope revert`. */
export async function settleCommand(
  command: 'confirm' | 'revert',
  help: string,
  args: readonly string[],
): Promise<number> {
  const { values, positionals } = readArguments(command, args, {
    ...ROUTER_OPTIONS,
    ...FLEET_OPTIONS,
    id: { type: 'string' },
    format: { type: 'string', default: 'text' },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const format = readFormat(values.format, ['text', 'json']);
  const { id } = values;
  if (id !== undefined && !/^[0-9a-f]{8}$/.test(id))
    throw new UsageError(`--id takes the eight hexadecimal digits of a deploy, not ${JSON.stringify(id)}`);
  if (positionals.length > 0) throw new UsageError(`${command} takes no file; see rscope ${command} --help`);
  const { routers, notes } = await readRouters(command, values);
  for (const note of notes) process.stderr.write(`rscope: ${note}\n`);
  const wanted = command === 'confirm' ? 'keep' : 'revert';
  const settle = async (login: RouterLogin) => {
    const result = await settleOnRouter(login, wanted, id);
    process.stdout.write(format === 'json' ? `${JSON.stringify(result)}\n` : resultLine(result));
    return result;
  };
  // Each of them has its own time; none waits for how another one ended.
  const ends = await runWaves(await resolveLogins(routers), ['rest'], 8, settle, () => false);
  const results = ends.flatMap(({ end }) => end ?? []);
  if (results.length > 1) process.stderr.write(`${results.length} routers: ${summary(results)}\n`);
  // Who wanted it undone has what was wanted.
  return exitCode(wanted === 'keep' ? results : results.map((result) => ({ ...result, end: asWanted(result.end) })));
}

function asWanted(end: RouterResult['end']): RouterResult['end'] {
  return end === 'reverted' ? 'kept' : end === 'kept' ? 'reverted' : end;
}

async function settleOnRouter(
  login: RouterLogin,
  wanted: 'keep' | 'revert',
  id: string | undefined,
): Promise<RouterResult> {
  const { name: router } = login.address;
  const target = targetOf(login);
  const store = localDeploys();
  const start = performance.now();
  const result = (fields: Omit<RouterResult, 'router' | 'seconds'>): RouterResult => ({
    ...{ router, ...fields },
    seconds: Math.round((performance.now() - start) / 100) / 10,
  });
  const records = await store.list();
  const isMeant = (record: { readonly id: string }) => id === undefined || record.id === id;
  const written = records.find((record) => record.router === router && isInterrupted(record) && isMeant(record));
  let record: DeployRecord | undefined = written;
  if (!record) {
    try {
      const found = (await deploysOn(target)).filter(isMeant);
      if (found.length > 1)
        return result({
          end: 'refused',
          message: `Several deploys wait there: add --id with one of ${found.map((each) => each.id).join(', ')}.`,
        });
      record = found[0];
    } catch (error) {
      return result({ end: 'unreachable', message: inWords(error) });
    }
  }
  if (!record) return result({ end: 'refused', message: 'No deploy waits there to be kept or undone.' });
  const reopened = await reopenDeploy(record, target, store, {
    clock: systemClock,
    // Somebody waits for it, and the router answered a moment ago.
    times: { ...DEPLOY_TIMES, retry: 1 },
    today: () => new Date(),
  });
  const { kind, message, restored } = await reopened.settle(wanted);
  return result({ end: kind === 'reverted' && restored === false ? 'unproven' : kind, id: record.id, message });
}

/** What waits on the router itself, whoever began it. */
async function deploysOn(target: DeployTarget): Promise<readonly DeployRecord[]> {
  const connection = await connectInTime(target, systemClock, DEPLOY_TIMES);
  try {
    const found = await findDeploys(connection);
    return found.map(({ id, undo, hasFlash }) => ({
      ...{ id, undo, hasFlash, router: target.name, script: '', commands: 0, phase: 'waiting' },
      startedAt: new Date().toISOString(),
    }));
  } finally {
    await connection.close();
  }
}
