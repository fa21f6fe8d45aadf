import type { LintRule } from '../../lint-rule';
import { severityOf, wrongValues } from '../../value-faults';

export const wrongValueShape: LintRule = {
  id: 'wrong-value-shape',
  severity: 'error',
  needs: 'local',
  summary: 'A value that can’t be read as what the property takes: an address, a time, a number in its range.',
  why: 'RouterOS refuses the line (“invalid value for argument …”, “value of … out of range”), and an import stops there: what the line should have made does not exist.',
  source: 'CLI reference; manuals of VLAN, VRRP, bridge, queues and routes for limits that it leaves out.',
  valid: [
    { code: '/ip address add address=192.168.88.1/24 interface=ether3' },
    { code: '/ipv6 address add address=::1/64 from-pool=isp interface=ether3', routeros: '7.22' },
    { code: '/ip dhcp-server network add address=10.0.0.0/24 gateway=10.0.0.1', routeros: '7.22' },
    { code: '/ip firewall filter add chain=input protocol=tcp dst-port=22,8291,8000-8100 action=drop' },
  ],
  invalid: [
    { code: '/ip route add dst-address=10.0.0.0/33 gateway=192.0.2.1', routeros: '7.22' },
    { code: '/ip dns set servers=192.0.2.53,192.0.2.530', routeros: '7.22' },
    { code: '/ip address add address=192.168.1.300/24 interface=ether1', routeros: '7.22' },
    { code: '/ip dhcp-server network add address=10.0.0.0/33 gateway=10.0.0.1', routeros: '7.22' },
    { code: '/ipv6 address add address=fe80::zz/64 interface=ether1', routeros: '7.22' },
    {
      code: '/ip firewall filter add chain=input protocol=tcp dst-port=22,82910 action=drop',
      routeros: '7.22',
    },
    { code: '/tool netwatch add host=192.0.2.1 interval=10x', routeros: '7.22' },
    { code: '/interface vlan add name=voice vlan-id=5000 interface=ether1', routeros: '7.20' },
  ],
  check(context) {
    for (const { argument, fault, range, written } of wrongValues(context)) {
      if (fault.kind === 'enum') continue;
      const problem =
        fault.kind === 'range'
          ? 'is out of range'
          : fault.kind === 'missing'
            ? 'is not complete'
            : fault.kind === 'length'
              ? 'has a wrong length'
              : 'can’t be read';
      context.report({
        range,
        severity: severityOf(context, { fault, argument }, true),
        message: `“${written}” ${problem}: ${argument.name} takes ${fault.expected}.`,
      });
    }
  },
};
