import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { valueOf } from '../../server/src/config/item';
import { Analysis } from '../../server/src/ide/analysis';
import { eventScripts } from '../../server/src/lint/event-scripts';
import type { ConfigurationChange } from '../../server/src/network/questions/failover/configuration-changes';
import { askFailover, type FailoverState } from '../../server/src/network/questions/failover/failover';
import { type FailoverEventKind, failoverEvents } from '../../server/src/network/questions/failover/failover-event';
import { formatAddress } from '../../server/src/network/routing/ip-family';
import { hasShared, readShared } from '../support/shared-files';

/**
 * What becomes of connections when each thing dies, found by reading the scripts and the manual, not by asking Rscope.
 * `WAN1 50 WAN2 50`: the shares of a LAN (LANs parted by `|`), `dead` where they are sent to what has died, `?` where
 * nothing tells; `tcp 80: 11 50`: the shares of servers by the last number of their address; then what the scripts that
 * run switch; `back`: all is as before when it is back, else what is left.
 */
type Row = Readonly<Record<string, string>>;

const EVENTS: Readonly<Record<FailoverEventKind, string>> = {
  'uplink-silent': 'silent',
  'link-down': 'no link',
  'lease-lost': 'no lease',
  'gateway-silent': 'gateway',
  'probe-silent': 'probe',
  'server-silent': 'server',
};

function rowOf(text: string, version?: string): Row {
  const forcedVersion = version === undefined ? undefined : parseRouterOsVersion(version);
  const analysis = new Analysis('table.rsc', text, { forcedVersion });
  const run = eventScripts(analysis);
  const row: Record<string, string> = {};
  for (const event of failoverEvents(analysis.network)) {
    const { before, during, after } = askFailover(analysis.network, event, run);
    row['works'] = connectionsText(before);
    const scripts = during.scripts.map(
      ({ property, changes, clearsConnections }) =>
        `${property}: ${[...changesTexts(changes), ...(clearsConnections ? ['connections removed'] : [])].join(', ')}`,
    );
    const isBack = after.left.length === 0 && connectionsText(after) === connectionsText(before);
    const back = isBack ? 'back' : `left: ${changesTexts(after.left).join(', ')}`;
    row[`${EVENTS[event.kind]} ${event.name}`] = [connectionsText(during), ...scripts, back].join('; ');
  }
  return row;
}

function connectionsText({ lans, services, certainty }: FailoverState): string {
  const percent = (part: number) => Math.round(part * 1000) / 10;
  const ofLans = lans.map(({ share }) =>
    share.parts
      .map(({ uplink, verdict, part, dead }) => `${uplink ?? verdict} ${percent(part)}${dead > 0 ? ' dead' : ''}`)
      .join(' '),
  );
  const ofServices = services.map(({ service: { port, parts } }) => {
    const servers = parts.map(({ server, part, isDead }) => {
      const name = server === undefined ? 'none' : formatAddress(BigInt(server), 4).split('.')[3];
      return `${name} ${percent(part)}${isDead ? ' dead' : ''}`;
    });
    return `tcp ${port}: ${servers.sort().join(' ')}`;
  });
  return `${certainty === 'may' ? '? ' : ''}${[ofLans.join(' | '), ...ofServices].join('; ')}`;
}

function changesTexts(changes: readonly ConfigurationChange[]): readonly string[] {
  return changes.map(
    ({ item, what, property, isCertain }) =>
      `${valueOf(item, 'comment')} ${isCertain ? '' : 'perhaps '}${property ?? what}`,
  );
}

/** However an uplink with its own gateway dies, the outcome is one. */
const uplinkDies = (uplink: string, gateway: string, answer: string): Row => ({
  [`silent ${uplink}`]: answer,
  [`no link ${uplink}`]: answer,
  [`gateway ${gateway}`]: answer,
});

/** Each table has routes by all uplinks, each of them asked by check-gateway: the next nearest takes over. */
const EVEN: Row = {
  works: 'ether1-wan1 50 ether2-wan2 50',
  ...uplinkDies('ether1-wan1', '198.51.100.1', 'ether2-wan2 100; back'),
  ...uplinkDies('ether2-wan2', '203.0.113.1', 'ether1-wan1 100; back'),
};

/** A probe host's death takes one route of a table; the next one leads by the other host of the same uplink. */
const RECURSIVE: Row = {
  ...EVEN,
  ...Object.fromEntries(
    ['1.1.1.1', '8.8.8.8', '9.9.9.9', '8.8.4.4'].map((host) => [`probe ${host}`, `${EVEN['works']}; back`]),
  ),
};

/** 3, 2 and 1 of 6 remainders; to_WAN1 falls back on WAN2, to_WAN2 and to_WAN3 on WAN1. */
const WEIGHTED: Row = {
  works: 'ether1-wan1 50 ether2-wan2 33.3 ether3-wan3 16.7',
  ...uplinkDies('ether1-wan1', '198.51.100.1', 'ether2-wan2 83.3 ether3-wan3 16.7; back'),
  ...uplinkDies('ether2-wan2', '203.0.113.1', 'ether1-wan1 83.3 ether3-wan3 16.7; back'),
  ...uplinkDies('ether3-wan3', '192.0.2.1', 'ether1-wan1 66.7 ether2-wan2 33.3; back'),
};

