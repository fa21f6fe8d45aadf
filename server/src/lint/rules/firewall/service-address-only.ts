import { IntervalSet } from '../../../base/interval-set';
import { PUBLIC_IPV4, parseIpv4Set } from '../../../base/ip-set';
import { type Item, isDisabled, valueOf } from '../../../config/item';
import { parsePorts } from '../../../network/lower-match';
import { TCP } from '../../../network/protocol-numbers';
import { isFromMost, strangersTo, walkToRouter } from '../../../network/questions/router-reach';
import { uplinks } from '../../../network/uplinks';
import { placeOf } from '../../edit-item';
import { isFilterKnown } from '../../filter-menu';
import type { LintRule } from '../../lint-rule';

const EDGE =
  '# rscope-complete\n/ip address add address=192.168.88.1/24 interface=bridge1\n/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN\n/ip service\nset telnet disabled=yes\nset ftp disabled=yes\nset www disabled=yes\nset api disabled=yes\nset winbox disabled=yes\nset ssh address=192.168.88.0/24\n/tool bandwidth-server set enabled=no\n/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface=!bridge1\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop connection-state=invalid\n';

export const serviceAddressOnly: LintRule = {
  id: 'service-address-only',
  severity: 'info',
  needs: 'full',
  summary: 'A service that the firewall lets strangers reach, and only its own address list turns away.',
  why: 'The service itself has to look at each connection and refuse it. A hole in it, or a flood, works before that; the firewall stops the packet earlier and cheaper.',
  source: 'Services manual.',
  valid: [{ code: `${EDGE}add chain=input action=drop in-interface-list=WAN` }],
  invalid: [
    {
      code: `${EDGE}add chain=input action=accept protocol=tcp dst-port=22\nadd chain=input action=drop in-interface-list=WAN`,
    },
  ],
  check(context) {
    const { network, configuration, report } = context;
    if (!isFilterKnown(context) || network.rules('filter', 'input').length === 0) return;
    for (const item of configuration.menu('/ip/service').items) {
      const port = portOf(item);
      if (isDisabled(item) || port === undefined || !isInsideOnly(valueOf(item, 'address'))) continue;
      for (const { interface: name, isCarrierOnly } of uplinks(network)) {
        if (isCarrierOnly) continue;
        const packets = {
          ...strangersTo(network, name),
          protocol: IntervalSet.of(TCP),
          dstPort: IntervalSet.of(port),
        };
        const open = isFromMost(network, name, walkToRouter(network, packets).certainly('accept'));
        if (!open) continue;
        report({
          range: placeOf(item, 'address'),
          menu: '/ip/firewall/filter',
          message: `Strangers reach ${valueOf(item, 'name')} through ${name}, and only this list turns them away. Drop new connections from there in the input chain as well.`,
        });
        break;
      }
    }
  },
};

const PORTS: Readonly<Record<string, number>> = {
  ...{ winbox: 8291, ssh: 22, telnet: 23, ftp: 21, www: 80, api: 8728 },
};

function portOf(item: Item): number | undefined {
  const written = valueOf(item, 'port');
  return written === undefined ? PORTS[valueOf(item, 'name') ?? ''] : parsePorts(written)?.first;
}

function isInsideOnly(list: string | undefined): boolean {
  if (!list) return false;
  return list
    .split(',')
    .every((part) => parseIpv4Set(part.trim())?.intersect(PUBLIC_IPV4).isEmpty ?? part.includes(':'));
}
