import { type DefaultRoute, defaultRoutes } from '../default-routes';
import type { NetworkModel } from '../network-model';

/** The certain default routes of one table, those that carry traffic first. */
export interface RouteGroup {
  readonly table: string;
  readonly destination: DefaultRoute['destination'];
  /** By distance, in the order of the text among equals. */
  readonly routes: readonly (DefaultRoute & { readonly distance: number })[];
}

/** The default routes by table and destination; those whose table or distance is computed are in none. */
export function askRouteGroups(model: NetworkModel): readonly RouteGroup[] {
  return model.once(findRouteGroups);
}

function findRouteGroups(model: NetworkModel): readonly RouteGroup[] {
  const groups = new Map<string, { table: string; destination: DefaultRoute['destination']; routes: Known[] }>();
  for (const route of defaultRoutes(model)) {
    const { table, destination, distance } = route;
    if (table === undefined || distance === undefined || !route.certain) continue;
    const key = `${table} ${destination}`;
    const group = groups.get(key) ?? { table, destination, routes: [] };
    group.routes.push({ ...route, distance });
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({
    ...group,
    routes: group.routes.toSorted((a, b) => a.distance - b.distance),
  }));
}

type Known = DefaultRoute & { readonly distance: number };

/** Whether a next hop that answers by ARP is probed: by the route itself, or by one that leads to its gateway. */
export function isProbed(route: DefaultRoute): boolean {
  if (route.checkGateway !== undefined) return true;
  return route.gateways.some(({ through }) =>
    through.some((helper) => {
      const check = helper.properties.get('check-gateway');
      return check !== undefined && check.value !== 'none' && check.value !== '';
    }),
  );
}

/** Whether the route names an address as its next hop, which only a probe can find dead; a dial-up tells by itself. */
export function needsProbe(route: DefaultRoute): boolean {
  return route.source === 'static' && route.gateways.some(({ address }) => address !== undefined);
}
