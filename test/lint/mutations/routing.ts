import { type Item, valueOf } from '../../../server/src/config/item';
import {
  fault,
  fits,
  has,
  is,
  isAddress,
  isMainDefault,
  isMarkedDefault,
  MANGLE,
  type Mutation,
  ROUTE,
  type SetUp,
  tableOf,
} from './mutation';

const isHost = fits('dst-address', /^\d+\.\d+\.\d+\.\d+\/32$/);
const hostOf = (route: Item): string => valueOf(route, 'dst-address')?.replace('/32', '') ?? '';
/** A default route with an address as gateway that is not the router's last one to everywhere. */
const isStatic = (item: Item): boolean => isMainDefault(item) && isAddress(item);
/** The port that has the address of an uplink. */
const portTo = (setUp: SetUp, route: Item): string | undefined => {
  const network = valueOf(route, 'gateway')?.replace(/\.\d+$/, '.');
  const address = setUp.items('/ip/address').find((item) => network && valueOf(item, 'address')?.startsWith(network));
  return address && valueOf(address, 'interface');
};
/** The routes of the first table of its own. */
const markedRoutes = (setUp: SetUp): readonly Item[] => {
  const [first] = setUp.items(ROUTE, isMarkedDefault);
  return first ? setUp.items(ROUTE, (item) => tableOf(item) === tableOf(first)) : [];
};
const isSwitched = (setUp: SetUp): boolean =>
  setUp.items('/tool/netwatch').length > 0 || setUp.items('/ip/dhcp-client', has('script')).length > 0;

