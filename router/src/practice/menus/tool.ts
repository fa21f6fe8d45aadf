import type { MenuDefinition } from '../menu-definition';

export const TOOL_MENUS: readonly MenuDefinition[] = [
  {
    path: '/tool/netwatch',
    kind: 'items',
    required: ['host'],
    defaults: { interval: '1m', timeout: '1s', disabled: 'false', 'up-script': '', 'down-script': '' },
    readOnly: ['status', 'since'],
  },
  { path: '/tool/e-mail', kind: 'settings', defaults: { port: '25', from: '<>', user: '', password: '' } },
  { path: '/tool/bandwidth-server', kind: 'settings', defaults: { enabled: 'true', authenticate: 'true' } },
  {
    path: '/tool/mac-server',
    kind: 'settings',
    references: { 'allowed-interface-list': 'interface-list' },
    defaults: { 'allowed-interface-list': 'all' },
  },
  {
    path: '/tool/mac-server/mac-winbox',
    kind: 'settings',
    references: { 'allowed-interface-list': 'interface-list' },
    defaults: { 'allowed-interface-list': 'all' },
  },
  { path: '/tool/mac-server/ping', kind: 'settings', defaults: { enabled: 'true' } },
  { path: '/tool/romon', kind: 'settings', defaults: { enabled: 'false' } },
  {
    path: '/queue/simple',
    kind: 'items',
    unique: [{ properties: ['name'], refusal: () => 'failure: already have such name' }],
    defaults: { disabled: 'false' },
  },
  { path: '/queue/tree', kind: 'items', defaults: { disabled: 'false' } },
  { path: '/queue/type', kind: 'items' },
];
