import { formatIpv4 } from '../../../base/ip-address';
import { askInputExposure } from '../../../network/questions/input-exposure';
import type { LintRule } from '../../lint-rule';
import { protectInput } from '../../wan-protection';

const EDGE =
  '/ip address add address=192.168.88.1/24 interface=bridge1\n/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN\n/ip firewall filter add chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN\n';

export const dnsOpenResolver: LintRule = {
  id: 'dns-open-resolver',
  severity: 'error',
  needs: 'full',
  summary: 'A DNS server that answers the whole Internet.',
  why: 'allow-remote-requests opens port 53 on every interface. Attackers send questions with the address of their victim as the source; the router floods the victim with the answers, fills its uplink, and the provider may cut it off.',
  source: 'DNS manual.',
  valid: [
    {
      code: `# rscope-complete\n${EDGE}/ip dns set allow-remote-requests=yes\n/ip firewall filter add chain=input action=drop in-interface-list=WAN`,
    },
    { code: '/ip dns set allow-remote-requests=yes' },
  ],
  invalid: [
    {
      code: `# rscope-complete\n${EDGE}# rscope-disable-next-line input-wan-exposed -- shown elsewhere\n/ip firewall filter add chain=input action=accept protocol=udp dst-port=53\n/ip firewall filter add chain=input action=accept connection-state=established,related\n/ip firewall filter add chain=input action=drop in-interface-list=WAN\n/ip dns set allow-remote-requests=yes servers=192.0.2.53`,
      fixed: `# rscope-complete\n${EDGE}# rscope-disable-next-line input-wan-exposed -- shown elsewhere\n/ip firewall filter add chain=input action=accept protocol=udp dst-port=53\n/ip firewall filter add chain=input action=accept connection-state=established,related\n/ip firewall filter add chain=input action=drop in-interface-list=WAN\n/ip dns set allow-remote-requests=no servers=192.0.2.53`,
    },
  ],
  check(context) {
    if (
      context.completeness('/ip/firewall/filter') === 'fragment' ||
      context.configuration.menu('/ip/firewall/filter').uncertain
    )
      return;
    const exposures = askInputExposure(context.network).filter((exposure) => exposure.service.name === 'dns');
    const must = exposures.filter((exposure) => exposure.certainty === 'must');
    const shown = must.length > 0 ? must : exposures;
    const [first] = shown;
    const property = first?.service.item?.properties.get('allow-remote-requests');
    if (!first || !property) return;
    // Both protocols of an uplink are one fault.
    const uplinks = [...new Set(shown.map((exposure) => exposure.uplink))];
    const path = first.path.flatMap((step) => step.item ?? []);
    context.report({
      range: property.origin.range,
      severity: must.length > 0 ? 'error' : 'info',
      menu: '/ip/firewall/filter',
      message: `The DNS server ${must.length > 0 ? 'answers' : 'may answer'} the whole Internet through ${uplinks.map((uplink) => uplink.interface).join(' and ')} (for example ${formatIpv4(first.witness.packet.src)}): drop udp/53 and tcp/53 from there in the input chain, or don't allow remote requests.`,
      fixes: [
        ...(path.length === 0 ? [protectInput(context, uplinks)] : []),
        {
          title: 'Don’t answer other hosts (allow-remote-requests=no)',
          safe: false,
          edits: [{ range: property.origin.range, newText: 'allow-remote-requests=no' }],
        },
      ],
      related: path.map((item) => ({ range: item.origin.range, message: 'This rule lets the question in.' })),
    });
  },
};
