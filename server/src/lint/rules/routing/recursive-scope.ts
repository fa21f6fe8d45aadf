import { parseIpv4Set } from '../../../base/ip-set';
import { type Item, valueOf } from '../../../config/item';
import { resolveGateways } from '../../../network/gateways';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule, RuleContext } from '../../lint-rule';

const HELPER = 'add dst-address=198.51.100.9/32 gateway=192.0.2.1';

export const recursiveScope: LintRule = {
  id: 'recursive-scope',
  severity: 'error',
  needs: 'owned',
  summary: 'A recursive route whose target-scope does not reach the scope of the route to its gateway.',
  why: 'A next hop is looked up only among routes whose scope is not greater than the target-scope of the route. On RouterOS 7 a route that itself has a gateway counts one higher than its target-scope. Where the numbers don’t fit, the recursive route is inactive and the failover does not exist.',
  source: 'Failover (WAN Backup) manual; Routing Decision manual.',
  valid: [
    { code: `/ip route\n${HELPER} scope=10\nadd gateway=198.51.100.9 target-scope=11 check-gateway=ping` },
    { code: `/ip route\n${HELPER} scope=10\nadd gateway=198.51.100.9 check-gateway=ping`, routeros: '6.49' },
  ],
  invalid: [
    {
      code: `/ip route\n${HELPER} scope=10\nadd gateway=198.51.100.9 check-gateway=ping`,
      routeros: '7.20',
      fixed: `/ip route\n${HELPER} scope=10\nadd gateway=198.51.100.9 check-gateway=ping target-scope=11`,
    },
    {
      code: `/ip route\n${HELPER}\nadd gateway=198.51.100.9 check-gateway=ping`,
      routeros: '6.49',
      fixed: `/ip route\n${HELPER} scope=10\nadd gateway=198.51.100.9 check-gateway=ping`,
    },
  ],
  check(context) {
    const { network, configuration } = context;
    if (configuration.menu('/ip/route').uncertain) return;
    const routes = network.items('/ip/route');
    const hosts = new Map(routes.map((item) => [valueOf(item, 'dst-address')?.replace(/\/32$/, ''), item]));
    for (const route of routes.length > MAX_ROUTES ? [] : routes) {
      const target = scopeOf(route, 'target-scope', 10);
      if (!route.certain || !route.added || target === undefined) continue;
      for (const gateway of resolveGateways(network, valueOf(route, 'gateway') ?? '')) {
        const { address, resolution, text } = gateway;
        if (address === undefined || (resolution !== 'recursive' && resolution !== 'unresolved')) continue;
        // In a fragment the gateway may be on-link after all, unless a route to this very host is there for it.
        const helper = resolution === 'recursive' ? gateway.through[0] : hosts.get(text);
        if (!helper || helper === route) continue;
        const helpers = routes.filter((item) => item !== route && leadsTo(item, address));
        if (helpers.some((item) => fits(context, item, target) !== false)) continue;
        report(context, route, helper, target);
      }
    }
  },
};

/** A table that long comes from a routing protocol or a generator; nobody pins hosts in it by hand. */
const MAX_ROUTES = 3000;

function leadsTo(item: Item, address: number): boolean {
  const destination = valueOf(item, 'dst-address');
  return destination === undefined || destination === '' || (parseIpv4Set(destination)?.has(address) ?? true);
}

/** Whether a route may resolve a next hop; undefined where that hangs on the version or on a computed value. */
function fits({ version }: RuleContext, helper: Item, target: number): boolean | undefined {
  const scope = scopeOf(helper, 'scope', 30);
  const own = scopeOf(helper, 'target-scope', 10);
  if (scope === undefined || own === undefined) return undefined;
  const six = scope <= target;
  const seven = effectiveScope(scope, own) <= target;
  if (version) return version.major < 7 ? six : seven;
  return six === seven ? six : undefined;
}

/** RouterOS 7 lifts the scope of a route above its own target-scope. */
function effectiveScope(scope: number, targetScope: number): number {
  return scope <= targetScope ? targetScope + 1 : scope;
}

function scopeOf(item: Item, property: string, unset: number): number | undefined {
  const written = item.properties.get(property);
  if (written === undefined || written.value === '') return unset;
  return written.value !== undefined && /^\d+$/.test(written.value) ? Number(written.value) : undefined;
}

function report(context: RuleContext, route: Item, helper: Item, target: number): void {
  const { text, version } = context;
  const scope = scopeOf(helper, 'scope', 30) ?? 30;
  const own = scopeOf(helper, 'target-scope', 10) ?? 10;
  const isSix = version !== undefined && version.major < 7;
  const wanted = isSix ? Math.max(target, 10) : Math.max(effectiveScope(10, own), target);
  const needed = isSix ? scope : effectiveScope(scope, own);
  context.report({
    range: placeOf(route, 'target-scope', 'gateway'),
    message: `The route to this gateway has the scope ${needed}, and target-scope=${target} looks only at routes up to ${target}: this route stays inactive. Give the route to the host scope=10, and this one target-scope=${wanted}.`,
    fixes: [
      {
        title: `Set scope=10 there and target-scope=${wanted} here`,
        safe: false,
        edits: [
          ...(scope === 10 ? [] : [setProperty(text, helper, 'scope', '10')]),
          ...(target === wanted ? [] : [setProperty(text, route, 'target-scope', String(wanted))]),
        ],
      },
    ],
    related: [{ range: helper.origin.range, message: `The route to the gateway, scope ${scope}.` }],
  });
}
