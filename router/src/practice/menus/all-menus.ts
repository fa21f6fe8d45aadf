import type { MenuDefinition } from '../menu-definition';
import { FIREWALL_MENUS } from './firewall';
import { INTERFACE_MENUS } from './interfaces';
import { IP_MENUS } from './ip';
import { ROUTING_MENUS } from './routing';
import { SYSTEM_MENUS } from './system';
import { TOOL_MENUS } from './tool';

/** The menus that behave like a router's; of all others of the catalogue the practice router keeps plain items. */
export const ALL_MENUS: ReadonlyMap<string, MenuDefinition> = new Map(
  [...INTERFACE_MENUS, ...IP_MENUS, ...FIREWALL_MENUS, ...ROUTING_MENUS, ...SYSTEM_MENUS, ...TOOL_MENUS].map((menu) => [
    menu.path,
    menu,
  ]),
);
