import type { MenuDefinition, ReferenceKind } from '../menu-definition';

const references: Readonly<Record<string, ReferenceKind>> = {
  'in-interface': 'interface',
  'out-interface': 'interface',
  'in-interface-list': 'interface-list',
  'out-interface-list': 'interface-list',
};

const table = (path: string, extra: Readonly<Record<string, ReferenceKind>> = {}): MenuDefinition => ({
  path,
  kind: 'items',
  references: { ...references, ...extra },
  required: ['chain'],
  defaults: { action: 'accept', disabled: 'false', log: 'false', 'log-prefix': '' },
  readOnly: ['bytes', 'packets', 'dynamic', 'invalid'],
});

export const FIREWALL_MENUS: readonly MenuDefinition[] = [
  table('/ip/firewall/filter'),
  table('/ip/firewall/nat'),
  table('/ip/firewall/mangle', { 'new-routing-mark': 'routing-table' }),
  table('/ip/firewall/raw'),
  {
    path: '/ip/firewall/address-list',
    kind: 'items',
    required: ['list'],
    unique: [{ properties: ['list', 'address'], refusal: () => 'failure: already have such entry' }],
    defaults: { disabled: 'false', dynamic: 'false' },
    readOnly: ['dynamic', 'creation-time'],
  },
  { path: '/ip/firewall/connection', kind: 'items' },
  table('/ipv6/firewall/filter'),
  { path: '/ipv6/firewall/address-list', kind: 'items', required: ['list'], defaults: { disabled: 'false' } },
];
