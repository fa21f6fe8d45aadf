import assert from 'node:assert/strict';
import { DEPLOY_TIMES } from '../../../router/src/deploy/deploy-target';
import { readManagementPath } from '../../../router/src/deploy/management-path';
import { prepareDeploy, refusalOfDeploy } from '../../../router/src/deploy/prepare-deploy';
import { type Practice, startPractice } from '../../support/practice';

const MANAGEMENT = { inInterface: 'ether5', source: '192.168.88.10', destination: '192.168.88.1' };

for (const routeros of ['6.49', '7.20.8'])
  describe(`how one is connected, as the router sees it, RouterOS ${routeros}`, () => {
    let practice: Practice;
    afterEach(() => practice.stop());
    const start = async (options = {}) => {
      practice = await startPractice(routeros, options);
    };

    it('its own addresses and port, where a forwarded port leads to it', async () => {
      await start({
        management: MANAGEMENT,
        configuration: '/ip address add address=192.168.88.1/24 interface=ether5',
      });
      assert.notEqual(practice.router.port, 8728);
      assert.deepEqual(await readManagementPath(practice.connection, 'admin'), {
        localAddress: '192.168.88.10',
        remoteAddress: '192.168.88.1',
        port: 8728,
        service: 'api',
        user: 'admin',
      });
    });

    it('what this machine knows, where the router tells nothing of it', async () => {
      await start();
      const path = await readManagementPath(practice.connection, 'admin');
      assert.deepEqual([path?.localAddress, path?.remoteAddress], ['127.0.0.1', '127.0.0.1']);
      // It says where its service listens; the port of this machine is one that leads there.
      assert.equal(path?.port, 8728);
    });

    it('so that a deploy knows by itself which line would cut it', async () => {
      await start({
        management: MANAGEMENT,
        configuration: '/ip address add address=192.168.88.1/24 interface=ether5',
      });
      const target = { name: 'practice', connect: () => practice.connect() };
      const text = '/ip dns set servers=192.0.2.53\n/ip firewall filter\nadd chain=input action=drop protocol=tcp';
      const prepared = await prepareDeploy(
        target,
        { name: 'a.rsc', text },
        { user: 'admin', clock: { now: Date.now, sleep: () => new Promise(() => undefined) }, times: DEPLOY_TIMES },
      );
      const refusal = refusalOfDeploy(prepared);
      assert.equal(refusal?.line, 3);
      assert.match(refusal?.why ?? '', /cut your own connection.*tcp 8728 from 192\.168\.88\.10/);
    });
  });
