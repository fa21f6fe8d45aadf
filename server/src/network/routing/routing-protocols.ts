import type { NetworkModel } from '../network-model';

/** Where RouterOS 6 and 7 are told whom to exchange routes with. */
const NEIGHBOUR_MENUS: readonly string[] = [
  ...['/routing/bgp/connection', '/routing/bgp/peer', '/routing/ospf/interface-template', '/routing/ospf/network'],
  ...[
    '/routing/ospf-v3/interface',
    '/routing/rip/interface-template',
    '/routing/rip/interface',
    '/routing/rip/network',
  ],
  ...['/routing/isis/interface-template', '/routing/babel/interface-template'],
];

/** Whether neighbours tell the router routes, so that the text does not name all of them. */
export function learnsRoutes(model: NetworkModel): boolean {
  return model.once(hasNeighbours);
}

function hasNeighbours(model: NetworkModel): boolean {
  return NEIGHBOUR_MENUS.some((menu) => model.items(menu).length > 0);
}
