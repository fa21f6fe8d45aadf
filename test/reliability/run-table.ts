import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundariesOf, CUTS, type Row, rowsOf } from './fault-table';
import { prepareBench, type Trial, type TrialResult, tryOut, tryPreparing } from './interrupted-deploy';
import { SCENARIOS, type Scenario } from './scenario';

// The whole fault table: npm run reliability [-- --write] [-- --bytes N]. Ends with 1 where a promise was broken.

const RANDOM_BYTES = Number(process.argv[process.argv.indexOf('--bytes') + 1]) || 1000;
const SEED = 1;
/** Trials wait more than they work. */
const AT_ONCE = 10;

interface Outcome {
  readonly row: Row;
  readonly passed: number;
  readonly kept: number;
  readonly old: number;
}

async function main(): Promise<void> {
  const started = performance.now();
  const failures: string[] = [];
  const outcomes: Outcome[] = [];
  for (const scenario of SCENARIOS) {
    outcomes.push(await prepareRow(scenario, failures));
    const bench = await prepareBench(scenario);
    if (bench.clean.end !== 'kept') throw new Error(`${scenario.name} fails without a fault: ${bench.clean.end}`);
    for (const row of rowsOf(bench, bench.clean, RANDOM_BYTES, SEED)) {
      const results = await inParallel(row.trials, async (trial): Promise<TrialResult> => {
        const result = await tryOut(bench, trial);
        if (result.failure) {
          const line = `${row.scenario}, ${row.what}: ${result.failure} (${result.end})\n  ${JSON.stringify(trial)}`;
          failures.push(line);
          process.stdout.write(`${line}\n`);
        }
        return result;
      });
      outcomes.push({
        row,
        passed: results.filter(({ failure }) => failure === undefined).length,
        kept: results.filter(({ state }) => state === 'new').length,
        old: results.filter(({ state }) => state === 'old').length,
      });
      const { passed } = outcomes[outcomes.length - 1] ?? { passed: 0 };
      process.stdout.write(`${row.scenario}, ${row.what}: ${passed} of ${row.trials.length}\n`);
    }
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  const page = pageOf(outcomes, seconds);
  if (process.argv.includes('--write')) writeFileSync(join(__dirname, '../../docs/reliability.md'), page);
  process.stdout.write(
    `${failures.join('\n')}${failures.length > 0 ? '\n' : ''}${summary(outcomes)} in ${seconds} s\n`,
  );
  process.exitCode = failures.length > 0 ? 1 : 0;
}

/** What comes before a deploy: the export is fetched and the router asked, which leaves nothing. */
async function prepareRow(scenario: Scenario, failures: string[]): Promise<Outcome> {
  const clean = await tryPreparing(scenario, undefined, false);
  const trials = boundariesOf(clean).flatMap((at, index) =>
    CUTS.map((kind): Trial => ({ scenario, interruption: { kind, at }, decision: 'none', staysCut: index % 2 === 0 })),
  );
  const results = await inParallel(trials, async (trial) => {
    const result = await tryPreparing(scenario, trial.interruption, trial.staysCut);
    if (result.failure) {
      failures.push(result.failure);
      process.stdout.write(`${result.failure}\n  ${JSON.stringify(trial)}\n`);
    }
    return result;
  });
  const passed = results.filter(({ failure }) => failure === undefined).length;
  const old = results.filter(({ state }) => state === 'old').length;
  const row = { scenario: scenario.name, what: 'while it is prepared, all four ways at every sentence', trials };
  process.stdout.write(`${row.scenario}, ${row.what}: ${passed} of ${trials.length}\n`);
  return { row, passed, kept: 0, old };
}

async function inParallel<T>(trials: readonly Trial[], work: (trial: Trial) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  const waiting = [...trials.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

const sum = (outcomes: readonly Outcome[], of: (outcome: Outcome) => number) =>
  outcomes.reduce((total, outcome) => total + of(outcome), 0);

function summary(outcomes: readonly Outcome[]): string {
  return `${sum(outcomes, ({ passed }) => passed)} of ${sum(outcomes, ({ row }) => row.trials.length)} as promised`;
}

function pageOf(outcomes: readonly Outcome[], seconds: number): string {
  const lines = outcomes.map(
    ({ row, passed, kept, old }) =>
      `| ${row.scenario} | ${row.what} | ${row.trials.length} | ${old} | ${kept} | ${passed} of ${row.trials.length} |`,
  );
  return `# What becomes of a router when a deploy is cut

After a deploy, whatever fails at whatever moment, the router is in the new state *and that was confirmed over a new
connection*, or it is in the old one, and nothing of Rscope's own is left on it. This page shows how that was tried:
\`npm run reliability -- --write\` made it, in ${seconds} seconds. \`npm test\` does a seeded selection of 300.

**This is proven against the practice router, a RouterOS server of Rscope's own, and not against a real one.** Where a real
router does otherwise (a scheduler entry that does not run, a backup that does not load), the table does not show it. How to
repeat it on a real one is told below.

## How it is done

A router that is in use (addresses, rules, a user, a script and a scheduler entry of its own) gets one of the scripts of
\`examples/\`. The line between is cut after *every* sentence of either side, on every connection of the deploy, and after
random bytes, in four ways:

- \`fin\`, \`rst\`: the connection ends;
- \`silence\`: nothing comes through any more and nobody is told;
- \`reboot\`: the router loses its power at that moment, in silence as well.

In half of the trials the line stays cut until long after. The user keeps in most of them; in the others he reverts, or does
not answer. The editor's side is also ended at each phase. Then half an hour passes on the router's clock, and its
configuration is compared item by item (ids and counters aside) with the one from before and with the new one; what the user
was told must be what is.

| script | what happens | trials | ended in the old state | in the new one, confirmed | as promised |
|---|---|---|---|---|---|
${lines.join('\n')}

**${summary(outcomes)}.** A cut inside the confirming sentence may end either way; asked again, the router says which.

## How it works

1. One scheduler entry on the router, *the watch*, is the first thing that is sent. It looks every ten seconds whether the time
   is up, by the router's uptime and not by its clock. An uptime that is smaller than before means a restart, and ends the
   deploy as well. Whatever a deploy leaves on the router bears its name, and the watch sweeps it away.
2. A backup is saved, and a script added that undoes: one that puts back what the plan changes, or, where the plan can't be
   foreseen or hides a secret, one that loads the backup. After a restart it is always the backup.
3. Safe mode is taken as well from RouterOS 7.18 on, where the plan has less than 80 commands.
4. The commands are applied. A refusal undoes them.
5. A new connection is made. Only over that can the deploy be kept: by one sentence, that has the router remove the watch.

## On a real router

\`npm run test:router\` runs the contracts of the connection and a deploy against a router that you name and have marked as a
test router. To repeat a trial by hand: deploy, pull the cable while it applies, wait three minutes, and compare
(\`rscope compare\`) with the backup in \`.rscope/backups\`.
`;
}

void main();
