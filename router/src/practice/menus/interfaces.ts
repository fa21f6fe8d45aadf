import { alreadyHave, type MenuDefinition } from '../menu-definition';

const PORTS = ['ether1', 'ether2', 'ether3', 'ether4', 'ether5'];
const named = [{ properties: ['name'], refusal: alreadyHave('interface with name') }];

export const INTERFACE_MENUS: readonly MenuDefinition[] = [
  {
    path: '/interface/ethernet',
    kind: 'fixed',
    unique: named,
    readOnly: ['default-name', 'running'],
    exportKey: 'default-name',
    initial: PORTS.map((name, index) => ({
      name,
      'default-name': name,
      mtu: '1500',
      'mac-address': `02:00:5E:10:00:0${index + 1}`,
      running: 'true',
      disabled: 'false',
    })),
  },
  {
    path: '/interface/bridge',
    kind: 'items',
    unique: named,
    defaults: { mtu: 'auto', disabled: 'false', running: 'true' },
    readOnly: ['running'],
  },
  {
    path: '/interface/bridge/port',
    kind: 'items',
    references: { bridge: 'bridge', interface: 'interface' },
    unique: [{ properties: ['interface'], refusal: () => 'failure: device already added as bridge port' }],
    defaults: { disabled: 'false' },
  },
  {
    path: '/interface/vlan',
    kind: 'items',
    unique: named,
    references: { interface: 'interface' },
    required: ['interface'],
    defaults: { mtu: '1500', disabled: 'false' },
  },
  {
    path: '/interface/pppoe-client',
    kind: 'items',
    unique: named,
    references: { interface: 'interface' },
    required: ['interface'],
    defaults: { disabled: 'true', 'add-default-route': 'no', 'default-route-distance': '1' },
  },
  {
    path: '/interface/wireguard',
    kind: 'items',
    major: 7,
    unique: named,
    defaults: { mtu: '1420', disabled: 'false' },
  },
  {
    path: '/interface/l2tp-client',
    kind: 'items',
    unique: named,
    defaults: { disabled: 'true', 'add-default-route': 'no' },
  },
  {
    path: '/interface/list',
    kind: 'items',
    unique: [{ properties: ['name'], refusal: () => 'failure: already have interface list with such name' }],
    required: ['name'],
    defaults: { include: '', exclude: '' },
    initial: ['all', 'none', 'dynamic', 'static'].map((name) => ({ name, builtin: 'true', include: '', exclude: '' })),
  },
  {
    path: '/interface/list/member',
    kind: 'items',
    references: { list: 'interface-list', interface: 'interface' },
    required: ['interface', 'list'],
    unique: [{ properties: ['interface', 'list'], refusal: () => 'failure: already have such interface list member' }],
    defaults: { disabled: 'false' },
  },
];
