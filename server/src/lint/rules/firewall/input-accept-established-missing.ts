import { IntervalSet } from '../../../base/interval-set';
import { SymbolSet } from '../../../base/symbol-set';
import { strangersTo, walkToRouter } from '../../../network/questions/router-reach';
import { uplinks } from '../../../network/uplinks';
import { insertAboveItem } from '../../edit-item';
import { isFilterKnown } from '../../filter-menu';
import type { LintRule } from '../../lint-rule';

const EDGE =
  '# rscope-complete\n/ip address add address=192.168.88.1/24 interface=bridge1\n/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN\n/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN\n';

export const inputAcceptEstablishedMissing: LintRule = {
  id: 'input-accept-established-missing',
  severity: 'error',
  needs: 'menu-complete',
  summary: 'An input chain that drops the replies to what the router itself asks.',
  why: 'Replies come in like everything else. Without a rule that accepts established connections first, the router gets no answer to its DNS and time requests, its updates and its mails.',
  source: 'Building Advanced Firewall.',
  valid: [
    {
      code: `${EDGE}add chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface-list=WAN`,
    },
  ],
  invalid: [
    {
      code: `${EDGE}add chain=input action=drop in-interface-list=WAN`,
      fixed: `${EDGE}add chain=input action=accept connection-state=established,related,untracked\nadd chain=input action=drop in-interface-list=WAN`,
    },
  ],
  check(context) {
    const { network, text, report } = context;
    const [first] = network.rules('filter', 'input');
    if (!isFilterKnown(context) || !first) return;
    for (const { interface: name, isCarrierOnly } of uplinks(network)) {
      if (isCarrierOnly) continue;
      const walk = walkToRouter(network, {
        ...strangersTo(network, name),
        srcPort: IntervalSet.of(53, 123, 443),
        dstPort: IntervalSet.range(1024, 65535),
        connectionState: SymbolSet.of('established'),
      });
      const dropped = walk.regionsOf(['drop', 'reject']);
      const rule = dropped.find(({ certain }) => !certain.isEmpty)?.rule;
      if (!rule || walk.mayMeet('accept', 'fasttrack', 'tarpit', 'unknown', 'translate')) continue;
      report({
        range: rule.origin.range,
        menu: '/ip/firewall/filter',
        message: `This rule also drops what comes back through ${name} to the router’s own requests: no DNS, no time, no updates. Accept established and related connections first.`,
        fixes: [
          {
            title: 'Accept replies first',
            safe: false,
            edits: [
              insertAboveItem(
                text,
                first.item,
                'add chain=input action=accept connection-state=established,related,untracked',
              ),
            ],
          },
        ],
      });
      return;
    }
  },
};
