import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { commandList } from '../../../router/src/deploy/command-list';
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
/system script add name=mail source=":local password \\"canary-of-stored-code\\"\\r\\n/tool e-mail send to=a@b.example password=\\"canary-of-a-mail\\""
/system scheduler add name=fetch interval=1d on-event="/tool fetch url=\\"https://bob:canary-of-an-address@x.example/a\\""
`;
const SCRIPT = `/ppp secret
add name=branch password="canary-of-a-secret"
set [find name=old] password=canary-of-a-new-secret
/user
add name=op group=read password=canary-of-an-operator
/ip ipsec identity
add peer=office secret=canary-of-ipsec
/snmp community
add name=canary-of-another-community
set [find name=canary-of-a-community] disabled=yes
/tool e-mail
set password=canary-of-the-mail-server
/radius
add address=192.0.2.1 secret=canary-of-radius
/system script
add name=long source=":local password \\"canary-of-a-script\\"\\n:global wifiPass canary-of-a-variable\\n/tool fetch http-header-field=\\"Authorization: Bearer canary-of-a-header\\""
set [find name=mail] source="/user set admin password=canary-of-a-changed-script"
/system scheduler
add name=daily on-event=":local secret canary-of-a-scheduler; :put \\$secret"
/tool netwatch
add host=9.9.9.9 up-script="/ppp secret set [find] password=canary-of-netwatch"
`;
/** What only RouterOS 7 has. */
const SCRIPT_7 = `/interface wireguard
add name=wg private-key="canary-of-a-private-key"
/interface wireguard peers
add interface=wg public-key="AAAA" preshared-key="canary-of-a-peer" allowed-address=0.0.0.0/0
/interface wifi security
add name=home passphrase="canary-of-wifi"
`;
/** Refused in the line that holds a secret. */
const REFUSED = `${SCRIPT}/user add name=op group=read password=canary-of-a-refused-user\n`;
const LOOP = `:foreach n in={"a";"b"} do={ /ppp secret add name=$n password="canary-of-a-loop" }
:if ([/system resource get uptime] < 1s) do={ /user add name=x password=canary-of-a-branch group=read }
:local password "canary-of-a-variable"
:local token [:pick "xcanary-of-what-is-computed" 1 99]
/ppp secret add name=computed password=$token
/ppp secret add name=other password=$password
/system script add name=made source=":local psk $password"
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
    written.push(commandList('practice', prepared));
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
    for (const [what, script, end] of [
      ['is applied', routeros === '6.49' ? SCRIPT : SCRIPT + SCRIPT_7, /It was not kept/],
      ['is refused', REFUSED, /user with the same name already exists/],
      ['runs as a whole', LOOP, /bad command name nonsense/],
    ] as const)
      it(`are in nothing that a deploy says, shows or writes down, when a script that has some ${what} (RouterOS ${routeros})`, async () => {
        const text = await everythingOf(routeros, script);
        assert.match(text, /secrets\.rsc/);
        assert.match(text, end);
        const found = text.split('\n').filter((line) => line.includes('canary-of'));
        assert.deepEqual(found, []);
      });
});
