import { alreadyHave, type MenuDefinition } from '../menu-definition';

export const ROUTING_MENUS: readonly MenuDefinition[] = [
  {
    path: '/ip/route',
    kind: 'items',
    references: { 'routing-table': 'routing-table' },
    required: ['gateway'],
    defaults: { 'dst-address': '0.0.0.0/0', distance: '1', scope: '30', 'target-scope': '10', disabled: 'false' },
    readOnly: ['active', 'dynamic', 'static', 'inactive', 'immediate-gw', 'gateway-status', 'connect'],
  },
  { path: '/ip/route/rule', kind: 'items', major: 6, defaults: { action: 'lookup', disabled: 'false' } },
  {
    path: '/routing/rule',
    kind: 'items',
    major: 7,
    references: { table: 'routing-table' },
    defaults: { action: 'lookup', disabled: 'false' },
  },
  {
    path: '/routing/table',
    kind: 'items',
    major: 7,
    required: ['name'],
    unique: [{ properties: ['name'], refusal: alreadyHave('routing table with name') }],
    initial: [{ name: 'main', fib: '', dynamic: 'true' }],
    defaults: { disabled: 'false' },
    readOnly: ['dynamic', 'invalid'],
  },
  { path: '/ipv6/route', kind: 'items', defaults: { distance: '1', disabled: 'false' } },
];
