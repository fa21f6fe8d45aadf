import type { ValueType } from './value-type';

interface Limits {
  readonly min: number;
  readonly max: number;
}

const OCTET: Limits = { min: 0, max: 255 };
/** The twelve bits of IEEE 802.1Q. */
const VLAN_ID: Limits = { min: 0, max: 4095 };
/** The sixteen bits of TCP and UDP. */
const PORT: Limits = { min: 0, max: 65535 };

/** What MikroTik documents for one menu's property, by both names. */
const BY_MENU: Readonly<Record<string, Limits>> = {
  '/interface/vlan vlan-id': { min: 1, max: 4095 },
  '/interface/bridge/port pvid': { min: 1, max: 4094 },
  '/interface/vrrp vrid': { min: 1, max: 255 },
  '/interface/vrrp priority': { min: 1, max: 254 },
  '/queue/tree priority': { min: 1, max: 8 },
  '/ip/route distance': OCTET,
  '/ip/route scope': OCTET,
  '/ip/route target-scope': OCTET,
  '/ipv6/route distance': OCTET,
  '/ipv6/route scope': OCTET,
  '/ipv6/route target-scope': OCTET,
};

/**
 * The type with the limits that MikroTik's manual or the protocol's own field gives a number, where the CLI reference
 * says no more than that it is one.
 */
export function withNumberLimits(menu: string, property: string, type: ValueType): ValueType {
  if (type.kind !== 'number' || Number.isFinite(type.max)) return type;
  const limits = BY_MENU[`${menu} ${property}`] ?? byName(property);
  return limits ? { ...type, ...limits } : type;
}

function byName(property: string): Limits | undefined {
  if (/^(.*-)?vlan-id$/.test(property)) return VLAN_ID;
  if (property === 'default-route-distance') return OCTET;
  return /^(.*-)?port$/.test(property) ? PORT : undefined;
}