export const ROUTING: readonly Mutation[] = [
  {
    rule: 'routing-table-undefined',
    fault: 'the line that makes a table is gone',
    plant: (setUp) => {
      const table = setUp.first('/routing/table');
      const name = table && valueOf(table, 'name');
      const user = name && setUp.first(MANGLE, is('new-routing-mark', name));
      return table && user ? fault(user, setUp.drop(table)) : undefined;
    },
  },
  {
    rule: 'routing-table-no-fib',
    fault: 'a table is made without fib',
    plant: (setUp) => {
      const table = setUp.first('/routing/table');
      return table && fault(table, setUp.rewrite(table, / fib\b/, ''));
    },
  },
  {
    rule: 'v6-routing-table-menu',
    fault: 'a route names its table as RouterOS 7 does',
    plant: (setUp) => {
      const [route] = setUp.items(ROUTE, has('routing-mark'));
      return setUp.isSix && route ? fault(route, setUp.rewrite(route, /routing-mark=/, 'routing-table=')) : undefined;
    },
  },
  {
    rule: 'v6-routing-table-menu',
    fault: 'a table is made as in RouterOS 7',
    plant: (setUp) => {
      const [route] = setUp.items(ROUTE, has('routing-mark'));
      const line = setUp.append(`/routing table add name=${route && tableOf(route)} fib`);
      return setUp.isSix && route ? fault(line, line) : undefined;
    },
  },
  {
    rule: 'v7-routing-mark-in-route',
    fault: 'a route names its table as RouterOS 6 does',
    plant: (setUp) => {
      const [route] = setUp.items(ROUTE, has('routing-table'));
      return route && fault(route, setUp.rewrite(route, /routing-table=/, 'routing-mark='));
    },
  },
  {
    rule: 'v7-routing-mark-in-route',
    fault: 'a blackhole is written as in RouterOS 6',
    plant: (setUp) => {
      const last = setUp.last(ROUTE);
      if (setUp.isSix || !last) return undefined;
      const line = setUp.below(last, 'add dst-address=10.0.0.0/8 type=blackhole');
      return fault(line, line);
    },
  },
  {
    rule: 'routing-mark-without-route',
    fault: 'the routes of a table are gone',
    plant: (setUp) => {
      const routes = markedRoutes(setUp);
      const [first] = routes;
      const others = setUp.items(ROUTE, isMarkedDefault).filter((route) => !routes.includes(route));
      if (!first || others.length === 0) return undefined;
      return fault(
        setUp.items(MANGLE, is('new-routing-mark', tableOf(first))),
        ...routes.map((route) => setUp.drop(route)),
      );
    },
    consequences: {
      'inbound-wan-not-marked': 'the mark no longer steers the replies',
      'ecmp-no-return-path': 'the mark no longer steers the replies',
    },
  },
  {
    rule: 'marked-table-no-failover',
    fault: 'a table is left with one route that nothing checks',
    plant: (setUp) => {
      const [first, ...others] = markedRoutes(setUp);
      if (!first || !isAddress(first) || isSwitched(setUp)) return undefined;
      return fault(first, ...setUp.unset(first, 'check-gateway'), ...others.map((route) => setUp.drop(route)));
    },
  },
  {
    rule: 'main-table-no-default',
    fault: 'the default routes of main are gone',
    plant: (setUp) => {
      const routes = setUp.items(ROUTE, isMainDefault);
      if (routes.length === 0 || markedRoutes(setUp).length === 0) return undefined;
      return fault(setUp.items(ROUTE, isMarkedDefault), ...routes.map((route) => setUp.drop(route)));
    },
  },
  {
    rule: 'rule-and-mangle-mixed',
    fault: 'a routing rule sends sources elsewhere that mangle steers',
    plant: (setUp) => {
      const steering = setUp.first(MANGLE, is('action', 'mark-routing'), is('chain', 'prerouting'));
      const tables = setUp.items('/routing/table').map((item) => valueOf(item, 'name'));
      const other = tables.find((name) => steering && name !== valueOf(steering, 'new-routing-mark'));
      if (!steering || !other) return undefined;
      const rule = setUp.append(`/routing rule add src-address=192.168.88.0/24 action=lookup table=${other}`);
      return fault(rule, rule, setUp.set(steering, 'src-address', '192.168.88.0/24'));
    },
  },
  {
    rule: 'interface-gateway-on-broadcast',
    fault: 'a default route has the port as gateway',
    plant: (setUp) => {
      const route = setUp.first(ROUTE, isStatic);
      const port = route && portTo(setUp, route);
      if (!route || !port) return undefined;
      return fault(route, setUp.set(route, 'gateway', port), ...setUp.unset(route, 'check-gateway'));
    },
  },
  {
    rule: 'check-gateway-on-interface-gateway',
    fault: 'a checked default route has the port as gateway',
    plant: (setUp) => {
      const route = setUp.first(ROUTE, isStatic, has('check-gateway'));
      const port = route && portTo(setUp, route);
      return route && port ? fault(route, setUp.set(route, 'gateway', port)) : undefined;
    },
    consequences: { 'interface-gateway-on-broadcast': 'the gateway is no address' },
  },
  {
    rule: 'check-gateway-missing',
    fault: 'the route with a backup behind it is not checked',
    plant: (setUp) => {
      const [first, second] = setUp.items(ROUTE, isStatic, has('distance'));
      if (!first || !second || valueOf(first, 'distance') === valueOf(second, 'distance')) return undefined;
      if (isSwitched(setUp) || setUp.items(ROUTE, isHost).length > 0) return undefined;
      return fault(first, ...setUp.unset(first, 'check-gateway'));
    },
  },
  {
    rule: 'check-gateway-only-first-hop',
    fault: 'the gateway is the provider’s modem',
    plant: (setUp) => {
      const [first, second] = setUp.items(ROUTE, isStatic, has('check-gateway', 'distance'));
      const gateway = first && valueOf(first, 'gateway');
      const address = setUp
        .items('/ip/address')
        .find((item) => gateway && portTo(setUp, first) === valueOf(item, 'interface'));
      if (!first || !second || !gateway || !address || isSwitched(setUp)) return undefined;
      if (valueOf(first, 'distance') === valueOf(second, 'distance')) return undefined;
      return fault(
        setUp.items(ROUTE, is('gateway', gateway)),
        setUp.set(address, 'address', '192.168.7.2/24'),
        ...setUp.items(ROUTE, is('gateway', gateway)).map((route) => setUp.set(route, 'gateway', '192.168.7.1')),
      );
    },
  },
  {
    rule: 'recursive-host-route-missing',
    fault: 'the route to a probe host is gone',
    plant: (setUp) => {
      const host = setUp.first(ROUTE, isHost, has('scope'));
      if (!host || setUp.items('/ip/dhcp-client').length > 0) return undefined;
      const users = setUp.items(ROUTE, is('gateway', hostOf(host)));
      return fault(users, setUp.drop(host));
    },
  },
  {
    rule: 'recursive-host-route-missing',
    fault: 'a gateway is in no network of the router',
    plant: (setUp) => {
      const route = setUp.first(ROUTE, isStatic);
      if (!route || !portTo(setUp, route) || setUp.items('/ip/dhcp-client').length > 0) return undefined;
      return fault(route, setUp.set(route, 'gateway', '192.0.2.77'));
    },
  },
  {
    rule: 'recursive-scope',
    fault: 'a recursive route does not look as far as the route to its host',
    plant: (setUp) => {
      const host = setUp.first(ROUTE, isHost, has('scope'));
      const user = host && setUp.first(ROUTE, is('gateway', hostOf(host)));
      if (!host || !user) return undefined;
      return setUp.isSix
        ? fault(setUp.items(ROUTE, is('gateway', hostOf(host))), ...setUp.unset(host, 'scope'))
        : fault(user, ...setUp.unset(user, 'target-scope'));
    },
  },
  {
    rule: 'recursive-shared-probe-host',
    fault: 'a probe host is reached by both uplinks',
    plant: (setUp) => {
      const hosts = setUp.items(ROUTE, isHost, has('scope'));
      const [first] = hosts;
      const other = hosts.find((host) => first && valueOf(host, 'gateway') !== valueOf(first, 'gateway'));
      if (setUp.isSix || !first || !other) return undefined;
      const line = setUp.below(
        other,
        `add dst-address=${hostOf(first)}/32 gateway=${valueOf(other, 'gateway')} scope=10 distance=1`,
      );
      return fault(line, line);
    },
  },
  {
    rule: 'probe-host-as-dns',
    fault: 'a probe host is asked for names',
    plant: (setUp) => {
      const host = setUp.first(ROUTE, isHost);
      const [dns] = setUp.analysis.configuration.menu('/ip/dns').items;
      return host && dns ? fault(dns, setUp.set(dns, 'servers', `${hostOf(host)},149.112.112.112`)) : undefined;
    },
  },
  {
    rule: 'probe-host-as-dns',
    fault: 'the DHCP server hands a probe host out for names',
    plant: (setUp) => {
      const host = setUp.first(ROUTE, isHost);
      const network = setUp.first('/ip/dhcp-server/network');
      return host && network ? fault(network, setUp.set(network, 'dns-server', hostOf(host))) : undefined;
    },
  },
  {
    rule: 'dhcp-default-conflicts-static',
    fault: 'a DHCP client adds a default route beside the static one',
    plant: (setUp) => {
      const route = setUp.first(ROUTE, isStatic, is('distance', '1'));
      const port = route && portTo(setUp, route);
      if (!port || setUp.items('/ip/dhcp-client').length > 0) return undefined;
      const line = setUp.append(`/ip dhcp-client add interface=${port} disabled=no`);
      return fault(line, line);
    },
  },
  {
    rule: 'dhcp-static-gateway-literal',
    fault: 'the address of an uplink is leased, and its gateway is written down',
    plant: (setUp) => {
      const route = setUp.first(ROUTE, isStatic);
      const port = route && portTo(setUp, route);
      const address = setUp.items('/ip/address').find((item) => port === valueOf(item, 'interface'));
      if (!route || !port || !address || isSwitched(setUp)) return undefined;
      return fault(
        route,
        setUp.set(route, 'gateway', `${valueOf(route, 'gateway')}%${port}`),
        setUp.drop(address),
        setUp.append(`/ip dhcp-client add interface=${port} add-default-route=no disabled=no`),
      );
    },
  },
  {
    rule: 'add-defaults-to-disabled',
    fault: 'a client or server is added without disabled=no',
    plant: (setUp) => {
      const menus = ['/interface/pppoe-client', ...(setUp.isSix ? ['/ip/dhcp-server', '/ip/dhcp-client'] : [])];
      const item = menus.flatMap((menu) => setUp.items(menu, is('disabled', 'no')))[0];
      return item && fault(item, ...setUp.unset(item, 'disabled'));
    },
  },
];
