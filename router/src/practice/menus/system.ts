import { alreadyHave, type MenuDefinition } from '../menu-definition';

const POLICY = 'ftp,reboot,read,write,policy,test,password,sniff,sensitive,romon';

/** What the group `read` may; the others add to it. */
const READ = 'local,telnet,ssh,reboot,read,test,winbox,password,web,sniff,sensitive,api,romon,rest-api';
const GROUPS = [
  { name: 'read', policy: READ, skin: 'default' },
  { name: 'write', policy: `${READ},write`, skin: 'default' },
  { name: 'full', policy: `${READ},write,ftp,policy`, skin: 'default' },
];

export const SYSTEM_MENUS: readonly MenuDefinition[] = [
  { path: '/system/identity', kind: 'settings', defaults: { name: 'MikroTik' } },
  {
    path: '/system/clock',
    kind: 'settings',
    defaults: { 'time-zone-name': 'manual', 'time-zone-autodetect': 'true', date: '2026-11-24', time: '10:00:00' },
    readOnly: ['gmt-offset'],
    hidden: true,
  },
  { path: '/system/note', kind: 'settings', defaults: { 'show-at-login': 'true', note: '' } },
  { path: '/system/ntp/client', kind: 'settings', defaults: { enabled: 'false' } },
  { path: '/system/ntp/server', kind: 'settings', defaults: { enabled: 'false' } },
  {
    path: '/system/script',
    kind: 'items',
    required: ['name'],
    unique: [{ properties: ['name'], refusal: () => 'failure: item with this name already exists' }],
    defaults: { owner: 'admin', policy: POLICY, 'dont-require-permissions': 'false', 'run-count': '0', source: '' },
    readOnly: ['owner', 'run-count', 'last-started', 'invalid'],
  },
  {
    path: '/system/scheduler',
    kind: 'items',
    required: ['name'],
    unique: [{ properties: ['name'], refusal: alreadyHave('scheduler with name') }],
    defaults: { owner: 'admin', policy: POLICY, interval: '0s', disabled: 'false', 'on-event': '', 'run-count': '0' },
    readOnly: ['owner', 'run-count', 'next-run'],
  },
  { path: '/system/package', kind: 'fixed', hidden: true },
  { path: '/system/logging', kind: 'items', defaults: { disabled: 'false' } },
  {
    path: '/user',
    kind: 'items',
    required: ['name'],
    unique: [{ properties: ['name'], refusal: () => 'failure: user with the same name already exists' }],
    defaults: { disabled: 'false', address: '', password: '' },
    references: { group: 'user-group' },
    initial: [{ name: 'admin', group: 'full', address: '', password: '', disabled: 'false' }],
    hidden: true,
  },
  {
    path: '/user/group',
    kind: 'items',
    required: ['name'],
    unique: [{ properties: ['name'], refusal: () => 'failure: group with the same name already exists' }],
    defaults: { policy: '', skin: 'default' },
    initial: GROUPS,
    hidden: true,
  },
  { path: '/log', kind: 'items', hidden: true },
  {
    path: '/file',
    kind: 'items',
    unique: [{ properties: ['name'], refusal: () => 'failure: file already exists' }],
    hidden: true,
  },
  { path: '/certificate', kind: 'items', hidden: true },
  {
    path: '/ppp/profile',
    kind: 'items',
    unique: [{ properties: ['name'], refusal: () => 'failure: profile with the same name already exists' }],
    initial: [
      { name: 'default', default: 'true' },
      { name: 'default-encryption', default: 'true' },
    ],
  },
  { path: '/ppp/secret', kind: 'items', required: ['name'] },
  { path: '/snmp', kind: 'settings', defaults: { enabled: 'false' } },
];
