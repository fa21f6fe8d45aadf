import { type Item, valueOf } from '../../../server/src/config/item';
import type { TextEdit } from '../../../server/src/syntax/syntax-tree';
import {
  fault,
  fits,
  has,
  is,
  isAddress,
  isMainDefault,
  lacks,
  MANGLE,
  type Mutation,
  NAT,
  ROUTE,
  type SetUp,
} from './mutation';

const PCC = 'per-connection-classifier';

/** The rules of a classifier that shares traffic from the inside over uplinks. */
const classifier = (setUp: SetUp): readonly Item[] =>
  setUp.items(MANGLE, has(PCC, 'new-connection-mark'), fits('in-interface-list', /LAN/));
/** The rules that let traffic between the own networks pass before anything is marked. */
const bypasses = (setUp: SetUp): readonly Item[] => setUp.items(MANGLE, is('action', 'accept'));
const isNth = has('nth', 'new-connection-mark');
const removeAll = (setUp: SetUp, items: readonly Item[]): TextEdit[] => items.map((item) => setUp.drop(item));

/** Two default routes of the main table by different gateways; the second one first in the pair's order. */
function twoDefaults(setUp: SetUp): readonly [Item, Item] | undefined {
  const [first, ...others] = setUp.items(ROUTE, isMainDefault, isAddress);
  const second = others.find((route) => first && valueOf(route, 'gateway') !== valueOf(first, 'gateway'));
  return first && second ? [first, second] : undefined;
}
const isShared = ([first, second]: readonly [Item, Item]): boolean =>
  valueOf(first, 'distance') === valueOf(second, 'distance');
const isRecursive = (setUp: SetUp): boolean => setUp.items(ROUTE, has('scope')).length > 0;

/** The last rule of a classifier with another value, and the place of the rule. */
const lastRule = (setUp: SetUp, value: (numbers: { every: number; remainder: number }) => string) => {
  const last = classifier(setUp).at(-1);
  const [, every, remainder] = /:(\d+)\/(\d+)/.exec((last && valueOf(last, PCC)) ?? '') ?? [];
  if (!last || every === undefined || remainder === undefined) return undefined;
  const numbers = value({ every: Number(every), remainder: Number(remainder) });
  return fault(last, setUp.set(last, PCC, `both-addresses:${numbers}`));
};

