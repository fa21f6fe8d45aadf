import assert from 'node:assert/strict';
import { chainEntries, effectiveConditions } from '../../server/src/network/chain-entries';
import { formatPath } from '../../server/src/network/firewall-step';
import { networkModel } from '../../server/src/network/network-model';
import { askFasttrackHitsMarked } from '../../server/src/network/questions/fasttrack-hits-marked';
import { askPccPartitions, parsePcc } from '../../server/src/network/questions/pcc-partitions';
import { askUnmasqueraded } from '../../server/src/network/questions/unmasqueraded';
import { configurationOf, type MenuLiterals } from '../support/configuration-fixture';

const modelOf = (menus: MenuLiterals) => networkModel(configurationOf(menus));

describe('private sources that leave untranslated', () => {
  const TWO_WANS: MenuLiterals = {
    '/ip/address': [
      ...['address=198.51.100.2/29 interface=ether1', 'address=203.0.113.2/29 interface=ether2'],
      'address=192.168.88.1/24 interface=bridge',
    ],
    '/ip/route': ['gateway=198.51.100.1', 'gateway=203.0.113.1'],
  };
  const leaks = (srcnat: readonly string[], more: MenuLiterals = {}) =>
    askUnmasqueraded(
      modelOf({ ...TWO_WANS, ...more, '/ip/firewall/nat': srcnat.map((rule) => `chain=srcnat ${rule}`) }),
    ).map(({ inside, uplink }) => `${inside.interface} > ${uplink.interface}`);
  const BOTH = ['bridge > ether1', 'bridge > ether2'];

  it('leave by every uplink that no rule covers', () => {
    assert.deepEqual(leaks([]), BOTH);
    assert.deepEqual(leaks(['action=masquerade out-interface=ether1']), ['bridge > ether2']);
    assert.deepEqual(
      leaks([
        'action=src-nat out-interface=ether1 to-addresses=198.51.100.2',
        'action=masquerade out-interface=ether2 ipsec-policy=out,none',
      ]),
      [],
    );
    assert.deepEqual(leaks(['action=same to-addresses=198.51.100.3-198.51.100.5']), []);
  });

  it('leave where a rule is for other sources, or an accept stands before it', () => {
    assert.deepEqual(leaks(['action=masquerade src-address=192.168.89.0/24']), BOTH);
    assert.deepEqual(leaks(['action=accept out-interface=ether1', 'action=masquerade']), ['bridge > ether1']);
    assert.deepEqual(leaks(['action=accept dst-address=10.0.0.0/8', 'action=masquerade']), []);
    assert.deepEqual(leaks(['action=masquerade src-address=192.168.88.0/24 dst-address=!10.0.0.0/8']), []);
  });

  it('are told with a packet', () => {
    const [leak] = askUnmasqueraded(modelOf(TWO_WANS));
    assert.equal(leak?.witness.text, 'tcp 192.168.88.10:40000 to 203.0.113.77:443 in by bridge out by ether1 (new)');
    assert.equal(formatPath(leak?.path ?? []), 'end of chain srcnat (accepts)');
  });

  it('prove nothing where a mark, a limit, or chain forward may keep them', () => {
    assert.deepEqual(leaks(['action=masquerade connection-mark=a', 'action=masquerade connection-mark=b']), []);
    assert.deepEqual(leaks(['action=masquerade random=50']), []);
    assert.deepEqual(leaks(['? action=masquerade']), []);
    const forward = { '/ip/firewall/filter': ['chain=forward action=drop in-interface=bridge out-interface=ether2'] };
    assert.deepEqual(leaks([], forward), ['bridge > ether1']);
  });

  it('are none where the inside has public addresses', () => {
    const routed = {
      '/ip/address': ['address=198.51.100.2/29 interface=ether1', 'address=192.0.2.1/24 interface=bridge'],
    };
    assert.deepEqual(leaks([], { ...routed, '/ip/dhcp-server': ['interface=bridge'] }), []);
  });
});

describe('FastTrack and marked connections', () => {
  const hits = (forward: readonly string[], mangle: readonly string[]) =>
    askFasttrackHitsMarked(
      modelOf({
        '/interface/list/member': ['list=WAN interface=ether1', 'list=LAN interface=bridge'],
        '/ip/firewall/filter': forward.map((rule) => `chain=forward ${rule}`),
        '/ip/firewall/mangle': mangle,
      }),
    ).map(({ certainty, mark, consumer }) => `${certainty} ${mark} ${consumer.chain} ${consumer.position}`);
  const POLICY = [
    'chain=prerouting action=mark-connection connection-state=new connection-mark=no-mark in-interface-list=LAN new-connection-mark=c1',
    'chain=prerouting action=mark-routing connection-mark=c1 in-interface-list=LAN new-routing-mark=t1',
  ];
  const FASTTRACK = 'action=fasttrack-connection connection-state=established,related';
  const HIT = ['must c1 prerouting 2'];

  it('meet where FastTrack takes every connection', () => {
    assert.deepEqual(hits([FASTTRACK], POLICY), HIT);
    assert.deepEqual(
      hits(
        [FASTTRACK],
        POLICY.map((rule) => `${rule} passthrough=no`),
      ),
      HIT,
    );
  });

  it('do not meet where it takes unmarked ones, or an accept takes the marked ones first', () => {
    assert.deepEqual(hits([`${FASTTRACK} connection-mark=no-mark`], POLICY), []);
    assert.deepEqual(hits([`${FASTTRACK} connection-mark=!c1`], POLICY), []);
    assert.deepEqual(hits(['action=accept connection-mark=c1', FASTTRACK], POLICY), []);
    assert.deepEqual(hits([`${FASTTRACK} disabled=yes`], POLICY), []);
  });

  it('meet in either direction, but not on interfaces that the connections never use', () => {
    assert.deepEqual(hits([`${FASTTRACK} in-interface=ether1`], POLICY), HIT);
    assert.deepEqual(hits([`${FASTTRACK} in-interface=guests out-interface=ether9`], POLICY), []);
  });

  it('do not meet where nothing steers by the mark', () => {
    assert.deepEqual(hits([FASTTRACK], POLICY.slice(0, 1)), []);
    assert.deepEqual(hits([FASTTRACK], POLICY.slice(1)), []);
    assert.deepEqual(
      hits(
        [FASTTRACK],
        [POLICY[0] ?? '', 'chain=prerouting action=mark-routing connection-mark=c1 new-routing-mark=main'],
      ),
      [],
    );
  });

  it('may meet behind what cannot be told', () => {
    assert.deepEqual(hits([`${FASTTRACK} connection-bytes=100000-0`], POLICY), ['may c1 prerouting 2']);
  });

  it('meet where the mark comes from a hash and the rules stand in a chain of their own', () => {
    assert.deepEqual(
      hits(
        [FASTTRACK],
        [
          'chain=prerouting action=jump jump-target=policy in-interface-list=LAN',
          'chain=policy action=mark-connection per-connection-classifier=src-address:2/0 new-connection-mark=c1',
          'chain=policy action=mark-routing connection-mark=c1 new-routing-mark=t1',
        ],
      ),
      ['must c1 policy 2'],
    );
  });
});

