import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { deployFolder } from '../../../router/src/deploy/deploy-folder';
import { runDeploy } from '../../../router/src/deploy/deploy-session';
import { DEPLOY_TIMES } from '../../../router/src/deploy/deploy-target';
import { prepareDeploy, refusalOfDeploy } from '../../../router/src/deploy/prepare-deploy';
import { verifyApplied } from '../../../router/src/deploy/verify-applied';
import { connectRouter } from '../../../router/src/transport/connect';
import { deployClock, startTarget } from '../../support/deploying';

const LOGIN = 'canary-of-the-login';
/** What is already on the router, and what the script brings. */
const ON_ROUTER = `/user add name=guard group=read password=canary-of-a-user
/ppp secret add name=old password=canary-of-an-old-secret
/snmp community add name=canary-of-a-community
`;
const SCRIPT = `/ppp secret
add name=branch password="canary-of-a-secret"
set [find name=old] password=canary-of-a-new-secret
/interface wireguard
add name=wg private-key="canary-of-a-private-key"
/user
add name=op group=read password=canary-of-an-operator
`;
/** Refused in the line that holds a secret. */
const REFUSED = `${SCRIPT}add name=op group=read password=canary-of-a-refused-user\n`;
const LOOP = `:foreach n in={"a";"b"} do={ /ppp secret add name=$n password="canary-of-a-loop" }
:if ([/system resource get uptime] < 1s) do={ /user add name=x password=canary-of-a-branch group=read }
/nonsense
`;

/** Everything that a deploy writes, says or shows but for the script itself. */
async function everythingOf(routeros: string, script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rscope-canaries-'));
  const written: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream, write } of streams)
    stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
      written.push(String(chunk));
      return write.call(stream, chunk, ...rest);
    }) as typeof stream.write;
  const { router, clock, target: open } = await startTarget(routeros, { configuration: ON_ROUTER, password: LOGIN });
  const time = deployClock(clock);
  const connect = () =>
    connectRouter({ host: '127.0.0.1', port: router.portOf('api') ?? 1, user: 'admin', password: LOGIN });
  const target = { ...open, connect };
  try {
    written.push(inspect(await open.connect().catch((error: unknown) => error)));
    const prepared = await prepareDeploy(
      target,
      { name: 'secrets.rsc', text: script },
      { user: 'admin', clock: time, times: DEPLOY_TIMES },
    );
    const { info, net, verdict, order, prepared: plan, state } = prepared;
    const { commands, management, difference: _items, result } = plan;
    written.push(inspect({ info, net, verdict, commands, management, state }, { depth: 9 }));
    written.push(inspect(refusalOfDeploy(prepared)), result.text, String(result.why), inspect(result.failure));
    const end = await runDeploy(target, order, {
      clock: time,
      store: deployFolder(folder),
      today: () => new Date(clock.wall),
      decide: async ({ connection }) => {
        written.push(inspect(await verifyApplied(connection, info, plan, state, time), { depth: 9 }));
        return 'revert';
      },
      onPhase: (phase) => written.push(phase),
      onProgress: (progress) => written.push(inspect(progress)),
    });
    written.push(inspect(end, { depth: 9 }));
    for (const name of await readdir(folder, { recursive: true }))
      written.push(name, await readFile(join(folder, name), 'utf8').catch(() => ''));
    for (const line of router.device.store.menu('/log').items) written.push(line.get('message') ?? '');
  } finally {
    for (const { stream, write } of streams) stream.write = write;
    await router.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return written.join('\n');
}

describe('secrets', () => {
  for (const routeros of ['6.49', '7.20'])
    for (const [what, script] of Object.entries({
      'is applied': SCRIPT,
      'is refused': REFUSED,
      'runs as a whole': LOOP,
    }))
      it(`are in nothing that a deploy says, shows or writes down, when a script that has some ${what} (RouterOS ${routeros})`, async () => {
        const text = await everythingOf(routeros, script);
        assert.match(text, /secrets\.rsc/);
        const found = text.split('\n').filter((line) => line.includes('canary-of'));
        assert.deepEqual(found, []);
      });
});