export const LOAD_BALANCING: readonly Mutation[] = [
  {
    rule: 'ecmp-v6-needs-multi-gateway',
    fault: 'the backup route gets the distance of the first one',
    plant: (setUp) => {
      const pair = twoDefaults(setUp);
      if (!setUp.isSix || !pair || isShared(pair) || isRecursive(setUp)) return undefined;
      return fault(pair[1], setUp.set(pair[1], 'distance', valueOf(pair[0], 'distance') ?? '1'));
    },
  },
  {
    rule: 'ecmp-v6-needs-multi-gateway',
    fault: 'a route with two gateways is written as two routes',
    plant: (setUp) => {
      const route = setUp.first(ROUTE, isMainDefault, fits('gateway', /,/));
      const [one, two] = (route && valueOf(route, 'gateway'))?.split(',') ?? [];
      if (!route || !one || !two) return undefined;
      const second = setUp.below(route, setUp.statement(route).replace(`${one},${two}`, two));
      return setUp.isSix ? fault(second, setUp.set(route, 'gateway', one), second) : undefined;
    },
  },
  {
    rule: 'ecmp-v7-comma-gateway',
    fault: 'one route gets the gateways of two',
    plant: (setUp) => {
      const pair = twoDefaults(setUp);
      if (setUp.isSix || !pair) return undefined;
      const both = pair.map((route) => valueOf(route, 'gateway')).join(',');
      return fault(pair[0], setUp.set(pair[0], 'gateway', both));
    },
  },
  {
    rule: 'ecmp-unequal-distance',
    fault: 'without marks, one of the shared routes gets a greater distance',
    plant: (setUp) => {
      const pair = twoDefaults(setUp);
      if (!pair || !isShared(pair)) return undefined;
      return fault(pair[1], setUp.set(pair[1], 'distance', '2'), ...removeAll(setUp, setUp.items(MANGLE)));
    },
    consequences: {
      'masquerade-failover-leak': 'the two uplinks fail over now',
    },
  },
  {
    rule: 'ecmp-mixed-check-gateway',
    fault: 'one of two shared routes loses its check',
    plant: (setUp) => {
      const pair = twoDefaults(setUp);
      if (setUp.isSix || !pair || !isShared(pair)) return undefined;
      return fault(pair[1], ...setUp.unset(pair[1], 'check-gateway'));
    },
  },
  {
    rule: 'ecmp-no-return-path',
    fault: 'a port is forwarded, and the marks for the way back are gone',
    plant: (setUp) => {
      const pair = twoDefaults(setUp);
      const nat = setUp.first(NAT);
      if (setUp.isSix || !pair || !isShared(pair) || !nat) return undefined;
      const [port] = setUp.items('/interface/list/member', is('list', 'WAN'));
      const forward = setUp.above(
        nat,
        `add chain=dstnat action=dst-nat in-interface=${port && valueOf(port, 'interface')} protocol=tcp dst-port=443 to-addresses=192.168.88.10`,
      );
      return fault(forward, forward, ...removeAll(setUp, setUp.items(MANGLE)));
    },
  },
  {
    rule: 'ecmp-unintended-dhcp',
    fault: 'two DHCP clients add their default routes',
    plant: (setUp) => {
      const [member] = setUp.items('/interface/list/member', is('list', 'WAN'));
      const isFree = setUp.items(ROUTE).length === 0 && setUp.items(MANGLE).length === 0;
      if (setUp.isSix || !member || !isFree) return undefined;
      const clients = setUp.append(
        '/interface list member add list=WAN interface=ether3',
        `/ip dhcp-client add interface=${valueOf(member, 'interface')} disabled=no`,
        '/ip dhcp-client add interface=ether3 disabled=no',
      );
      return fault(clients, clients);
    },
  },
  {
    rule: 'ecmp-per-packet-hash-l4',
    fault: 'shared routes are chosen by ports too',
    plant: (setUp) => {
      const pair = twoDefaults(setUp);
      if (setUp.isSix || !pair || !isShared(pair)) return undefined;
      const setting = setUp.append('/ip settings set ipv4-multipath-hash-policy=l4');
      return fault(setting, setting);
    },
  },
  {
    rule: 'pcc-remainder-out-of-range',
    fault: 'the last remainder is as great as the denominator',
    plant: (setUp) => lastRule(setUp, ({ every }) => `${every}/${every}`),
  },
  {
    rule: 'pcc-incomplete-partition',
    fault: 'the rule for the last remainder is gone',
    plant: (setUp) => {
      const rules = classifier(setUp);
      const last = rules.at(-1);
      const before = rules.at(-2);
      // Of one rule alone nobody knows whether the rest was to stay in main.
      return last && before ? fault(before, setUp.drop(last)) : undefined;
    },
  },
  {
    rule: 'pcc-duplicate-remainder',
    fault: 'the last rule waits for the remainder of the first',
    plant: (setUp) => lastRule(setUp, ({ every }) => `${every}/0`),
  },
  {
    rule: 'pcc-mixed-denominator',
    fault: 'the last rule divides by another number',
    plant: (setUp) => lastRule(setUp, ({ every, remainder }) => `${every + 1}/${remainder}`),
  },
  {
    rule: 'pcc-missing-dst-type-local',
    fault: 'a rule of the classifier takes what is for the router, too',
    plant: (setUp) => {
      const [rule] = classifier(setUp);
      if (!rule) return undefined;
      return fault(rule, ...setUp.unset(rule, 'dst-address-type'), ...removeAll(setUp, bypasses(setUp)));
    },
  },
  {
    rule: 'pcc-missing-no-mark-guard',
    fault: 'a rule of the classifier takes marked packets, too',
    plant: (setUp) => {
      const [rule] = classifier(setUp);
      return rule && fault(rule, ...setUp.unset(rule, 'connection-state', 'connection-mark'));
    },
  },
  {
    rule: 'pcc-unstable-field',
    fault: 'the classifier hashes ports as well',
    plant: (setUp) => {
      const rules = classifier(setUp);
      const [first] = rules;
      if (!first) return undefined;
      return fault(first, ...rules.map((rule) => setUp.rewrite(rule, /both-addresses:/, 'both-addresses-and-ports:')));
    },
  },
  {
    rule: 'pcc-without-connected-bypass',
    fault: 'there is a second inside network, and no rule lets traffic between the two pass',
    plant: (setUp) => {
      const rules = classifier(setUp);
      const [bridge] = setUp.items('/interface/bridge');
      const [address] = setUp.items('/ip/address');
      const [list] = setUp.items('/interface/list/member', is('list', 'LAN'));
      if (rules.length === 0 || !bridge || !address || !list) return undefined;
      return fault(
        rules,
        setUp.below(
          bridge,
          `/interface vlan add name=vlan-voice vlan-id=20 interface=${valueOf(bridge, 'name')}`,
          '/interface bridge',
        ),
        setUp.below(list, 'add list=LAN interface=vlan-voice'),
        setUp.below(address, 'add address=192.168.99.1/24 interface=vlan-voice'),
        ...removeAll(setUp, bypasses(setUp)),
      );
    },
  },
  {
    rule: 'pcc-with-hotspot',
    fault: 'a HotSpot runs on the bridge that the classifier is for',
    plant: (setUp) => {
      const [bridge] = setUp.items('/interface/bridge');
      if (classifier(setUp).length === 0 || !bridge) return undefined;
      const line = setUp.append(`/ip hotspot add name=hotspot1 interface=${valueOf(bridge, 'name')} disabled=no`);
      return fault(line, line);
    },
  },
  {
    rule: 'pcc-weights-mismatch',
    fault: 'the comments of the ports state bandwidths that the shares don’t fit',
    plant: (setUp) => {
      const rules = classifier(setUp);
      const ports = setUp.items('/interface/ethernet', has('comment'));
      if (rules.length === 0 || ports.length < 2) return undefined;
      return fault(rules, ...ports.map((port, index) => setUp.set(port, 'comment', index === 0 ? '"20M"' : '"200M"')));
    },
  },
  {
    rule: 'nth-per-packet',
    fault: 'nth counts packets of all states and marks',
    plant: (setUp) => {
      const rule = setUp.first(MANGLE, isNth);
      return rule && fault(rule, ...setUp.unset(rule, 'connection-state', 'connection-mark'));
    },
  },
  {
    rule: 'nth-per-packet',
    fault: 'nth gives the routing mark itself',
    plant: (setUp) => {
      const rule = setUp.first(MANGLE, is('action', 'mark-routing'), is('chain', 'prerouting'));
      return rule && fault(rule, ...setUp.unset(rule, 'connection-mark'), setUp.set(rule, 'nth', '2,1'));
    },
    consequences: {
      'pcc-missing-dst-type-local': 'it marks what is for the router, too',
      'ecmp-no-return-path': 'what came in is no longer answered by the mark',
    },
  },
  {
    rule: 'nth-chain-arithmetic',
    fault: 'the rule for the rest counts again',
    plant: (setUp) => {
      const rest = setUp.last(MANGLE, has('new-connection-mark', 'dst-address-type'), lacks('nth', PCC));
      if (!rest || !setUp.first(MANGLE, isNth)) return undefined;
      return fault(rest, setUp.set(rest, 'nth', '2,2'));
    },
  },
  {
    rule: 'nth-chain-arithmetic',
    fault: 'nth waits for one more than there are',
    plant: (setUp) => {
      const rule = setUp.first(MANGLE, isNth);
      return rule && fault(rule, setUp.set(rule, 'nth', '2,3'));
    },
  },
  {
    rule: 'nth-no-stickiness',
    fault: 'nth shares instead of the classifier',
    plant: (setUp) => {
      const rules = classifier(setUp);
      const [first] = rules;
      if (!first) return undefined;
      return fault(
        first,
        ...rules.map((rule, index) => {
          const numbers = index < rules.length - 1 ? `nth=${rules.length - index},1` : '';
          return setUp.rewrite(rule, /per-connection-classifier=\S+/, numbers);
        }),
      );
    },
  },
  {
    rule: 'inbound-wan-not-marked',
    fault: 'a port is forwarded on the second uplink, whose connections are not marked',
    plant: (setUp) => {
      const mark = setUp.items(MANGLE, has('in-interface', 'new-connection-mark'), lacks(PCC))[1];
      const nat = setUp.first(NAT);
      const shares = setUp.items(ROUTE, isMainDefault).length > 1;
      if (!mark || !nat || !shares || classifier(setUp).length + setUp.items(MANGLE, isNth).length === 0)
        return undefined;
      const forward = setUp.above(
        nat,
        `add chain=dstnat action=dst-nat in-interface=${valueOf(mark, 'in-interface')} protocol=tcp dst-port=443 to-addresses=192.168.88.10`,
      );
      return fault(forward, forward, setUp.drop(mark));
    },
  },
  {
    rule: 'fasttrack-with-policy-routing',
    fault: 'FastTrack takes every connection',
    plant: (setUp) => {
      const accept = setUp.first(
        '/ip/firewall/filter',
        is('chain', 'forward'),
        fits('connection-state', /established/),
      );
      if (!accept || setUp.items(MANGLE, is('action', 'mark-routing')).length === 0) return undefined;
      const rule = setUp.above(
        accept,
        'add chain=forward action=fasttrack-connection connection-state=established,related',
      );
      return fault(rule, rule);
    },
  },
];
