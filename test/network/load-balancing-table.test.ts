import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { Analysis } from '../../server/src/ide/analysis';
import { networkModel } from '../../server/src/network/network-model';
import { askPublishedServices } from '../../server/src/network/questions/published-services';
import { askReturnPaths } from '../../server/src/network/questions/return-path';
import { askUplinkFailovers } from '../../server/src/network/questions/uplink-failover';
import { askUplinkShares, type LanShare } from '../../server/src/network/questions/uplink-share';
import { formatAddress } from '../../server/src/network/routing/ip-family';
import { hasShared, readShared, sharedScripts } from '../support/shared-files';

/** What becomes of each configuration's connections, found by reading it. */
interface Row {
  /** `interface percent …` of each LAN; `?` where the text does not tell. */
  readonly share: string;
  /** The same after each uplink has died. */
  readonly dead: Readonly<Record<string, string>>;
  /** The servers behind the first uplink, by the last number of their address. */
  readonly servers?: string;
  /** Whether answers to connections from outside leave by the uplink that they came in by. */
  readonly answers: 'right' | 'untold';
}

const HALVES = 'ether1-wan1 50 ether2-wan2 50';
const ONE_EACH = { 'ether1-wan1': 'ether2-wan2 100', 'ether2-wan2': 'ether1-wan1 100' };
const EVEN: Row = { share: HALVES, dead: ONE_EACH, answers: 'right' };
const WEIGHTED: Row = {
  // 6/0 to 6/2, 6/3 and 6/4, 6/5
  share: 'ether1-wan1 50 ether2-wan2 33.3 ether3-wan3 16.7',
  dead: {
    // to_WAN1 falls back on WAN2, to_WAN2 and to_WAN3 on WAN1.
    'ether1-wan1': 'ether2-wan2 83.3 ether3-wan3 16.7',
    'ether2-wan2': 'ether1-wan1 83.3 ether3-wan3 16.7',
    'ether3-wan3': 'ether1-wan1 66.7 ether2-wan2 33.3',
  },
  answers: 'right',
};
const DIALLED: Row = {
  share: 'pppoe-wan1 50 pppoe-wan2 50',
  dead: { 'pppoe-wan1': 'pppoe-wan2 100', 'pppoe-wan2': 'pppoe-wan1 100' },
  answers: 'right',
};
/** The routes are off until a lease script switches them on. */
const LEASED: Row = { share: '?', dead: { 'ether1-wan1': '?', 'ether2-wan2': '?' }, answers: 'untold' };
/** One uplink, with check-gateway: without it there is no route. */
const SERVERS: Row = {
  share: 'ether1-wan1 100 | ether1-wan1 100',
  dead: { 'ether1-wan1': 'drop 100 | drop 100' },
  servers: 'tcp 80: 132 50 134 50; tcp 443: 132 50 134 50',
  answers: 'right',
};

const TABLE: Readonly<Record<string, Row>> = {
  'pcc-2wan-v6': EVEN,
  'pcc-2wan-v7': EVEN,
  'pcc-2wan-recursive-failover-v6': EVEN,
  'pcc-2wan-recursive-failover-v7': EVEN,
  'pcc-3wan-weighted-v6': WEIGHTED,
  'pcc-3wan-weighted-v7': WEIGHTED,
  'nth-2wan-v6': EVEN,
  'nth-2wan-v7': EVEN,
  'ecmp-2wan-static-v6': EVEN,
  'ecmp-2wan-static-v7': EVEN,
  'ecmp-2wan-pppoe-v6': DIALLED,
  'ecmp-2wan-pppoe-v7': DIALLED,
  'ecmp-2wan-dhcp-v6': LEASED,
  'ecmp-2wan-dhcp-v7': LEASED,
  'server-lb-pcc-netwatch-v6': SERVERS,
  'server-lb-pcc-netwatch-v7': SERVERS,
};

const FOLDER = 'facts/configs';

function sharesText(shares: readonly LanShare[]): string {
  const ofLan = ({ parts, certainty }: LanShare) =>
    certainty === 'may'
      ? '?'
      : parts.map(({ verdict, uplink, part }) => `${uplink ?? verdict} ${Math.round(part * 1000) / 10}`).join(' ');
  return shares.map(ofLan).join(' | ');
}

function answersOf(name: string): Row {
  const text = readShared(`${FOLDER}/${name}.rsc`);
  const model = networkModel(new Analysis(`${name}.rsc`, text, {}).configuration);
  const servers = askPublishedServices(model).map(({ port, parts }) => {
    const shares = parts.map(
      ({ server, part }) => `${formatAddress(BigInt(server ?? 0), 4).split('.')[3]} ${part * 100}`,
    );
    return `tcp ${port}: ${shares.join(' ')}`;
  });
  const returns = askReturnPaths(model);
  const isRight = returns.length > 0 && returns.every(({ part, certainty }) => part === 1 && certainty === 'must');
  return {
    share: sharesText(askUplinkShares(model)),
    dead: Object.fromEntries(
      askUplinkFailovers(model).map(({ uplink, shares }) => [
        uplink.interface,
        sharesText(shares.map(({ share }) => share)),
      ]),
    ),
    ...(servers.length > 0 ? { servers: servers.join('; ') } : {}),
    answers: isRight ? 'right' : 'untold',
  };
}

describe('the load-balancing configurations, checked by hand', () => {
  before(function () {
    if (hasShared(FOLDER)) return;
    console.warn(`      ${FOLDER} is not here: nothing to compare with`);
    this.skip();
  });

  it('are all in the table', () => {
    const balancing = sharedScripts(FOLDER)
      .map((path) => basename(path, '.rsc'))
      .filter((name) => /^(pcc|ecmp|nth|server-lb)-/.test(name));
    assert.deepEqual(balancing.sort(), Object.keys(TABLE).sort());
  });

  for (const [name, row] of Object.entries(TABLE)) {
    it(name, () => assert.deepEqual(answersOf(name), row));
  }
});
