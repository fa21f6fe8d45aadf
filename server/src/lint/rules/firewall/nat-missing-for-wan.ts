import { valueOf } from '../../../config/item';
import { askUnmasqueraded } from '../../../network/questions/unmasqueraded';
import { insertLinesBelow, lineEnd, quoteValue } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

const EDGE =
  '# rscope-complete\n/ip address\nadd address=192.168.88.1/24 interface=bridge1\nadd address=192.0.2.2/24 interface=ether1\n/ip route\nadd gateway=192.0.2.1\n/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface=!bridge1\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface=ether1\n';

export const natMissingForWan: LintRule = {
  id: 'nat-missing-for-wan',
  severity: 'warning',
  needs: 'menu-complete',
  summary: 'An uplink that private addresses leave through untranslated.',
  why: 'No router on the Internet answers 192.168.88.10. Connections that take this uplink without source NAT never get a reply: with load balancing that is every second web page.',
  source: 'NAT manual.',
  valid: [{ code: `${EDGE}/ip firewall nat\nadd chain=srcnat action=masquerade out-interface=ether1` }],
  invalid: [
    {
      code: `${EDGE}/ip firewall nat\nadd chain=srcnat action=masquerade out-interface=ether2 dst-address=10.0.0.0/8`,
      fixed: `${EDGE}/ip firewall nat\nadd chain=srcnat action=masquerade out-interface=ether2 dst-address=10.0.0.0/8\nadd chain=srcnat action=masquerade out-interface=ether1`,
    },
  ],
  check(context) {
    const nat = context.configuration.menu('/ip/firewall/nat');
    if (nat.completeness === 'fragment' || nat.uncertain) return;
    const leaks = askUnmasqueraded(context.network);
    // One uplink is one fault, however many networks there are behind the router.
    for (const { uplink, inside } of leaks.filter(
      (leak, index) => leaks.findIndex((first) => first.uplink === leak.uplink) === index,
    )) {
      const lan = inside.evidence.find((evidence) => evidence.kind === 'address')?.item;
      context.report({
        range: uplink.evidence[0]?.origin.range ?? nat.items[0]?.origin.range ?? { start: 0, end: 0 },
        menu: '/ip/firewall/nat',
        message: `Nothing translates what leaves through ${uplink.interface}: ${(lan && valueOf(lan, 'address')) ?? 'what is behind the router'} is private, and no reply finds its way back. Add masquerading for this uplink.`,
        fixes: [addMasquerade(context, uplink.interface)],
        related: lan ? [{ range: lan.origin.range, message: 'The private network.' }] : [],
      });
    }
  },
};

function addMasquerade({ text, configuration }: RuleContext, name: string): Fix {
  const rules = configuration.menu('/ip/firewall/nat').items;
  const last = rules[rules.length - 1];
  const rule = `add chain=srcnat action=masquerade out-interface=${quoteValue(name)}`;
  const title = `Masquerade what leaves through ${name}`;
  if (last) {
    const prefix = text.charAt(last.origin.range.start) === '/' ? '/ip firewall nat ' : '';
    return { title, safe: false, edits: [insertLinesBelow(text, last.origin.range, [prefix + rule])] };
  }
  const end = lineEnd(text, text.trimEnd().length);
  return { title, safe: false, edits: [{ range: { start: end, end }, newText: `\n/ip firewall nat ${rule}` }] };
}
