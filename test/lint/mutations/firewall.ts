import { valueOf } from '../../../server/src/config/item';
import {
  acceptsReplies,
  closing,
  FILTER,
  fault,
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
  UNMARKED_REPLIES,
  uplink,
} from './mutation';

const isFastTracked = (setUp: SetUp): boolean => setUp.items(FILTER, is('action', 'fasttrack-connection')).length > 0;
const forwardTo = (setUp: SetUp, matchers: string) => {
  const nat = setUp.first(NAT);
  return nat && setUp.above(nat, `add chain=dstnat action=dst-nat ${matchers} to-addresses=192.168.88.10`);
};
/** A FastTrack rule above the rule that accepts replies in the forward chain. */
const fasttrackAbove = (setUp: SetUp, ...statements: string[]) => {
  const accept = setUp.first(FILTER, is('chain', 'forward'), acceptsReplies);
  if (!accept || isFastTracked(setUp) || isMarked(setUp)) return undefined;
  return setUp.above(accept, FASTTRACK, ...statements);
};
const FASTTRACK = 'add chain=forward action=fasttrack-connection connection-state=established,related';
const isMarked = (setUp: SetUp): boolean => setUp.items(MANGLE, is('action', 'mark-routing')).length > 0;

export const FIREWALL: readonly Mutation[] = [
  {
    rule: 'rule-shadowed',
    fault: 'FastTrack stands below the rule that accepts the same connections',
    plant: (setUp) => {
      const accept = setUp.first(FILTER, is('chain', 'forward'), acceptsReplies);
      if (!accept || isFastTracked(setUp)) return undefined;
      const rule = setUp.below(
        accept,
        'add chain=forward action=fasttrack-connection connection-state=established,related',
      );
      return fault(rule, rule);
    },
  },
  {
    rule: 'rule-shadowed',
    fault: 'a service is opened below the rule that drops all that comes from outside',
    plant: (setUp) => {
      const drop = closing(setUp, 'input');
      if (!drop || !uplink(setUp)) return undefined;
      const rule = setUp.below(
        drop,
        `add chain=input action=accept protocol=udp dst-port=500 in-interface=${uplink(setUp)}`,
      );
      return fault(rule, rule);
    },
  },
  {
    rule: 'negated-list-or',
    fault: 'a second rule drops all but another list',
    plant: (setUp) => {
      const drop = closing(setUp, 'input');
      if (!drop) return undefined;
      const rule = setUp.below(drop, 'add chain=input action=drop in-interface-list=!WAN');
      return fault(rule, rule);
    },
    consequences: { 'drop-before-accept-lockout': 'together the two drop everything' },
  },
  {
    rule: 'nat-missing-for-wan',
    fault: 'the translation of an uplink is gone',
    plant: (setUp) => {
      const rule = setUp.last(NAT, is('action', 'masquerade'), has('out-interface'));
      // Where the default routes wait for a lease, nothing shows what leaves by an uplink.
      if (!rule || setUp.items(ROUTE, isMainDefault).length === 0) return undefined;
      const name = valueOf(rule, 'out-interface') ?? '';
      const named = [
        '/interface/list/member',
        '/ip/address',
        '/ip/dhcp-client',
        '/interface/pppoe-client',
        ROUTE,
      ].flatMap((menu) =>
        setUp.items(menu, (item) => ['interface', 'name', 'gateway'].some((each) => valueOf(item, each) === name)),
      );
      const address = setUp.items('/ip/address', is('interface', name))[0];
      const network = (address && valueOf(address, 'address'))?.replace(/\.\d+\/\d+$/, '.');
      const routes = setUp.items(
        ROUTE,
        (item) => network !== undefined && (valueOf(item, 'gateway') ?? '').startsWith(network),
      );
      return fault([...named, ...routes], setUp.drop(rule));
    },
  },
  {
    rule: 'masquerade-unscoped',
    fault: 'everything is masqueraded',
    plant: (setUp) => {
      const rule = setUp.first(NAT, is('action', 'masquerade'));
      return rule && fault(rule, ...setUp.unset(rule, 'out-interface', 'out-interface-list'));
    },
    consequences: { 'rule-shadowed': 'it takes what the rule for the other uplink is for' },
  },
  {
    rule: 'dstnat-no-destination-limit',
    fault: 'a port is forwarded whoever it is for',
    plant: (setUp) => {
      const rule = forwardTo(setUp, 'protocol=tcp dst-port=8080');
      return rule && fault(rule, rule);
    },
    consequences: UNMARKED_REPLIES,
  },
  {
    rule: 'dstnat-no-destination-limit',
    fault: 'a forward loses the matchers that limit it',
    plant: (setUp) => {
      const rule = setUp.last(NAT, is('action', 'dst-nat'), lacks('connection-mark'));
      return rule && fault(rule, ...setUp.unset(rule, 'in-interface', 'dst-address-type'));
    },
  },
  {
    rule: 'dstnat-port-needs-protocol',
    fault: 'a rule names a port and no protocol',
    plant: (setUp) => {
      const drop = closing(setUp, 'input');
      if (!drop) return undefined;
      const rule = setUp.above(drop, 'add chain=input action=accept dst-port=8291 in-interface-list=LAN');
      return fault(rule, rule);
    },
  },
  {
    rule: 'dstnat-port-needs-protocol',
    fault: 'a port is forwarded without its protocol',
    plant: (setUp) => {
      const rule = forwardTo(setUp, 'dst-address-type=local dst-port=8080');
      return rule && fault(rule, rule);
    },
    consequences: { ...UNMARKED_REPLIES, 'hairpin-missing': 'the forward is for the inside as well' },
  },
  {
    rule: 'dstnat-blocked-by-forward',
    fault: 'a port is forwarded, and the forward chain drops what comes from outside',
    complete: true,
    plant: (setUp) => {
      const drop = closing(setUp, 'forward');
      const rule = forwardTo(setUp, 'in-interface-list=WAN protocol=tcp dst-port=8080');
      return drop && rule && uplink(setUp)
        ? fault(rule, rule, ...setUp.unset(drop, 'connection-nat-state'))
        : undefined;
    },
  },
  {
    rule: 'hairpin-missing',
    fault: 'a port is forwarded by the public address only',
    plant: (setUp) => {
      const address = setUp.items('/ip/address').find((item) => valueOf(item, 'interface') === uplink(setUp));
      const public_ = address && valueOf(address, 'address')?.replace(/\/\d+$/, '');
      const rule = forwardTo(setUp, `dst-address=${public_} protocol=tcp dst-port=8080`);
      return public_ && rule ? fault(rule, rule) : undefined;
    },
    consequences: UNMARKED_REPLIES,
  },
  {
    rule: 'masquerade-failover-leak',
    fault: 'one of two shared uplinks becomes the backup of the other',
    plant: (setUp) => {
      const [one, two] = setUp.items(ROUTE, isMainDefault, isAddress);
      if (!one || !two || valueOf(one, 'distance') !== valueOf(two, 'distance')) return undefined;
      return fault(setUp.items(NAT, is('action', 'masquerade')), setUp.set(two, 'distance', '2'));
    },
  },
  {
    rule: 'pppoe-carrier-vs-pppoe-iface',
    fault: 'a rule names the port below a PPPoE connection',
    plant: (setUp) => {
      const client = setUp.first('/interface/pppoe-client');
      const name = client && valueOf(client, 'name');
      const rule = name && setUp.first(MANGLE, is('in-interface', name));
      const carrier = client && valueOf(client, 'interface');
      return rule && carrier ? fault(rule, setUp.set(rule, 'in-interface', carrier)) : undefined;
    },
    consequences: {
      'inbound-wan-not-marked': 'what comes in by the connection is no longer marked',
      'ecmp-no-return-path': 'what comes in by the connection is no longer marked',
    },
  },
  {
    rule: 'pppoe-carrier-vs-pppoe-iface',
    fault: 'masquerading names the port below a PPPoE connection',
    plant: (setUp) => {
      const client = setUp.first('/interface/pppoe-client');
      const name = client && valueOf(client, 'name');
      const rule = name && setUp.first(NAT, is('out-interface', name));
      const carrier = client && valueOf(client, 'interface');
      return rule && carrier ? fault(rule, setUp.set(rule, 'out-interface', carrier)) : undefined;
    },
    consequences: { 'nat-missing-for-wan': 'what leaves by the connection is no longer translated' },
  },
  {
    rule: 'fasttrack-with-queues',
    fault: 'FastTrack takes everything past a queue',
    plant: (setUp) => {
      const rule = fasttrackAbove(setUp);
      const queue = setUp.append('/queue simple add name=guests target=192.168.99.0/24 max-limit=10M/10M');
      return rule && fault(rule, rule, queue);
    },
  },
  {
    rule: 'fasttrack-without-accept',
    fault: 'FastTrack stands instead of the rule that accepts replies',
    plant: (setUp) => {
      const accept = setUp.first(FILTER, is('chain', 'forward'), acceptsReplies);
      const isClosed = setUp.last(
        FILTER,
        is('chain', 'forward'),
        is('action', 'drop'),
        lacks('connection-state', 'connection-nat-state', 'src-address-list'),
      );
      const drop = setUp.last(FILTER, is('chain', 'forward'), is('action', 'drop'), has('connection-nat-state'));
      if (!accept || isFastTracked(setUp) || isMarked(setUp) || (!isClosed && !drop)) return undefined;
      return fault(
        accept,
        setUp.set(accept, 'action', 'fasttrack-connection'),
        setUp.set(accept, 'connection-state', 'established,related'),
        ...(drop ? [...setUp.unset(drop, 'connection-state', 'connection-nat-state')] : []),
      );
    },
  },
  {
    rule: 'fasttrack-without-accept',
    fault: 'the rule below FastTrack that accepts the same connections is gone',
    plant: (setUp) => {
      const rule = setUp.first(FILTER, is('action', 'fasttrack-connection'));
      const accept = setUp.first(FILTER, is('chain', 'forward'), acceptsReplies);
      return rule && accept ? fault(rule, setUp.drop(accept)) : undefined;
    },
  },
  {
    rule: 'fasttrack-with-ipsec',
    fault: 'FastTrack takes connections before the rule that accepts IPsec',
    plant: (setUp) => {
      const rule = fasttrackAbove(setUp, 'add chain=forward action=accept ipsec-policy=in,ipsec');
      return rule && fault(rule, rule);
    },
  },
  {
    rule: 'fasttrack-hw-offload-v6',
    fault: 'FastTrack is told to offload',
    plant: (setUp) => {
      const rule = setUp.first(FILTER, is('action', 'fasttrack-connection'));
      if (setUp.isSix && rule) return fault(rule, setUp.set(rule, 'hw-offload', 'yes'));
      const accept = setUp.first(FILTER, is('chain', 'forward'), acceptsReplies);
      if (!setUp.isSix || !accept) return undefined;
      const line = setUp.above(accept, `${FASTTRACK} connection-mark=no-mark hw-offload=yes`);
      return fault(line, line);
    },
  },
];