/** The routes name the dial-ups, which go with the dial-ups. */
const DIALLED: Row = {
  works: 'pppoe-wan1 50 pppoe-wan2 50',
  'silent pppoe-wan1': 'pppoe-wan2 100; back',
  'silent pppoe-wan2': 'pppoe-wan1 100; back',
};

/**
 * The routes are off in the text; each lease switches its own on. Behind a silent uplink the lease stays, check-gateway
 * takes the routes away; with the lease its script does.
 */
const leased = (first: string, second: string): Row => ({
  works: 'ether1-wan1 50 ether2-wan2 50',
  'silent ether1-wan1': 'ether2-wan2 100; back',
  'silent ether2-wan2': 'ether1-wan1 100; back',
  'no link ether1-wan1': `ether2-wan2 100; script: ${first}; back`,
  'no link ether2-wan2': `ether1-wan1 100; script: ${second}; back`,
  'no lease ether1-wan1': `ether2-wan2 100; script: ${first}; back`,
  'no lease ether2-wan2': `ether1-wan1 100; script: ${second}; back`,
});

/** Two LANs, one uplink with check-gateway: without it there is no route, and nobody comes in. */
const OFF = 'drop 100 | drop 100; back';
const onlyUplink = (uplink: string): Row => uplinkDies(uplink, '198.51.100.1', OFF);
const ofBothPorts = (shares: string) => `tcp 80: ${shares}; tcp 443: ${shares}`;

/** The dead server's share has no rule of its own any more and meets the last resort of the other one. */
const TWO_SERVERS: Row = {
  works: `ether1-wan1 100 | ether1-wan1 100; ${ofBothPorts('132 50 134 50')}`,
  ...onlyUplink('ether1-wan1'),
  'server 192.168.10.132': `ether1-wan1 100 | ether1-wan1 100; ${ofBothPorts('134 100')}; down-script: LB-NAT-Pi132 disabled, LB-LAST-RESORT-Pi132 disabled, connections removed; back`,
  'server 192.168.10.134': `ether1-wan1 100 | ether1-wan1 100; ${ofBothPorts('132 100')}; down-script: LB-NAT-Pi134 disabled, LB-LAST-RESORT-Pi134 disabled, connections removed; back`,
};

/**
 * 1.1.1.1 is pinned to WAN1. Without a link there the pinned route goes and the host is asked by WAN2: netwatch sees
 * nothing, the default route goes with the link. WAN2 is the spare one and carries nothing.
 */
const NETWATCH: Row = {
  works: 'ether1-wan1 100',
  'silent ether1-wan1': 'ether2-wan2 100; down-script: default-wan1 disabled; back',
  'silent ether2-wan2': 'ether1-wan1 100; back',
  'no link ether1-wan1': 'ether2-wan2 100; back',
  'no link ether2-wan2': 'ether1-wan1 100; back',
  'gateway 198.51.100.1': 'ether2-wan2 100; down-script: default-wan1 disabled; back',
  'gateway 203.0.113.1': 'ether1-wan1 100; back',
  'probe 1.1.1.1': 'ether2-wan2 100; down-script: default-wan1 disabled; back',
};

const CONFIGURATIONS: Readonly<Record<string, Row>> = {
  'pcc-2wan-v6': EVEN,
  'pcc-2wan-v7': EVEN,
  'pcc-2wan-recursive-failover-v6': RECURSIVE,
  'pcc-2wan-recursive-failover-v7': RECURSIVE,
  'pcc-3wan-weighted-v6': WEIGHTED,
  'pcc-3wan-weighted-v7': WEIGHTED,
  'nth-2wan-v6': EVEN,
  'nth-2wan-v7': EVEN,
  'ecmp-2wan-static-v6': EVEN,
  'ecmp-2wan-static-v7': EVEN,
  'ecmp-2wan-pppoe-v6': DIALLED,
  'ecmp-2wan-pppoe-v7': DIALLED,
  // RouterOS 6 has one route with both gateways: a script writes those that have a lease into it.
  'ecmp-2wan-dhcp-v6': leased('ecmp-default gateway, reply-wan1 disabled', 'ecmp-default gateway, reply-wan2 disabled'),
  'ecmp-2wan-dhcp-v7': leased('ecmp-wan1 disabled, reply-wan1 disabled', 'ecmp-wan2 disabled, reply-wan2 disabled'),
  'server-lb-pcc-netwatch-v6': TWO_SERVERS,
  'server-lb-pcc-netwatch-v7': TWO_SERVERS,
  'failover-netwatch-2wan-v6': NETWATCH,
  'failover-netwatch-2wan-v7': NETWATCH,
};

/**
 * Each uplink has a static route by its interface, which asks nobody (check-gateway has no address to ask), and a leased
 * one. RouterOS 7 shares among all four. Nothing notices a silent uplink; without a lease the static route stays, one of
 * three that are left.
 */
