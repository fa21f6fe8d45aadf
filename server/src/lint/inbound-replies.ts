import { askInboundReturns, type InboundReturn } from '../network/questions/inbound-returns';
import { uplinks } from '../network/uplinks';
import type { RuleContext } from './lint-rule';
import { scriptsSwitchRoutes } from './stored-code';

/** A way back that is not the way in. */
export interface WrongReply extends InboundReturn {
  /**
   * `elsewhere`: the reply never leaves by the uplink that the connection came in by. `arbitrary`: only one of several
   * equal routes is used, so that this holds for all uplinks but one. `shared`: some replies do, and some do not.
   */
  readonly how: 'elsewhere' | 'arbitrary' | 'shared';
}

/** Replies to strangers that leave by another uplink, in a file whose firewall and routes are known. */
export function wrongReplies(context: RuleContext): readonly WrongReply[] {
  const { network, completeness, version } = context;
  const menus = [
    '/ip/firewall/filter',
    '/ip/firewall/mangle',
    '/ip/firewall/nat',
    '/ip/route',
    '/interface/list/member',
  ];
  if (menus.some((menu) => completeness(menu) === 'fragment') || network.knowledgeOf(...menus).uncertain) return [];
  const ways = uplinks(network).filter(({ isCarrierOnly, isRouted }) => !isCarrierOnly && isRouted);
  // Which table a VRF's packets are looked up in is not modelled.
  if (ways.length < 2 || network.items('/ip/vrf').length > 0) return [];
  const isRouted = (name: string) => ways.some((way) => way.interface === name);
  const scripted = scriptsSwitchRoutes(context);
  return askInboundReturns(network).flatMap((each): WrongReply[] => {
    // Scripts may fill the table that the mark leads to.
    if (!isRouted(each.uplink) || (each.isMarked && scripted)) return [];
    if (!each.exits.includes(each.uplink)) return [{ ...each, how: 'elsewhere' }];
    if (each.exits.length === 1) return [];
    // RouterOS 6 shares only over the gateways of one route.
    const isTie = version?.major === 6 && new Set(each.routes).size > 1;
    return [{ ...each, how: isTie ? 'arbitrary' : 'shared' }];
  });
}

/** Where a reply is reported: at the rule that lets the connection in, else where the uplink is made. */
export function placeOfReply({ network }: RuleContext, { rule, uplink }: WrongReply): { start: number; end: number } {
  const way = uplinks(network).find((each) => each.interface === uplink);
  return (rule ?? way?.evidence[0]?.item)?.origin.range ?? { start: 0, end: 0 };
}
