import { IntervalSet } from '../../../base/interval-set';
import { askInputExposure } from '../../../network/questions/input-exposure';
import { isFromMost, strangersTo, walkToRouter } from '../../../network/questions/router-reach';
import { uplinks } from '../../../network/uplinks';
import { isFilterKnown } from '../../filter-menu';
import type { LintRule } from '../../lint-rule';
import { protectInput } from '../../wan-protection';

const EDGE =
  '# rscope-complete\n/ip address add address=192.168.88.1/24 interface=bridge1\n/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN\n/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface=!bridge1\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop connection-state=invalid\n';
const LISTED =
  'add chain=input action=drop protocol=tcp dst-port=20-25,53,80,443,2000,8291,8728,8729 in-interface-list=WAN\nadd chain=input action=drop protocol=udp dst-port=53,123,161,5678 in-interface-list=WAN';

export const inputNoDefaultDrop: LintRule = {
  id: 'input-no-default-drop',
  severity: 'warning',
  needs: 'full',
  summary: 'An input chain that stops some ports and lets the rest in.',
  why: 'The end of a chain accepts. A list of closed ports protects only what somebody thought of: a tunnel or a proxy that is switched on later is open to the Internet at once.',
  source: 'Building Advanced Firewall.',
  valid: [{ code: `${EDGE}${LISTED}\nadd chain=input action=drop in-interface-list=WAN` }],
  invalid: [
    {
      code: `${EDGE}${LISTED}`,
      fixed: `${EDGE}${LISTED}\nadd chain=input action=drop connection-state=new in-interface-list=WAN comment="drop what the Internet opens to the router"`,
    },
  ],
  check(context) {
    const { network, configuration, report } = context;
    const rules = network.rules('filter', 'input');
    const last = rules.at(-1);
    if (!isFilterKnown(context) || !last) return;
    // Where a service is open for that reason, the finding about it says so at this place; that of DNS stands elsewhere.
    if (
      askInputExposure(network).some(
        ({ certainty, path, service }) =>
          certainty === 'must' && service.name !== 'dns' && path.every(({ item }) => !item),
      )
    )
      return;
    const open = uplinks(network).filter(({ interface: name, isCarrierOnly }) => !isCarrierOnly && isMostlyOpen(name));
    if (open.length === 0) return;
    report({
      range: last.origin.range,
      menu: '/ip/firewall/filter',
      message: `What no rule of the input chain names is accepted from ${open.map((uplink) => uplink.interface).join(' and ')}. Close the chain with a rule that drops the rest.`,
      fixes: [protectInput({ ...context, configuration }, open)],
    });

    /** Whether most ports are open to most of the Internet for want of a rule. */
    function isMostlyOpen(name: string): boolean {
      const dstPort = IntervalSet.range(1024, 65535);
      const walk = walkToRouter(network, { ...strangersTo(network, name), dstPort });
      return walk.regionsOf(['accept']).some(({ rule, certain }) => {
        const ports = certain.project('dstPort')?.size ?? 0;
        return rule === undefined && ports > dstPort.size / 2 && isFromMost(network, name, certain);
      });
    }
  },
};