const BY_INTERFACE: Row = {
  works: 'WAN1 50 WAN2 50',
  'silent WAN1': 'WAN1 50 dead WAN2 50; back',
  'silent WAN2': 'WAN1 50 WAN2 50 dead; back',
  'no link WAN1': 'WAN2 100; back',
  'no link WAN2': 'WAN1 100; back',
  'no lease WAN1': 'WAN2 66.7 WAN1 33.3 dead; back',
  'no lease WAN2': 'WAN1 66.7 WAN2 33.3 dead; back',
};
/** RouterOS 6 uses one of the equal routes, and nothing tells which: certain is only where all lead by one uplink. */
const BY_INTERFACE_ON_6: Row = Object.fromEntries(
  Object.entries(BY_INTERFACE).map(([event, answer]) => [
    event,
    answer.startsWith('WAN2 100') || answer.startsWith('WAN1 100') ? answer : `? ${answer}`,
  ]),
);

const EXAMPLES: Readonly<Record<string, Row>> = {
  'ecmp-faulty': BY_INTERFACE_ON_6,
  // One route with both gateways, which RouterOS 6 asks each.
  'ecmp-corrected': {
    works: 'WAN1 50 WAN2 50',
    ...uplinkDies('WAN1', '198.51.100.1', 'WAN2 100; back'),
    ...uplinkDies('WAN2', '203.0.113.1', 'WAN1 100; back'),
  },
  // A table for each uplink with no other route in it: what finds none there goes by main, which has both.
  'pcc-two-uplinks': {
    works: 'ether1 50 ether2 50',
    ...uplinkDies('ether1', '198.51.100.1', 'ether2 100; back'),
    ...uplinkDies('ether2', '203.0.113.1', 'ether1 100; back'),
  },
  // A last resort for each server, in order: web1, web2, web3. The first that is on takes the dead one's third.
  'server-lb-corrected': {
    works: `ether1 100 | ether1 100; ${ofBothPorts('11 33.3 12 33.3 13 33.3')}`,
    ...onlyUplink('ether1'),
    'server 192.168.10.11': `ether1 100 | ether1 100; ${ofBothPorts('12 66.7 13 33.3')}; down-script: to web1 disabled, last resort web1 disabled, connections removed; back`,
    'server 192.168.10.12': `ether1 100 | ether1 100; ${ofBothPorts('11 66.7 13 33.3')}; down-script: to web2 disabled, last resort web2 disabled, connections removed; back`,
    'server 192.168.10.13': `ether1 100 | ether1 100; ${ofBothPorts('11 66.7 12 33.3')}; down-script: to web3 disabled, last resort web3 disabled, connections removed; back`,
  },
  // The last resort of web1 stands first and takes everybody, and its down-script leaves it on. The up-script of web2
  // names “to wbe2”, which is nothing.
  'server-lb-faulty': {
    works: `ether1 100 | ether1 100; ${ofBothPorts('11 100')}`,
    ...onlyUplink('ether1'),
    'server 192.168.10.11': `ether1 100 | ether1 100; ${ofBothPorts('11 100 dead')}; down-script: to web1 disabled, connections removed; back`,
    'server 192.168.10.12': `ether1 100 | ether1 100; ${ofBothPorts('11 100')}; down-script: to web2 disabled, last resort web2 disabled, connections removed; left: to web2 disabled`,
  },
};

describe('failover, checked by hand', () => {
  describe('of the examples', () => {
    for (const [name, row] of Object.entries(EXAMPLES))
      it(name, () => {
        const text = readFileSync(join(__dirname, `../../examples/${name}.rsc`), 'utf8');
        assert.deepEqual(rowOf(text), row);
      });
  });

  describe('of the load-balancing configurations', () => {
    before(skipWithout('facts/configs'));
    for (const [name, row] of Object.entries(CONFIGURATIONS))
      it(name, () => assert.deepEqual(rowOf(readShared(`facts/configs/${name}.rsc`)), row));
  });

  describe('of the guide that shares by two routes', () => {
    before(skipWithout('seeds'));
    /** The guide's main set-up. A remark behind a command makes the router refuse that line, but none of an uplink. */
    const guide = () => {
      const blocks = [...readShared('seeds/000_0f5c48df8ab6f108.txt').matchAll(/```routeros\n([\s\S]*?)```/g)];
      return blocks.map(([, code]) => code ?? '').find((code) => code.includes('/ip dhcp-client')) ?? '';
    };
    it('on RouterOS 6, for which it is written', () => assert.deepEqual(rowOf(guide(), '6.49'), BY_INTERFACE_ON_6));
    it('on RouterOS 7', () => assert.deepEqual(rowOf(guide(), '7.20'), BY_INTERFACE));
  });
});

function skipWithout(folder: string) {
  return function (this: Mocha.Context) {
    if (hasShared(folder)) return;
    console.warn(`      ${folder} is not here: nothing to compare with`);
    this.skip();
  };
}
