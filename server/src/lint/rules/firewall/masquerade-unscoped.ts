import { effectiveConditions } from '../../../network/chain-entries';
import { uplinks } from '../../../network/uplinks';
import { placeOf } from '../../edit-item';
import { appendArgument } from '../../edit-text';
import type { LintRule } from '../../lint-rule';
import { uplinkMatchers } from '../../wan-protection';

const LISTS = '/interface list\nadd name=WAN\n/interface list member\nadd list=WAN interface=ether1\n';

export const masqueradeUnscoped: LintRule = {
  id: 'masquerade-unscoped',
  severity: 'warning',
  needs: 'local',
  summary: 'Source NAT for everything, whichever way it goes.',
  why: 'Without a limit it also rewrites what goes inwards: servers see the router instead of their visitors, VLANs and VPN sites see each other as the router, and access lists and logs lose their meaning.',
  source: 'NAT manual.',
  valid: [
    { code: `${LISTS}/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN` },
    { code: '/ip firewall nat add chain=srcnat action=masquerade src-address=192.168.88.0/24' },
    {
      code: '/ip firewall nat\nadd chain=srcnat action=jump jump-target=out out-interface=ether1\nadd chain=out action=masquerade',
    },
  ],
  invalid: [
    {
      code: `${LISTS}/ip firewall nat add chain=srcnat action=masquerade`,
      fixed: `${LISTS}/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN`,
    },
  ],
  check(context) {
    const { network, text, report } = context;
    for (const rule of network.allRules('nat')) {
      if ((rule.action !== 'masquerade' && rule.action !== 'src-nat') || !rule.item.added) continue;
      // Any matcher may be a limit; that no IPsec policy applies is none.
      const open = effectiveConditions(network, rule).some(
        ({ entry, matchers }) =>
          entry.baseChain === 'srcnat' &&
          [...matchers].every(([name, values]) => name === 'ipsec-policy' || values.includes('all')),
      );
      if (
        !open ||
        [...rule.item.properties.values()].some(({ value, name }) => value === undefined && name !== 'comment')
      )
        continue;
      const found = uplinks(network).filter(({ isCarrierOnly }) => !isCarrierOnly);
      const [matcher, ...more] = found.length > 0 ? uplinkMatchers(context, found) : [];
      report({
        range: placeOf(rule.item, 'action'),
        message: `This ${rule.action} rewrites the source of everything, of visitors to port forwards and of traffic between inside networks too. Limit it to the uplinks: out-interface-list=WAN.`,
        fixes:
          matcher !== undefined && more.length === 0
            ? [
                {
                  title: 'Limit it to what leaves by the uplinks',
                  safe: false,
                  edits: [appendArgument(text, rule.item.origin.range, matcher.replace(/^in-/, 'out-'))],
                },
              ]
            : [],
      });
    }
  },
};