describe('PCC partitions', () => {
  const LAN = 'in-interface-list=LAN connection-mark=no-mark';
  const mark = (pcc: string, more = LAN, chain = 'prerouting') =>
    `chain=${chain} action=mark-connection ${more} per-connection-classifier=${pcc} new-connection-mark=m`;
  const partitions = (...rules: string[]) =>
    askPccPartitions(modelOf({ '/ip/firewall/mangle': rules })).map(
      ({ denominator, missing, repeated, catchAll }) =>
        `${denominator} missing ${missing.join(',')} repeated ${repeated.join(',')} catch-all ${catchAll?.position ?? 'none'}`,
    );

  it('read the value', () => {
    assert.deepEqual(parsePcc('both-addresses:3/1'), {
      fields: 'both-addresses',
      denominator: 3,
      remainder: 1,
      negated: false,
    });
    assert.equal(parsePcc('both-addresses'), undefined);
  });

  it('are whole, or say what is missing and what is there twice', () => {
    assert.deepEqual(partitions(mark('src-address:2/0'), mark('src-address:2/1')), [
      '2 missing  repeated  catch-all none',
    ]);
    assert.deepEqual(partitions(mark('src-address:3/0'), mark('src-address:3/1'), mark('src-address:3/1')), [
      '3 missing 2 repeated 1 catch-all none',
    ]);
  });

  it('leave the rest to a mark without a hash, or to another whole partition', () => {
    const rest = `chain=prerouting action=mark-connection ${LAN} new-connection-mark=n`;
    assert.deepEqual(partitions(mark('src-address:3/0'), mark('src-address:3/1'), rest), [
      '3 missing 2 repeated  catch-all 3',
    ]);
    const narrower = `${rest} protocol=tcp`;
    assert.deepEqual(partitions(mark('src-address:3/0'), narrower), ['3 missing 1,2 repeated  catch-all none']);
    assert.deepEqual(partitions(mark('src-address:3/0'), `${rest} limit=1,1:packet`), [
      '3 missing 1,2 repeated  catch-all none',
    ]);
    assert.deepEqual(partitions(mark('src-address:3/0'), mark('src-address:2/0'), mark('src-address:2/1')), [
      '3 missing 1,2 repeated  catch-all 2',
      '2 missing  repeated  catch-all none',
    ]);
  });

  it('are of one chain, with the same other matchers', () => {
    assert.equal(partitions(mark('src-address:2/0'), mark('src-address:2/1', 'in-interface=ether5')).length, 2);
    assert.equal(partitions(mark('src-address:2/0'), mark('dst-address:2/1')).length, 2);
    const jump = 'chain=prerouting action=jump jump-target=share';
    const rest = `chain=prerouting action=mark-connection ${LAN} new-connection-mark=n`;
    assert.deepEqual(partitions(jump, mark('src-address:2/0', LAN, 'share'), rest), [
      '2 missing 1 repeated  catch-all 2',
    ]);
  });
});

describe('conditions of a rule in a chain of its own', () => {
  it('count those of the jumps that lead there', () => {
    const model = modelOf({
      '/ip/firewall/mangle': [
        'chain=prerouting action=jump jump-target=a in-interface-list=LAN',
        'chain=a action=jump jump-target=b dst-address-type=!local',
        'chain=b action=mark-connection connection-mark=no-mark in-interface-list=!WAN new-connection-mark=m',
        'chain=dead action=accept',
      ],
    });
    const [rule] = model.rules('mangle', 'b');
    const [conditions, ...others] = rule ? effectiveConditions(model, rule) : [];
    assert.equal(others.length, 0);
    assert.equal(conditions?.entry.baseChain, 'prerouting');
    assert.deepEqual(
      [...(conditions?.matchers ?? [])],
      [
        ['in-interface-list', ['LAN', '!WAN']],
        ['dst-address-type', ['!local']],
        ['connection-mark', ['no-mark']],
      ],
    );
    assert.deepEqual(chainEntries(model, 'mangle', 'dead'), []);
  });
});
