import { type Item, valueOf } from '../../../server/src/config/item';
import {
  acceptsReplies,
  appended,
  atHead,
  closing,
  FILTER,
  fault,
  has,
  is,
  isMainDefault,
  type Mutation,
  NAT,
  type SetUp,
  setting,
  UNMARKED_REPLIES,
  uplink,
} from './mutation';

const IPV6_FILTER = '/ipv6/firewall/filter';
const dropsInvalid = (item: Item): boolean => is('action', 'drop')(item) && is('connection-state', 'invalid')(item);
const service = (setUp: SetUp, name: string): Item | undefined => setUp.items('/ip/service', is('name', name))[0];

export const EXPOSURE: readonly Mutation[] = [
  {
    rule: 'input-wan-exposed',
    fault: 'WinBox is accepted from everywhere, without a list of its own',
    complete: true,
    plant: (setUp) => {
      const winbox = service(setUp, 'winbox');
      const rule = atHead(setUp, 'input', 'action=accept protocol=tcp dst-port=8291');
      return winbox && rule ? fault(rule.at, ...rule.edits, setUp.drop(winbox)) : undefined;
    },
    consequences: UNMARKED_REPLIES,
  },
  {
    rule: 'input-wan-exposed',
    fault: 'the rule that closes the input chain is gone, and SSH has no list of its own',
    complete: true,
    plant: (setUp) => {
      const ssh = service(setUp, 'ssh');
      const drop = closing(setUp, 'input');
      const rules = setUp.items(FILTER, is('chain', 'input'));
      return ssh && drop && uplink(setUp) ? fault(rules, setUp.drop(drop), setUp.drop(ssh)) : undefined;
    },
    consequences: {
      'dns-open-resolver': 'the DNS server is open as well',
      'service-address-only': 'WinBox still has its list',
      'inbound-wan-not-marked': 'strangers reach the router now',
      'ecmp-no-return-path': 'strangers reach the router now',
    },
  },
  {
    rule: 'input-no-default-drop',
    fault: 'the rule that closes the input chain is gone',
    complete: true,
    plant: (setUp) => {
      const drop = closing(setUp, 'input');
      const isLimited = service(setUp, 'winbox') && service(setUp, 'ssh');
      return drop && isLimited && uplink(setUp)
        ? fault(setUp.items(FILTER, is('chain', 'input')), setUp.drop(drop))
        : undefined;
    },
    consequences: {
      ...UNMARKED_REPLIES,
      'dns-open-resolver': 'the DNS server is open as well',
      'service-address-only': 'only the lists of the services turn strangers away',
      'ecmp-no-return-path': 'strangers reach the router now',
    },
  },
  {
    rule: 'input-no-default-drop',
    fault: 'only some ports are closed',
    complete: true,
    plant: (setUp) => {
      const drop = closing(setUp, 'input');
      if (!drop || !uplink(setUp)) return undefined;
      const last = setUp.below(
        drop,
        'add chain=input action=drop protocol=tcp dst-port=20-25,53,80,443,2000,8291,8728,8729 in-interface-list=WAN',
        'add chain=input action=drop protocol=udp dst-port=53,123,161,5678 in-interface-list=WAN',
      );
      return fault(last, setUp.drop(drop), last);
    },
  },
  {
    rule: 'input-accept-established-missing',
    fault: 'replies to the router are no longer accepted',
    complete: true,
    plant: (setUp) => {
      const accept = setUp.first(FILTER, is('chain', 'input'), acceptsReplies);
      const drop = closing(setUp, 'input');
      return accept && drop && uplink(setUp) ? fault(drop, setUp.drop(accept)) : undefined;
    },
  },
  {
    rule: 'drop-before-accept-lockout',
    fault: 'the last input rule drops what comes from the inside, too',
    complete: true,
    plant: (setUp) => {
      const drop = closing(setUp, 'input');
      return drop && fault(drop, ...setUp.unset(drop, 'in-interface-list'));
    },
  },
  {
    rule: 'dns-open-resolver',
    fault: 'questions for names are accepted from everywhere',
    complete: true,
    plant: (setUp) => {
      const rule = atHead(setUp, 'input', 'action=accept protocol=udp dst-port=53');
      const dns = setting(setUp, '/ip/dns');
      return rule && dns && has('allow-remote-requests')(dns) ? fault(dns, ...rule.edits) : undefined;
    },
    consequences: {
      'inbound-wan-not-marked': 'strangers reach the router now',
      'ecmp-no-return-path': 'strangers reach the router now',
    },
  },
  {
    rule: 'filter-missing-invalid-drop',
    fault: 'nothing drops invalid packets on their way through',
    complete: true,
    plant: (setUp) => {
      const drop = setUp.first(FILTER, is('chain', 'forward'), dropsInvalid);
      const accept = setUp.first(FILTER, is('chain', 'forward'), acceptsReplies);
      return drop && accept ? fault(accept, setUp.drop(drop)) : undefined;
    },
  },
  {
    rule: 'filter-missing-invalid-drop',
    fault: 'nothing drops invalid packets from the inside to the router',
    complete: true,
    plant: (setUp) => {
      const drop = setUp.first(FILTER, is('chain', 'input'), dropsInvalid);
      const accept = setUp.first(FILTER, is('chain', 'input'), acceptsReplies);
      const isInside = setUp.items('/ip/address').length > 0;
      return drop && accept && isInside ? fault(accept, setUp.drop(drop)) : undefined;
    },
  },
  {
    rule: 'forward-wan-open',
    fault: 'nothing drops what comes in unasked',
    complete: true,
    plant: (setUp) => {
      const drop = closing(setUp, 'forward');
      return drop && uplink(setUp) ? fault(setUp.items(FILTER, is('chain', 'forward')), setUp.drop(drop)) : undefined;
    },
  },
  {
    rule: 'wan-interface-not-in-list',
    fault: 'an uplink is not in the list of uplinks',
    plant: (setUp) => {
      const members = setUp.items('/interface/list/member', is('list', 'WAN'));
      const name = uplink(setUp);
      const member = members.find((item) => valueOf(item, 'interface') === name);
      // Where the default routes wait for a lease, nothing shows that the port leads out.
      if (members.length < 2 || !member || !name || setUp.items('/ip/route', isMainDefault).length === 0)
        return undefined;
      const leads = ['/ip/address', '/ip/dhcp-client', '/interface/pppoe-client', '/ip/route'].flatMap((menu) =>
        setUp.items(menu),
      );
      return fault(leads, setUp.drop(member));
    },
    consequences: { 'forward-wan-open': 'the rule for the list no longer stops what comes in by that uplink' },
  },
  {
    rule: 'service-plaintext',
    fault: 'Telnet stays on',
    complete: true,
    plant: (setUp) => {
      const telnet = setUp.analysis.configuration.menu('/ip/service').items.find(is('name', 'telnet'));
      const all = setUp.analysis.configuration.menu('/ip/service').items;
      return telnet && uplink(setUp) ? fault(all, setUp.drop(telnet)) : undefined;
    },
  },
  {
    rule: 'service-address-only',
    fault: 'SSH is accepted from everywhere, and only its own list turns strangers away',
    complete: true,
    plant: (setUp) => {
      const ssh = service(setUp, 'ssh');
      const rule = atHead(setUp, 'input', 'action=accept protocol=tcp dst-port=22');
      return ssh && rule ? fault(ssh, ...rule.edits) : undefined;
    },
    consequences: UNMARKED_REPLIES,
  },
  {
    rule: 'ipv6-unfiltered',
    fault: 'IPv6 comes in by an uplink, and nothing filters it',
    complete: true,
    plant: (setUp) =>
      uplink(setUp) && setUp.items(FILTER).length > 0 && setUp.items(IPV6_FILTER).length === 0
        ? appended(setUp, `/ipv6 dhcp-client add interface=${uplink(setUp)} request=prefix pool-name=isp`)
        : undefined,
  },
  {
    rule: 'ipv6-unfiltered',
    fault: 'IPv6 comes in by an uplink, and the filter does not close its chains',
    complete: true,
    plant: (setUp) => {
      const drops = setUp.items(IPV6_FILTER, has('in-interface-list'));
      const line = setUp.append('/ipv6 dhcp-client add interface=ether1 request=prefix pool-name=isp');
      return drops.length > 0 && uplink(setUp) === 'ether1'
        ? fault(line, line, ...drops.map((drop) => setUp.drop(drop)))
        : undefined;
    },
  },
  {
    rule: 'ipv6-icmp-blocked',
    fault: 'ICMPv6 is no longer accepted',
    complete: true,
    plant: (setUp) => {
      const accept = setUp.first(IPV6_FILTER, is('chain', 'input'), is('protocol', 'icmpv6'));
      const drop = closing(setUp, 'input', IPV6_FILTER);
      const replies = setUp.first(IPV6_FILTER, is('chain', 'input'), acceptsReplies);
      if (!accept || !drop || !replies) return undefined;
      // Neighbour discovery is not tracked: the rule for replies must not let it pass.
      const tracked = setUp.set(replies, 'connection-state', 'established,related');
      return fault(drop, tracked, setUp.drop(accept), ...setUp.unset(drop, 'in-interface-list'));
    },
  },
  ...(['/tool/mac-server', '/tool/mac-server/mac-winbox'] as const).map(
    (menu): Mutation => ({
      rule: 'l2-mgmt-on-wan',
      fault: `${menu} answers on every interface`,
      complete: true,
      plant: (setUp) => {
        const item = setting(setUp, menu);
        return item && uplink(setUp) ? fault(item, setUp.set(item, 'allowed-interface-list', 'all')) : undefined;
      },
    }),
  ),
  {
    rule: 'l2-mgmt-on-wan',
    fault: 'neighbour discovery speaks to the provider',
    complete: true,
    plant: (setUp) => {
      const item = setting(setUp, '/ip/neighbor/discovery-settings');
      return item && uplink(setUp) ? fault(item, setUp.set(item, 'discover-interface-list', 'WAN')) : undefined;
    },
  },
  {
    rule: 'l2-mgmt-on-wan',
    fault: 'RoMON runs on every port',
    complete: true,
    plant: (setUp) => (uplink(setUp) ? appended(setUp, '/tool romon set enabled=yes') : undefined),
  },
  ...(['/ip socks', '/ip proxy', '/ip upnp'] as const).map(
    (menu): Mutation => ({
      rule: 'l2-mgmt-on-wan',
      fault: `${menu} is switched on`,
      complete: true,
      plant: (setUp) => (uplink(setUp) ? appended(setUp, `${menu} set enabled=yes`) : undefined),
    }),
  ),
  {
    rule: 'l2-mgmt-on-wan',
    fault: 'the SOCKS proxy is switched on, and the firewall lets strangers to it',
    complete: true,
    plant: (setUp) => {
      const rule = atHead(setUp, 'input', 'action=accept protocol=tcp dst-port=1080');
      const socks = setUp.append('/ip socks set enabled=yes');
      return rule && fault(socks, ...rule.edits, socks);
    },
    consequences: UNMARKED_REPLIES,
  },
  {
    rule: 'rp-filter-strict-multiwan',
    fault: 'sources are checked against main only',
    plant: (setUp) =>
      setUp.items(NAT, has('out-interface')).length > 1
        ? appended(setUp, '/ip settings set rp-filter=strict')
        : undefined,
  },
  {
    rule: 'single-source-bruteforce-rule-order',
    fault: 'attempts are counted behind the rule that accepts them',
    complete: true,
    plant: (setUp) => {
      const drop = closing(setUp, 'input');
      if (!drop || !uplink(setUp)) return undefined;
      const stage = setUp.above(
        drop,
        'add chain=input action=accept protocol=tcp dst-port=22 in-interface-list=LAN',
        'add chain=input action=add-src-to-address-list address-list=tries address-list-timeout=1m protocol=tcp dst-port=22 in-interface-list=LAN connection-state=new',
      );
      return fault(stage, stage);
    },
  },
  {
    rule: 'ssh-strong-crypto',
    fault: 'SSH takes weak ciphers',
    plant: (setUp) => appended(setUp, '/ip ssh set strong-crypto=no'),
  },
  {
    rule: 'user-default-admin',
    fault: 'a second administrator is added, and admin stays',
    complete: true,
    plant: (setUp) => appended(setUp, '/user add name=ops group=full password="" address=192.168.88.0/24'),
  },
  {
    rule: 'user-no-address',
    fault: 'an administrator may log in from anywhere',
    complete: true,
    plant: (setUp) => appended(setUp, '/user add name=ops group=full password=""', '/user disable admin'),
  },
];
