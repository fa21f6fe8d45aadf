import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { applyPlan } from '../../router/src/deploy/apply-plan';
import { planDeploy } from '../../router/src/deploy/deploy-plan';
import { startPracticeRouter } from '../../router/src/practice/server';
import { connectRouter } from '../../router/src/transport/connect';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';

// How long 5,000 commands take to a router that is 20 ms away: part of npm run benchmark.
const COMMANDS = 5000;
/** One by one they all take alike: so many of them give the rate. */
const SINGLES = 500;
const ROUND_TRIP_MS = 20;

void main();

async function main(): Promise<void> {
  const script = [
    '/ip firewall address-list',
    ...Array.from({ length: COMMANDS }, (_, at) => `add list=office address=10.${at >> 8}.${at & 255}.1`),
    '',
  ].join('\n');
  const files = COMMANDS / (await seconds(script, true));
  const single = SINGLES / (await seconds(script, false));
  const rate = (perSecond: number) => Math.round(perSecond).toLocaleString('en');
  const lines = [
    `### ${COMMANDS.toLocaleString('en')} commands to a practice router, ${ROUND_TRIP_MS} ms a round trip`,
    '',
    '| how | commands a second |',
    '|---|--:|',
    `| one command a round trip (the first ${SINGLES}) | ${rate(single)} |`,
    `| Rscope: files, imported one after another (all) | ${rate(files)} |`,
    `| | ${(files / single).toFixed(1)} × |`,
  ];
  console.log(lines.join('\n'));
  if (process.argv.includes('--write')) write(lines);
}

/** From the first command to the last answer, on a connection that is there. */
async function seconds(script: string, asFiles: boolean): Promise<number> {
  const router = await startPracticeRouter({ routeros: '7.20', tlsPort: false });
  const far = await farPort(router.port, ROUND_TRIP_MS / 2);
  const connection = await connectRouter({ host: '127.0.0.1', port: far.port, user: 'admin', password: '' });
  const version = parseRouterOsVersion('7.20');
  if (!version) throw new Error('no version');
  const plan = planDeploy(script, version);
  if (plan.kind !== 'sentences' || !plan.parts) throw new Error('It does not go as files.');
  const start = performance.now();
  const outcome = await applyPlan(
    connection,
    asFiles ? plan : { kind: 'sentences', steps: plan.steps.slice(0, SINGLES) },
  );
  const time = (performance.now() - start) / 1000;
  const added = router.device.store.items('/ip/firewall/address-list').length;
  if (outcome.kind !== 'applied' || added !== (asFiles ? COMMANDS : SINGLES))
    throw new Error(`${outcome.kind}: ${added} were added`);
  await connection.close();
  far.server.close();
  await router.stop();
  return time;
}

/** A port of this machine behind which another one is some way off; bytes keep their order. */
async function farPort(target: number, oneWayMs: number): Promise<{ server: Server; port: number }> {
  const pass = (from: Socket, to: Socket) => {
    from.on('data', (data) => setTimeout(() => to.write(data), oneWayMs));
    from.on('close', () => setTimeout(() => to.destroy(), oneWayMs));
    from.on('error', () => undefined);
  };
  const server = createServer({ noDelay: true }, (client) => {
    const router = connect({ port: target, host: '127.0.0.1', noDelay: true });
    pass(client, router);
    pass(router, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

/** Puts the table between its marks in docs/performance.md. */
function write(lines: readonly string[]): void {
  const file = join(process.cwd(), 'docs/performance.md');
  const [begin, end] = ['<!-- deploys: made by npm run benchmark -- --write -->', '<!-- /deploys -->'];
  const page = readFileSync(file, 'utf8');
  const [head = '', tail = ''] = [page.split(begin)[0], page.split(end)[1]];
  writeFileSync(file, `${head}${begin}\n${lines.join('\n')}\n${end}${tail}`);
}
