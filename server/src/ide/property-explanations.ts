/**
 * What the properties that load balancing rests on mean, in our own words. A key is the property alone, or with the
 * menu before it where it means something else there.
 */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  'per-connection-classifier':
    'Shares connections out: `fields:number/remainder`. A hash of the named fields is divided by the number, and the rule takes the connections that leave this remainder. The same fields always give the same answer, so a connection stays on its uplink. There must be a rule for each remainder from 0 on, or some connections are not shared out.',
  nth: 'Takes one packet of every so many: `nth=2,1` the first of every two. It counts packets and not connections, so use it with `connection-state=new` and mark the connection, or the packets of one download go out through different uplinks.',
  random: 'Takes this share of the packets, in percent, by chance. It looks at each packet alone: mark the connection.',
  'connection-mark':
    'Takes packets of connections that a mangle rule has marked so. The mark is kept with the connection, for its answers too, which is what keeps a connection on the uplink where it began. It is known only behind the rule that sets it. `no-mark` takes connections without a mark.',
  'new-connection-mark':
    'The mark that the connection gets; all its later packets, and the answers to them, can be told by `connection-mark`. Give it only where there is no mark yet (`connection-mark=no-mark`), else later rules change it on the way.',
  'packet-mark':
    'Takes packets that a mangle rule has marked so. Unlike a connection mark it is on this one packet alone, and only inside this router.',
  'new-packet-mark':
    'The mark that this one packet gets, mostly for queues. It is gone when the packet leaves the router.',
  'routing-mark':
    'Takes packets that are to be routed by the table of this name. The mark is set in mangle, prerouting for what passes through and output for what the router itself sends.',
  '/ip/route routing-mark':
    'The route counts only for packets with this mark. RouterOS 6 makes the table by this alone; RouterOS 7 wants it made in `/routing table`, and calls the property `routing-table`.',
  'new-routing-mark':
    'Routes the packet by the table of this name. It works in the chains prerouting and output alone: behind them the route is chosen already. In RouterOS 7 the table must exist in `/routing table`, with `fib`.',
  'routing-table':
    'The table that the route is in. Only packets with its routing mark, or those that a rule of `/routing rule` sends there, see it. `main` is the table of all others.',
  passthrough:
    'Whether the packet goes on to the rules below after this one. With `no` it leaves the chain here, so that a later rule can’t mark it again; `yes` is needed where one rule marks the connection and the next one the route.',
  'check-gateway':
    'Asks the gateway every 10 seconds by `ping` or `arp`. After two questions without an answer the route is taken out, and with it all routes through the same gateway. It checks the next router only, not whether the Internet behind it works; for that, route to a far address and look it up recursively (`target-scope`).',
  distance:
    'Of several routes to the same place the one with the lowest distance is used; the others wait until it fails. In RouterOS 7 equal distances share the traffic (ECMP); RouterOS 6 uses one of them.',
  scope:
    'How near the route is: a route may find its gateway through those whose scope is not above its own `target-scope`. 10 is a connected network, 30 a static route.',
  'target-scope':
    'Up to which scope a route may be used to find the gateway. The default is 10. For a recursive route, whose gateway is a far address that a route of its own with `scope=10` leads to, RouterOS 7 needs 11 here; the route then fails when the far address does.',
  'connection-nat-state':
    'Takes connections whose addresses NAT has changed: `dstnat` are those of a port forwarding, `srcnat` those behind masquerade. Useful to leave forwarded ports out of a drop, or to send their answers back by the uplink they came in.',
  'connection-state':
    'What connection tracking says: `new` begins a connection, `established` belongs to one, `related` comes from one (FTP data, ICMP errors), `invalid` belongs to none, `untracked` was left out of tracking in raw.',
  'dst-address-type':
    'What kind of address the packet goes to, seen from this router: `local` is one of its own. `!local` leaves out what is for the router itself, so that management and DNS do not get a mark for an uplink.',
  'src-address-type': 'What kind of address the packet comes from, seen from this router: `local` is one of its own.',
  'in-interface-list':
    'Takes packets that came in by a member of this interface list. A list is better than a name: a new uplink is put into the list, and no rule has to change. There is none in the chain output.',
  'out-interface-list':
    'Takes packets that leave by a member of this interface list. It is known only after routing: not in prerouting and not in input.',
  'in-interface':
    'Takes packets that came in by this interface. For a port of a bridge it is the bridge that counts. PPPoE traffic comes in by the PPPoE client, not by the port below it.',
  'out-interface':
    'Takes packets that leave by this interface. It is known only after routing: not in prerouting and input.',
  '/ip/route gateway':
    'The next router, by its address, or an interface where the other end needs no address (PPPoE, VPN). Several, with commas, share the traffic (ECMP) in RouterOS 6; RouterOS 7 wants a route for each. `address%interface` names both.',
  'pref-src': 'The address that the router itself sends from by this route. It must be one of its own.',
  'default-route-distance':
    'The distance of the default route that this client gets from the provider. Give the reserve a higher one: in RouterOS 7 two uplinks with equal distances share the traffic, in RouterOS 6 one of them is taken.',
  'add-default-route':
    'Whether this client makes a default route of what the provider tells. With more than one uplink say `no`, or give each its `default-route-distance`, so that it does not compete with your own routes.',
  '/ip/dhcp-client default-route-tables':
    'In which routing tables the default route of this client goes (from RouterOS 7.18 on).',
  'src-address-list': 'Takes packets from an address in this list of `/ip firewall address-list`.',
  'dst-address-list':
    'Takes packets to an address in this list of `/ip firewall address-list`. With load balancing: a list of your own networks, so that what stays inside gets no mark for an uplink (`!`).',
  'dst-limit': 'Takes packets as long as there are no more than so many a second to (or from) one address.',
  'jump-target': 'The chain that the packet goes through next; where none of its rules decides, it comes back here.',
  chain:
    'Where on a packet’s way the rule stands. Chains with names of your own are gone through only where a rule jumps to them.',
  'ipv4-multipath-hash-policy':
    'By what ECMP chooses among equal routes: `l3` by the addresses, so that all connections between two hosts take one uplink; `l4` by the ports too.',
  'rp-filter':
    'Drops packets whose sender is not reached by the interface that they come in. `strict` breaks load balancing, because answers come in by uplinks that are not the best route: use `loose` or `no`.',
  'allow-fast-path': 'Lets packets that need no firewall go past it. FastTrack needs it too.',
  'place-before': 'The new item goes before this one; without it, to the end of the list.',
  'copy-from': 'The new item begins with the values of this one.',
  comment: 'A remark. It is shown above the item, and can be searched for.',
  disabled: 'Whether the item is switched off: it is kept, and does nothing.',
};

/** What a property means, where it is worth more words than its type; undefined for all others. */
export function explainProperty(menu: string, property: string): string | undefined {
  return EXPLANATIONS[`${menu} ${property}`] ?? EXPLANATIONS[property];
}
