import { PRIVATE_IPV4 } from '../../../base/ip-set';
import { SymbolSet } from '../../../base/symbol-set';
import { type Cube, sideOf } from '../../../network/cube';
import { lanSide } from '../../../network/lan-side';
import { strangersTo, walkThroughRouter, walkToRouter } from '../../../network/questions/router-reach';
import { uplinks } from '../../../network/uplinks';
import { insertBelowItem } from '../../edit-item';
import { isFilterKnown } from '../../filter-menu';
import type { LintRule, RuleContext } from '../../lint-rule';

const ACCEPT = 'add chain=input action=accept connection-state=established,related';

export const filterMissingInvalidDrop: LintRule = {
  id: 'filter-missing-invalid-drop',
  severity: 'info',
  needs: 'menu-complete',
  summary: 'A chain that accepts packets which belong to no connection.',
  why: 'Invalid packets are not new, so rules about new connections never see them. They pass untranslated, with inside addresses, and are the stuff of scans and floods.',
  source: 'Connection Tracking manual.',
  valid: [
    { code: `# rscope-complete\n/ip firewall filter\n${ACCEPT}\nadd chain=input action=drop connection-state=invalid` },
  ],
  invalid: [
    {
      code: `# rscope-complete\n/ip firewall filter\n${ACCEPT}\nadd chain=input action=drop connection-state=new in-interface=ether1`,
      fixed: `# rscope-complete\n/ip firewall filter\n${ACCEPT}\nadd chain=input action=drop connection-state=invalid\nadd chain=input action=drop connection-state=new in-interface=ether1`,
    },
  ],
  check(context) {
    const { network, text, report } = context;
    if (!isFilterKnown(context)) return;
    // Whoever switches tracking off for some traffic has reasons, and so has asymmetric routing.
    if (network.allRules('raw').some((rule) => rule.action === 'notrack')) return;
    const outside = uplinks(network)
      .filter(({ isCarrierOnly }) => !isCarrierOnly)
      .map((uplink) => uplink.interface);
    for (const chain of ['input', 'forward'] as const) {
      const accept = network
        .rules('filter', chain)
        .find(
          (rule) =>
            rule.action === 'accept' &&
            rule.value('connection-state')?.includes('established') &&
            !rule.value('connection-state')?.startsWith('!'),
        );
      if (!accept) continue;
      const invalid: Cube = { connectionState: SymbolSet.of('invalid') };
      const walk = chain === 'input' ? walkToRouter(network, invalid) : walkThroughRouter(network, invalid);
      const isDropped = walk.mayMeet('drop', 'reject', 'tarpit', 'unknown');
      const isFromOutside = !isDropped || outside.some((name) => letsIn(context, chain, strangersTo(network, name)));
      const isFromInside = lanSide(network).some((inside) =>
        letsIn(context, chain, { inInterface: SymbolSet.of(inside.interface), src: inside.networks }),
      );
      if (!isFromOutside && !isFromInside) continue;
      report({
        range: accept.origin.range,
        ...(isFromOutside ? {} : { severity: 'hint' as const }),
        menu: '/ip/firewall/filter',
        message: `Nothing in chain ${chain} drops what is invalid${isFromOutside ? '' : ' and comes from the inside'}, so it gets through. Add a rule behind this one that drops connection-state=invalid.`,
        fixes: [
          {
            title: 'Drop invalid packets',
            safe: false,
            edits: [insertBelowItem(text, accept.item, `add chain=${chain} action=drop connection-state=invalid`)],
          },
        ],
      });
    }
  },
};

/** Whether most invalid packets of a side certainly pass, although a rule drops some. */
function letsIn({ network }: RuleContext, chain: 'input' | 'forward', side: Cube): boolean {
  const invalid: Cube = { ...side, connectionState: SymbolSet.of('invalid') };
  const isStranger = side.dst !== undefined;
  const walk =
    chain === 'input'
      ? walkToRouter(network, invalid)
      : walkThroughRouter(network, isStranger ? { ...invalid, dst: PRIVATE_IPV4 } : invalid);
  const sources = side.src?.size ?? 0;
  return (
    sources > 0 &&
    walk
      .certainly('accept')
      .cubes.some((cube) => sideOf(cube, 'src').size >= sources / 2 && sideOf(cube, 'dstPort').size > 30_000)
  );
}
