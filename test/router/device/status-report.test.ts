import assert from 'node:assert/strict';
import { statusText } from '../../../cli/src/status-text';
import { statusReport } from '../../../router/src/device/status-report';
import { type Answers, stateOf } from '../../support/router-state';

const mark = (id: string, name: string, packets: number) => ({
  ...{ '.id': id, chain: 'prerouting', action: 'mark-connection', 'new-connection-mark': name },
  ...{ packets: String(packets), bytes: '0' },
});

/** RouterOS 7 with a leased uplink, and one whose gateway is dead. */
const router = (packets: number): Answers => ({
  '/ip/route/print': [
    { gateway: '198.51.100.1', 'immediate-gw': '198.51.100.1%ether1', active: 'true', dhcp: 'true', distance: '1' },
    { gateway: '172.17.0.1', 'immediate-gw': '172.17.0.1%ether2', inactive: 'true', distance: '2', comment: 'ISP 2' },
  ],
  '/interface/print': ['ether1', 'ether2'].map((name) => ({ name, running: 'true' })),
  '/ip/dhcp-client/print': [{ interface: 'ether1', status: 'bound', address: '198.51.100.7/24' }],
  '/interface/monitor-traffic': [{ name: 'ether1', 'rx-bits-per-second': '12300000', 'tx-bits-per-second': '400000' }],
  '/tool/netwatch/print': [{ host: '1.1.1.1', status: 'down', since: '2026-11-24 10:00:00', comment: 'ISP 2' }],
  '/ip/firewall/mangle/print': [mark('*1', 'c1', packets), mark('*2', 'c2', 0)],
  '/ip/firewall/connection/print': [{ ret: '100' }],
  '/ip/firewall/connection/print?connection-mark=c1': [{ ret: '75' }],
  '/ip/firewall/connection/print?connection-mark=c2': [{ ret: '25' }],
  '/system/resource/print': [{ 'cpu-load': '50', 'free-memory': '25', 'total-memory': '100', uptime: '3d2h' }],
  '/ip/dns/print': [{ servers: '9.9.9.9' }],
  '/tool/e-mail/print': [{ server: '' }],
});

describe('The status of a router', () => {
  it('is sections of lines, each judged, with bars where there are shares', async () => {
    const text = statusText(statusReport(await stateOf(router(9)), undefined));
    assert.equal(
      text,
      `Router
     identity     edge
     version      RouterOS 7.20 (stable)
     board        hEX
  ok CPU          ██████████░░░░░░░░░░ 50 %
  ok memory used  ███████████████░░░░░ 75 %
     uptime       3d2h

Uplinks
  ok ether1  running, DHCP bound 198.51.100.7/24, 12.3 Mbit/s in, 0.4 Mbit/s out
  !! ether2  running, gateway 172.17.0.1 can’t be used

Default routes
  ok 198.51.100.1  active, distance 1, ether1, from DHCP
  !! 172.17.0.1    dead, distance 2, ether2, “ISP 2”

Shares
     c1  ███████████████░░░░░ 75 % (75 connections)
     c2  █████░░░░░░░░░░░░░░░ 25 % (25 connections)

Netwatch
  !! 1.1.1.1 (ISP 2)  down since 2026-11-24 10:00:00

Mangle
     rule 1 (prerouting mark-connection, new-connection-mark=c1)  9 packets, 0 bytes
     rule 2 (prerouting mark-connection, new-connection-mark=c2)  0 packets, 0 bytes

DNS and e-mail
  ok DNS servers  9.9.9.9
     e-mail       no mail server is set: scripts can’t send mail
`,
    );
  });

  it('tells with an earlier reading what was counted in between', async () => {
    const report = statusReport(await stateOf(router(9)), await stateOf(router(4)));
    const mangle = report.find(({ id }) => id === 'mangle');
    assert.deepEqual(
      mangle?.rows.map(({ text }) => text),
      ['9 packets, 0 bytes; 5 packets since the last reading', '0 packets, 0 bytes; 0 packets since the last reading'],
    );
  });

  it('of RouterOS 6 shows the gateways of one route', async () => {
    const route = {
      ...{ gateway: '10.0.0.1,10.0.1.1', active: 'true', distance: '1' },
      'gateway-status': '10.0.0.1 reachable via  ether1,10.0.1.1 unreachable',
    };
    const report = statusReport(await stateOf({ '/ip/route/print': [route] }, 6), undefined);
    assert.deepEqual(report.find(({ id }) => id === 'routes')?.rows, [
      {
        label: '10.0.0.1, 10.0.1.1',
        text: 'active, distance 1, ether1, 10.0.1.1 not reachable',
        state: 'doubtful',
        part: undefined,
      },
    ]);
  });

  it('quotes the router where it refuses a part', async () => {
    const refused = { '/tool/netwatch/print': 'not enough permissions (9)' };
    const report = statusReport(await stateOf(refused), undefined);
    assert.deepEqual(
      report.find(({ id }) => id === 'netwatch')?.rows.map(({ text }) => text),
      ['“not enough permissions (9)”'],
    );
  });
});
