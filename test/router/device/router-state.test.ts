import assert from 'node:assert/strict';
import { readRouterState } from '../../../router/src/device/router-state';
import { uplinkInterfaces } from '../../../router/src/device/uplink-interfaces';
import { RouterTrapError } from '../../../router/src/transport/connection-errors';
import { answering, practisedState, stateOf } from '../../support/router-state';

describe('The state of a router', () => {
  describe('default routes of RouterOS 7', () => {
    const route = async (row: Record<string, string>) => {
      const { routes } = await stateOf({ '/ip/route/print': [{ 'dst-address': '0.0.0.0/0', ...row }] });
      assert.equal(routes?.length, 1);
      return routes[0];
    };

    it('is active, with the interface of its immediate gateway', async () => {
      const found = await route({
        gateway: '172.17.0.1',
        'immediate-gw': '172.17.0.1%ether1',
        active: 'true',
        ecmp: 'true',
        dhcp: 'true',
        dynamic: 'true',
        distance: '1',
        'routing-table': 'to_WAN1',
      });
      assert.deepEqual(found, {
        use: 'active',
        table: 'to_WAN1',
        distance: 1,
        gateways: [{ text: '172.17.0.1', interface: 'ether1', isReachable: true }],
        isEcmp: true,
        isDynamic: true,
        isFromDhcp: true,
        checkGateway: undefined,
        comment: '',
      });
    });

    it('is unresolved where the immediate gateway is empty', async () => {
      const found = await route({ gateway: '10.9.9.1', 'immediate-gw': '', inactive: 'true' });
      assert.equal(found?.use, 'unresolved');
      assert.equal(found?.gateways[0]?.interface, undefined);
    });

    it('is dead where it is inactive though resolved: check-gateway got no answer', async () => {
      const found = await route({
        gateway: '172.17.0.1',
        'immediate-gw': '172.17.0.1%ether1',
        inactive: 'true',
        'check-gateway': 'ping',
      });
      assert.equal(found?.use, 'dead');
      assert.equal(found?.checkGateway, 'ping');
    });

    it('is standby where a nearer one is used, and disabled where it is', async () => {
      const resolved = { gateway: '172.17.0.1', 'immediate-gw': '172.17.0.1%ether1' };
      assert.equal((await route(resolved))?.use, 'standby');
      assert.equal((await route({ ...resolved, disabled: 'true' }))?.use, 'disabled');
    });

    it('leaves blackholes out', async () => {
      const { routes } = await stateOf({ '/ip/route/print': [{ 'dst-address': '0.0.0.0/0', blackhole: 'true' }] });
      assert.deepEqual(routes, []);
    });
  });

  describe('default routes of RouterOS 6', () => {
    const route = async (row: Record<string, string>) => {
      const { routes } = await stateOf({ '/ip/route/print': [{ 'dst-address': '0.0.0.0/0', ...row }] }, 6);
      return routes?.[0];
    };

    it('reads the interface behind the two blanks of gateway-status', async () => {
      const found = await route({
        gateway: '172.17.0.1',
        'gateway-status': '172.17.0.1 reachable via  ether2',
        active: 'true',
        'routing-mark': 'to_WAN2',
      });
      assert.equal(found?.use, 'active');
      assert.equal(found?.table, 'to_WAN2');
      assert.deepEqual(found?.gateways, [{ text: '172.17.0.1', interface: 'ether2', isReachable: true }]);
    });

    it('reads several gateways of one route, of which one is down', async () => {
      const found = await route({
        gateway: '10.0.0.1,10.0.1.1,pppoe-out1',
        'gateway-status': '10.0.0.1 reachable via  ether1,10.0.1.1 unreachable,pppoe-out1 reachable',
        active: 'true',
      });
      assert.equal(found?.isEcmp, true);
      assert.deepEqual(found?.gateways, [
        { text: '10.0.0.1', interface: 'ether1', isReachable: true },
        { text: '10.0.1.1', interface: undefined, isReachable: false },
        { text: 'pppoe-out1', interface: 'pppoe-out1', isReachable: true },
      ]);
    });

    it('reads a recursive gateway, and one that is down', async () => {
      const recursive = await route({ gateway: '8.8.8.8', 'gateway-status': '8.8.8.8 recursive via 10.0.0.1 ether1' });
      assert.deepEqual(recursive?.gateways, [{ text: '8.8.8.8', interface: 'ether1', isReachable: true }]);
      assert.equal(recursive?.use, 'standby');
      assert.equal((await route({ gateway: '10.0.0.1', 'gateway-status': '10.0.0.1 unreachable' }))?.use, 'dead');
    });
  });

  for (const routeros of ['7.20', '6.49'])
    it(`is read over the API of RouterOS ${routeros}`, async () => {
      const state = await practisedState(routeros, {
        '/ip/dhcp-client': [
          { interface: 'ether1', status: 'bound', address: '198.51.100.7/24', gateway: '198.51.100.1' },
        ],
        '/tool/netwatch': [{ host: '1.1.1.1', status: 'down', since: '2026-11-24 09:00:00', comment: 'ISP 1' }],
        '/ip/firewall/nat': [
          { chain: 'srcnat', action: 'masquerade', 'out-interface': 'ether1', bytes: '840', packets: '10' },
          { chain: 'srcnat', action: 'masquerade', dynamic: 'true', bytes: '1', packets: '1' },
        ],
        '/ip/dns': [{ servers: '9.9.9.9,1.1.1.1', 'allow-remote-requests': 'true' }],
        '/ip/firewall/connection': [{ 'connection-mark': 'WAN1_conn' }, { 'connection-mark': 'WAN1_conn' }, {}],
        '/ip/firewall/mangle': [
          { chain: 'prerouting', action: 'mark-connection', 'new-connection-mark': 'WAN1_conn' },
          { chain: 'prerouting', action: 'mark-connection', 'new-connection-mark': 'WAN2_conn' },
        ],
        '/log': [
          { time: '10:00:00', topics: 'dhcp,info', message: 'dhcp-client on ether1 got IP address 198.51.100.7' },
          { time: '10:00:01', topics: 'system,info', message: 'user admin logged in' },
        ],
      });
      assert.deepEqual(state.dhcpClients?.[0], {
        interface: 'ether1',
        isDisabled: false,
        status: 'bound',
        address: '198.51.100.7/24',
        gateway: '198.51.100.1',
        addsDefaultRoute: true,
      });
      assert.equal(state.netwatch?.[0]?.status, 'down');
      assert.equal(state.netwatch?.[0]?.since, '2026-11-24 09:00:00');
      assert.deepEqual(
        state.nat?.map(({ bytes, packets }) => [bytes, packets]),
        [[840, 10]],
      );
      assert.deepEqual(state.dns?.servers, ['9.9.9.9', '1.1.1.1']);
      assert.deepEqual(
        [...(state.marks?.byMark ?? [])],
        [
          ['WAN1_conn', 2],
          ['WAN2_conn', 0],
        ],
      );
      assert.equal(state.marks?.total, 3);
      assert.deepEqual(
        state.log?.map(({ time }) => time),
        ['10:00:00'],
      );
      assert.equal(state.interfaces?.length, 5);
      assert.deepEqual(uplinkInterfaces(state), ['ether1']);
    });

  it('keeps the words of a refusal, and reads on', async () => {
    const state = await stateOf({
      '/tool/netwatch/print': 'no such command prefix',
      '/log/print': 'not enough permissions (9)',
      '/ip/dns/print': [{ servers: '9.9.9.9' }],
    });
    assert.equal(state.netwatch, undefined);
    assert.equal(state.log, undefined);
    assert.deepEqual(state.refused, { netwatch: 'no such command prefix', log: 'not enough permissions (9)' });
    assert.deepEqual(state.dns?.servers, ['9.9.9.9']);
  });

  it('reads counters of a router that does not know “stats”', async () => {
    const rules = [{ chain: 'srcnat', action: 'masquerade', packets: '3' }];
    const router = answering({ '/ip/firewall/nat/print': rules });
    const state = await readRouterState(
      {
        ...router,
        talk: (words, options) =>
          words.includes('=stats=')
            ? Promise.reject(new RouterTrapError([{ category: 0, message: 'unknown parameter' }]))
            : router.talk(words, options),
      },
      { version: { major: 7, minor: 20 }, versionText: '7.20', identity: 'edge', board: 'hEX' },
    );
    assert.equal(state.nat?.[0]?.packets, 3);
    assert.deepEqual(state.refused, {});
  });

  it('tells whether a mail server is set, by either name of the property', async () => {
    const server = async (row: Record<string, string>, major: 6 | 7) =>
      (await stateOf({ '/tool/e-mail/print': [row] }, major)).mail?.server;
    assert.equal(await server({ server: 'mail.example.com' }, 7), 'mail.example.com');
    assert.equal(await server({ address: '192.0.2.25' }, 6), '192.0.2.25');
    assert.equal(await server({ address: '0.0.0.0' }, 6), '');
  });

  it('never keeps a secret, even where a router sends it unasked', async () => {
    const secret = { password: 'canary-1', secret: 'canary-2', 'private-key': 'canary-3', community: 'canary-4' };
    const state = await stateOf({
      '/interface/pppoe-client/print': [{ name: 'pppoe-out1', interface: 'ether1', ...secret }],
      '/tool/e-mail/print': [{ server: 'mail.example.com', ...secret }],
      '/ip/firewall/nat/print': [{ chain: 'srcnat', action: 'masquerade', ...secret }],
      '/interface/print': [{ name: 'wg1', ...secret }],
      '/log/print': [
        { topics: 'script,info', message: 'gateway script: password=canary-5' },
        { topics: 'route,info', message: 'secret: "canary-6 canary-7", pre-shared-key=canary-8' },
      ],
    });
    assert.doesNotMatch(JSON.stringify(state), /canary/);
    assert.match(state.log?.[0]?.message ?? '', /password=••••/);
  });

  it('asks for no property that is secret', async () => {
    const router = answering({});
    const version = { major: 7, minor: 20 };
    await readRouterState(router, { version, versionText: '7.20', identity: 'edge', board: 'hEX' });
    const asked = router.asked.flat().join('\n');
    assert.match(asked, /\/tool\/e-mail\/print/);
    assert.doesNotMatch(asked, /password|secret|[^-]key|community/);
    // A print without a list of properties would be answered with everything.
    for (const words of router.asked)
      if (!words.includes('=count-only=')) assert.match(words[1] ?? '', /^=\.proplist=/);
  });
});
