import { formatIpv4 } from '../../../base/ip-address';
import { type Item, valueOf } from '../../../config/item';
import { askInputExposure, type InputExposure } from '../../../network/questions/input-exposure';
import type { Uplink } from '../../../network/uplinks';
import type { LintRule, RuleContext } from '../../lint-rule';
import { protectInput } from '../../wan-protection';

const LAN =
  '/ip address add address=192.168.88.1/24 interface=bridge1\n/ip route add gateway=192.0.2.1\n/ip address add address=192.0.2.2/24 interface=ether1\n/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN\n';

export const inputWanExposed: LintRule = {
  id: 'input-wan-exposed',
  severity: 'error',
  needs: 'full',
  summary: 'A service of the router that the Internet reaches.',
  why: 'What no rule of the input chain stops is accepted. WinBox, SSH, Telnet, FTP, the web pages and the API of a new router all listen; whoever finds them may try passwords, and every hole in one of them is a way in.',
  source: 'Building Your First Firewall; Securing your router.',
  valid: [
    {
      code: `# rscope-complete\n${LAN}/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface=!bridge1\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface-list=WAN`,
    },
  ],
  invalid: [
    {
      code: `# rscope-complete\n${LAN}/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface=!bridge1\nadd chain=input action=accept connection-state=established,related`,
      fixed: `# rscope-complete\n${LAN}/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface=!bridge1\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop connection-state=new in-interface-list=WAN comment="drop what the Internet opens to the router"`,
    },
  ],
  check(context) {
    // A fragment without the whole input chain proves nothing.
    if (
      context.completeness('/ip/firewall/filter') === 'fragment' ||
      context.configuration.menu('/ip/firewall/filter').uncertain
    )
      return;
    for (const group of groupByCause(askInputExposure(context.network).filter(isToBeShown)))
      reportGroup(context, group);
  },
};

function isToBeShown(exposure: InputExposure): boolean {
  const { service, certainty } = exposure;
  // Who names the sources has thought of them: what a list may hold besides is no news.
  if (certainty === 'may' && rulesOf(exposure).some((item) => item.properties.has('src-address-list'))) return false;
  // The DNS server has a rule of its own. Where neighbour discovery speaks is mostly the default configuration's matter.
  return service.name !== 'dns' && (service.name !== 'mndp' || service.certain);
}

/** The rules that let it in, jumps first; empty where no rule stops it. */
function rulesOf({ path }: InputExposure): readonly Item[] {
  return path.flatMap((step) => step.item ?? []);
}

/** Exposures that one rule, or the same lack of one, causes: they are one finding. */
function groupByCause(exposures: readonly InputExposure[]): InputExposure[][] {
  const groups = new Map<string, InputExposure[]>();
  for (const exposure of exposures) {
    const cause =
      rulesOf(exposure)
        .map((item) => `${item.origin.uri} ${item.origin.range.start}`)
        .join(' ') || 'end of chain';
    const key = `${exposure.certainty} ${cause}`;
    groups.set(key, [...(groups.get(key) ?? []), exposure]);
  }
  return [...groups.values()];
}

function reportGroup(context: RuleContext, group: readonly InputExposure[]): void {
  const [first] = group;
  if (!first) return;
  const uplinks = [...new Map(group.map((exposure) => [exposure.uplink.interface, exposure.uplink])).values()];
  const services = [...new Set(group.map(({ service }) => `${service.name} (${service.protocol}/${service.port})`))];
  const through = uplinks.map((uplink) => uplink.interface).join(' and ');
  const verb = first.certainty === 'must' ? (services.length > 1 ? 'are' : 'is') : 'may be';
  const path = rulesOf(first);
  const range = place(context, path, uplinks);
  context.report({
    range,
    severity: first.certainty === 'must' ? 'error' : 'info',
    menu: '/ip/firewall/filter',
    message: `${services.join(', ')} ${verb} open to the Internet through ${through}. ${describePath(context, path, range.start)} For example a packet from ${formatIpv4(first.witness.packet.src)} gets in.`,
    fixes: path.length > 0 ? [] : [protectInput(context, uplinks)],
    related: path.map((item, index) => ({
      range: item.origin.range,
      message: index === path.length - 1 ? 'This rule accepts it.' : 'This rule passes it on.',
    })),
  });
}

/** The rule that lets it in; else the last rule of the chain, behind which the drop is missing; else what makes the uplink. */
function place(
  context: RuleContext,
  path: readonly Item[],
  uplinks: readonly Uplink[],
): { start: number; end: number } {
  const opener = path[path.length - 1];
  if (opener) return opener.origin.range;
  const rules = context.configuration
    .menu('/ip/firewall/filter')
    .items.filter((item) => valueOf(item, 'chain') === 'input');
  const last = rules[rules.length - 1];
  return last?.origin.range ?? uplinks[0]?.evidence[0]?.origin.range ?? { start: 0, end: 0 };
}

function describePath(context: RuleContext, path: readonly Item[], from: number): string {
  if (path.length === 0) {
    const hasRules = context.network.items('/ip/firewall/filter').some((item) => valueOf(item, 'chain') === 'input');
    return hasRules
      ? 'No rule of the input chain stops it, and the end of a chain accepts.'
      : 'There is no input filter, and without one RouterOS accepts everything.';
  }
  const steps = path.map((item) => {
    const line = context.lineInWords(item.origin.range.start, from);
    return `${line} (${valueOf(item, 'action') === 'jump' ? `jump to ${valueOf(item, 'jump-target')}` : (valueOf(item, 'action') ?? 'accept')})`;
  });
  return `Its way: ${steps.join(' → ')}.`;
}
