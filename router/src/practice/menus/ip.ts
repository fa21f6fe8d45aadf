import type { MenuDefinition } from '../menu-definition';

const SERVICES: readonly [string, string, boolean][] = [
  ['telnet', '23', true],
  ['ftp', '21', true],
  ['www', '80', true],
  ['ssh', '22', true],
  ['www-ssl', '443', false],
  ['api', '8728', true],
  ['winbox', '8291', true],
  ['api-ssl', '8729', true],
];

export const IP_MENUS: readonly MenuDefinition[] = [
  {
    path: '/ip/address',
    kind: 'items',
    references: { interface: 'interface' },
    required: ['address', 'interface'],
    unique: [{ properties: ['address', 'interface'], refusal: () => 'failure: already have such address' }],
    defaults: { disabled: 'false' },
    readOnly: ['actual-interface'],
  },
  {
    path: '/ip/pool',
    kind: 'items',
    required: ['name', 'ranges'],
    unique: [{ properties: ['name'], refusal: () => 'failure: pool with such name exists' }],
    references: { 'next-pool': 'pool' },
  },
  {
    path: '/ip/dhcp-client',
    kind: 'items',
    references: { interface: 'interface' },
    required: ['interface'],
    unique: [{ properties: ['interface'], refusal: () => 'failure: dhcp-client on that interface already exists' }],
    defaults: {
      'add-default-route': 'yes',
      'default-route-distance': '1',
      'use-peer-dns': 'yes',
      'use-peer-ntp': 'yes',
    },
    readOnly: ['status', 'address', 'gateway'],
  },
  {
    path: '/ip/dhcp-server',
    kind: 'items',
    references: { interface: 'interface', 'address-pool': 'pool' },
    required: ['interface'],
    unique: [{ properties: ['name'], refusal: () => 'failure: server with such name already exists' }],
  },
  {
    path: '/ip/dhcp-server/network',
    kind: 'items',
    required: ['address'],
    unique: [{ properties: ['address'], refusal: () => 'failure: already have such network' }],
  },
  {
    path: '/ip/dns',
    kind: 'settings',
    defaults: {
      servers: '',
      'allow-remote-requests': 'false',
      'max-udp-packet-size': '4096',
      'cache-size': '2048',
      'cache-max-ttl': '1w',
    },
  },
  { path: '/ip/dns/static', kind: 'items', defaults: { disabled: 'false' } },
  {
    path: '/ip/settings',
    kind: 'settings',
    defaults: { 'ip-forward': 'true', 'rp-filter': 'no', 'tcp-syncookies': 'false' },
  },
  {
    path: '/ip/service',
    kind: 'fixed',
    exportKey: 'name',
    readOnly: ['name', 'invalid'],
    initial: SERVICES.map(([name, port, enabled]) => ({
      name,
      port,
      address: '',
      disabled: enabled ? 'false' : 'true',
      invalid: 'false',
    })),
  },
  {
    path: '/ip/neighbor/discovery-settings',
    kind: 'settings',
    references: { 'discover-interface-list': 'interface-list' },
    defaults: { 'discover-interface-list': 'static' },
  },
  { path: '/ip/cloud', kind: 'settings', defaults: { 'ddns-enabled': 'false', 'update-time': 'true' } },
  { path: '/ip/ssh', kind: 'settings', defaults: { 'strong-crypto': 'false' } },
];
