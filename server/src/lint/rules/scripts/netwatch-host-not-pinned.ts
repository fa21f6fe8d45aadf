import { parseIpv4 } from '../../../base/ip-address';
import { PUBLIC_IPV4, parseIpv4Prefix } from '../../../base/ip-set';
import { type Item, valueOf } from '../../../config/item';
import { conditionsOfFind, matches } from '../../../config/selector';
import { askRouteGroups } from '../../../network/questions/route-groups';
import { insertBelowItem, placeOf } from '../../edit-item';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';
import { isCommand, type StoredCode, storedCode, withCalledScripts } from '../../stored-code';

const ROUTES = '/ip route\nadd gateway=192.0.2.1 comment=wan1\nadd gateway=203.0.113.1 distance=2';
const WATCH =
  '/tool netwatch add host=1.1.1.1 down-script="/ip route disable [find comment=wan1]" up-script="/ip route enable [find comment=wan1]"';

export const netwatchHostNotPinned: LintRule = {
  id: 'netwatch-host-not-pinned',
  severity: 'warning',
  needs: 'owned',
  summary: 'A watched host that is reached by whichever uplink is in use.',
  why: 'After the switch the host is asked by the other uplink, and answers: netwatch takes the dead one for alive, switches back, notices that it is dead, and so on. A route to exactly this host by the watched uplink ends that.',
  source: 'Follows from the Netwatch manual.',
  valid: [
    { code: `${ROUTES}\nadd dst-address=1.1.1.1/32 gateway=192.0.2.1\n${WATCH}` },
    { code: `${ROUTES}\n/tool netwatch add host=1.1.1.1 down-script=":log warning down"` },
  ],
  invalid: [
    {
      code: `${ROUTES}\n${WATCH}`,
      fixed: `/ip route\nadd gateway=192.0.2.1 comment=wan1\nadd dst-address=1.1.1.1/32 gateway=192.0.2.1 comment="netwatch: only by this uplink"\nadd gateway=203.0.113.1 distance=2\n${WATCH}`,
    },
  ],
  check(context) {
    const { network, configuration, report } = context;
    if (configuration.menu('/ip/route').uncertain) return;
    const main = askRouteGroups(network).find(({ table }) => table === 'main');
    if (!main || main.routes.length < 2) return;
    for (const item of network.items('/tool/netwatch')) {
      const address = parseIpv4(valueOf(item, 'host') ?? '');
      if (address === undefined || !PUBLIC_IPV4.has(address) || item.properties.has('src-address')) continue;
      const isPinned = configuration.menu('/ip/route').items.some((route) => {
        const prefix = parseIpv4Prefix(valueOf(route, 'dst-address') ?? '');
        return prefix !== undefined && prefix.length > 1 && prefix.network.has(address);
      });
      if (isPinned || network.addresses.some((each) => each.network.has(address))) continue;
      const codes = storedCode(context)
        .filter((code) => code.item === item)
        .flatMap((code) => withCalledScripts(context, code));
      const target = codes.flatMap((code) => switchedRoutes(context, code))[0];
      if (!target) continue;
      report({
        range: placeOf(item, 'host'),
        message: `${valueOf(item, 'host')} is asked by whichever uplink is in use: after the switch it answers by the other one, and the scripts switch back and forth. Add a route to ${valueOf(item, 'host')}/32 by the uplink that is watched.`,
        fixes: pin(context, item, target),
        related: [{ range: target.origin.range, message: 'The route that the scripts switch.' }],
      });
    }
  },
};

/** The default routes that a piece of code switches on or off, as far as its selectors tell. */
function switchedRoutes({ configuration }: RuleContext, { script }: StoredCode): readonly Item[] {
  return script.uses.flatMap((use) => {
    if (!['disable', 'enable', 'set'].some((command) => isCommand(use, '/ip/route', command))) return [];
    const selector = use.arguments.find(({ name }) => name === 'numbers');
    const conditions = conditionsOfFind(selector?.value);
    if (!conditions || conditions.length === 0) return [];
    return configuration
      .menu('/ip/route')
      .items.filter(
        (item) =>
          matches(item, conditions) === 'yes' && ['0.0.0.0/0', undefined].includes(valueOf(item, 'dst-address')),
      );
  });
}

function pin({ text }: RuleContext, watch: Item, route: Item): readonly Fix[] {
  const gateway = valueOf(route, 'gateway');
  if (!gateway || gateway.includes(',') || !route.added) return [];
  const line = `add dst-address=${valueOf(watch, 'host')}/32 gateway=${gateway} comment="netwatch: only by this uplink"`;
  return [{ title: 'Pin the host to the watched uplink', safe: false, edits: [insertBelowItem(text, route, line)] }];
}
