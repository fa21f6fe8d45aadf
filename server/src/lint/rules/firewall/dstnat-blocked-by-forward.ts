import { IntervalSet } from '../../../base/interval-set';
import { formatIpv4 } from '../../../base/ip-address';
import { PUBLIC_IPV4 } from '../../../base/ip-set';
import { SymbolSet } from '../../../base/symbol-set';
import { parseProtocol } from '../../../network/protocol-numbers';
import { askPortForwards } from '../../../network/questions/port-forwards';
import { walkThroughRouter } from '../../../network/questions/router-reach';
import { uplinks } from '../../../network/uplinks';
import { insertAboveItem } from '../../edit-item';
import { isFilterKnown } from '../../filter-menu';
import type { LintRule } from '../../lint-rule';

const EDGE =
  '# rscope-complete\n/ip address add address=192.168.88.1/24 interface=bridge1\n/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n/ip firewall nat\nadd chain=srcnat action=masquerade out-interface-list=WAN\nadd chain=dstnat action=dst-nat in-interface-list=WAN protocol=tcp dst-port=8080 to-addresses=192.168.88.10 to-ports=80\n/ip firewall filter\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface-list=WAN\nadd chain=forward action=accept connection-state=established,related\nadd chain=forward action=drop connection-state=invalid\n';
const ALLOW = 'add chain=forward action=accept connection-state=new connection-nat-state=dstnat\n';
const DROP = 'add chain=forward action=drop in-interface-list=WAN';

export const dstnatBlockedByForward: LintRule = {
  id: 'dstnat-blocked-by-forward',
  severity: 'warning',
  needs: 'menu-complete',
  summary: 'A port forward whose packets the forward chain drops.',
  why: 'NAT only changes the address; the filter has to let the packet through as well. It sees the address and the port behind the translation, so a rule that accepts the public port never fits.',
  source: 'Packet Flow manual; Building Advanced Firewall.',
  valid: [{ code: `${EDGE}${ALLOW}${DROP}` }],
  invalid: [
    { code: `${EDGE}${DROP}`, fixed: `${EDGE}${ALLOW}${DROP}` },
    { code: `${EDGE}add chain=forward action=accept protocol=tcp dst-port=8080 in-interface-list=WAN\n${DROP}` },
  ],
  check(context) {
    const { network, text, report } = context;
    if (!isFilterKnown(context)) return;
    const outside = uplinks(network).map((uplink) => uplink.interface);
    for (const { rule, server, inside, ports } of askPortForwards(network).slice(0, MAX_FORWARDS)) {
      const protocol = parseProtocol(rule.value('protocol') ?? '');
      // Marks and hashes decide elsewhere whether the rule is for a packet at all.
      if (['connection-mark', 'packet-mark', 'routing-mark'].some((name) => rule.item.properties.has(name))) continue;
      const from = uplinks(network).filter(
        ({ interface: name, isCarrierOnly }) => !isCarrierOnly && rule.match.may.project('inInterface')?.has(name),
      );
      for (const { interface: name } of from) {
        const sources = rule.match.may.project('src')?.intersect(PUBLIC_IPV4);
        if (!sources || sources.isEmpty) continue;
        const walk = walkThroughRouter(network, {
          inInterface: SymbolSet.of(name),
          // A server behind another router, or in a network that the file does not tell, is somewhere inside.
          outInterface: inside ? SymbolSet.of(inside.interface) : SymbolSet.allBut(...outside),
          src: sources,
          dst: IntervalSet.of(server),
          natState: SymbolSet.of('dstnat'),
          ...(protocol === undefined ? {} : { protocol: IntervalSet.of(protocol) }),
          ...(ports === undefined ? {} : { dstPort: ports }),
        });
        const drop = walk.regionsOf(['drop', 'reject', 'tarpit']).find(({ certain }) => !certain.isEmpty)?.rule;
        if (!drop || walk.mayMeet('accept', 'fasttrack', 'unknown', 'translate')) continue;
        const line = context.tree.text.positionAt(drop.origin.range.start).line + 1;
        report({
          range: rule.origin.range,
          menu: '/ip/firewall/filter',
          message: `What this rule sends to ${formatIpv4(server)} is dropped by the rule of chain forward in line ${line}. Accept translated connections before it (connection-nat-state=dstnat); a rule for them sees the address and the port of the server.`,
          fixes: [
            {
              title: 'Let translated connections through',
              safe: false,
              edits: [
                insertAboveItem(
                  text,
                  drop.item,
                  `add chain=${drop.chain} action=accept connection-state=new connection-nat-state=dstnat`,
                ),
              ],
            },
          ],
          related: [{ range: drop.origin.range, message: 'This rule drops it.' }],
        });
        break;
      }
    }
  },
};

/** Each is sent through the whole chain; nobody writes that many by hand. */
const MAX_FORWARDS = 300;
