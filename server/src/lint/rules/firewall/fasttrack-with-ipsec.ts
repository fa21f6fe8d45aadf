import { moveAllAbove, placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const FASTTRACK = 'add chain=forward action=fasttrack-connection connection-state=established,related';
const IPSEC =
  'add chain=forward action=accept ipsec-policy=in,ipsec\nadd chain=forward action=accept ipsec-policy=out,ipsec';
const ACCEPT = 'add chain=forward action=accept connection-state=established,related';

export const fasttrackWithIpsec: LintRule = {
  id: 'fasttrack-with-ipsec',
  severity: 'warning',
  needs: 'owned',
  summary: 'FastTrack before the rules that accept IPsec traffic.',
  why: 'FastTracked packets go past IPsec: what should be encrypted leaves in the clear, or the tunnel stalls after the first packets. The rules for IPsec have to take their traffic first.',
  source: 'Building Advanced Firewall.',
  valid: [{ code: `/ip firewall filter\n${IPSEC}\n${FASTTRACK}\n${ACCEPT}` }],
  invalid: [
    {
      code: `/ip firewall filter\n${FASTTRACK}\n${IPSEC}\n${ACCEPT}`,
      fixed: `/ip firewall filter\n${IPSEC}\n${FASTTRACK}\n${ACCEPT}`,
    },
  ],
  check({ network, configuration, text, report }) {
    if (configuration.menu('/ip/firewall/filter').uncertain) return;
    for (const rule of network.allRules('filter')) {
      if (rule.action !== 'fasttrack-connection' || rule.chain === undefined) continue;
      if (EXEMPTING.some((name) => rule.item.properties.has(name))) continue;
      const chain = network.rules('filter', rule.chain);
      const isIpsec = (each: typeof rule) =>
        each.action === 'accept' && /ipsec$/.test(each.value('ipsec-policy') ?? '');
      const accepts = chain.slice(chain.indexOf(rule) + 1).filter(isIpsec);
      const [accept] = accepts;
      if (!accept || chain.slice(0, chain.indexOf(rule)).some(isIpsec)) continue;
      report({
        range: placeOf(rule.item, 'action'),
        message:
          'FastTrack takes the connections of IPsec tunnels before the rules below accept them, and FastTracked packets are not encrypted. Move the IPsec rules above it.',
        fixes: [
          moveAllAbove(
            text,
            accepts.map(({ item }) => item),
            rule.item,
            'Accept IPsec traffic above it',
          ),
        ],
        related: [{ range: accept.origin.range, message: 'A rule that accepts IPsec traffic.' }],
      });
    }
  },
};

/** By these somebody has left tunnels out. */
const EXEMPTING = [
  'ipsec-policy',
  'connection-mark',
  'packet-mark',
  'src-address',
  'dst-address',
  'src-address-list',
  'dst-address-list',
];
