import { valueOf } from '../../../config/item';
import type { FirewallRule } from '../../../network/firewall-rule';
import { isLanList, isWanList, uplinks } from '../../../network/uplinks';
import { insertBelowItem } from '../../edit-item';
import { quoteValue } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

const LISTS = '# rscope-complete\n/interface list\nadd name=WAN\n/interface list member\nadd list=WAN interface=ether1';
const REST =
  '/ip dhcp-client\nadd interface=ether1 disabled=no\nadd interface=ether2 disabled=no default-route-distance=2\n/ip firewall filter\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface=!bridge1\n/ip firewall nat\nadd chain=srcnat action=masquerade out-interface-list=WAN';

export const wanInterfaceNotInList: LintRule = {
  id: 'wan-interface-not-in-list',
  severity: 'error',
  needs: 'menu-complete',
  summary: 'An uplink that is missing in the list by which the firewall knows uplinks.',
  why: 'Rules that name the list don’t see the missing one: what comes in there is not filtered, and what leaves there is not masqueraded. That happens when a second provider is added later.',
  source: 'Building Advanced Firewall.',
  valid: [{ code: `${LISTS}\nadd list=WAN interface=ether2\n${REST}` }],
  invalid: [{ code: `${LISTS}\n${REST}`, fixed: `${LISTS}\nadd list=WAN interface=ether2\n${REST}` }],
  check({ network, configuration, completeness, text, report }) {
    const members = configuration.menu('/interface/list/member');
    if (members.uncertain || completeness('/interface/list/member') === 'fragment') return;
    const rules = [...network.allRules('filter'), ...network.allRules('nat')];
    const list = network.interfaceLists.names.find((name) => isWanList(network, name) && goesBy(rules, name));
    const last = list === undefined ? undefined : network.interfaceLists.memberItems(list).at(-1);
    if (list === undefined || !last) return;
    for (const uplink of uplinks(network)) {
      const name = uplink.interface;
      const leads = uplink.evidence.find(({ kind }) => kind !== 'wan-list' && kind !== 'masqueraded');
      if (!leads || uplink.isCarrierOnly || !uplink.isRouted || TUNNEL.test(network.interfaces.kindOf(name))) continue;
      const { possible } = network.interfaceLists.membersOf(list);
      if (possible.has(name) || isKnownOtherwise(list, name)) continue;
      report({
        range: leads.origin.range,
        menu: '/interface/list/member',
        message: `${name} leads to the Internet, but is not in the list “${list}” that the firewall’s rules go by: they don’t see what passes there. Add it to the list.`,
        fixes: [
          {
            title: `Add ${name} to ${list}`,
            safe: false,
            edits: [insertBelowItem(text, last, `add list=${quoteValue(list)} interface=${quoteValue(name)}`)],
          },
        ],
        related: [{ range: last.origin.range, message: `A member of ${list}.` }],
      });
    }

    /** Named by rules of its own, or by another list, wherever rules go by the list: somebody has thought of it. */
    function isKnownOtherwise(list: string, name: string): boolean {
      const others = members.items
        .filter((item) => network.interfaces.canonical(valueOf(item, 'interface')) === name)
        .map((item) => valueOf(item, 'list') ?? '');
      if (others.some(isLanList)) return true;
      return TABLES.every((table) => {
        const rules = network.allRules(table);
        const isNamed = rules.some((rule) => PORTS_OF.some((property) => rule.value(property) === name));
        return isNamed || !goesBy(rules, list) || others.some((other) => goesBy(rules, other));
      });
    }
  },
};

const TABLES = ['filter', 'nat'] as const;
const PORTS_OF = ['in-interface', 'out-interface'];
/** Whether a rule asks for a list. */
function goesBy(rules: readonly FirewallRule[], list: string): boolean {
  return rules.some((rule) => LISTS_OF.some((property) => rule.value(property)?.replace(/^!/, '') === list));
}
const LISTS_OF = ['in-interface-list', 'out-interface-list'];
/** A default route by a tunnel leads to another site as often as to the Internet. */
const TUNNEL = /^(l2tp|pptp|sstp|ovpn)-client$|^(wireguard|gre|ipip|eoip|6to4|vxlan|zerotier)$/;
