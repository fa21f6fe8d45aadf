import { parseIpv4 } from '../../../base/ip-address';
import { valueOf } from '../../../config/item';
import type { FirewallRule } from '../../../network/firewall-rule';
import { networkModel } from '../../../network/network-model';
import { askServerTraffic, sendsTo } from '../../../network/questions/server-traffic';
import type { LintRule, RuleContext } from '../../lint-rule';
import { runStoredCode, switchedOff } from '../../run-stored-code';
import { type StoredCode, storedCode, withCalledScripts } from '../../stored-code';

const RULE =
  'add chain=dstnat action=dst-nat dst-address-type=local protocol=tcp dst-port=80 to-addresses=192.168.10.11';
const NAT = `/ip firewall nat\n${RULE} connection-mark=s1 comment="S1"\n${RULE} comment="S1 last resort"\n`;
const WATCH =
  '/tool netwatch add host=192.168.10.11 up-script="/ip firewall nat enable [find comment~\\"S1\\"]" down-script=';

export const serverlbFailoverIncomplete: LintRule = {
  id: 'serverlb-failover-incomplete',
  severity: 'error',
  needs: 'owned',
  summary: 'A dead server to which a rule still sends visitors.',
  why: 'The down-script switches some of the rules to the server off, but not all: the rule that is left, often the last resort, goes on sending every new connection to a host that is not there.',
  source: 'NAT manual, first match.',
  valid: [
    { code: `${NAT}${WATCH}"/ip firewall nat disable [find comment~\\"S1\\"]; /ip firewall connection remove [find]"` },
  ],
  invalid: [
    { code: `${NAT}${WATCH}"/ip firewall nat disable [find comment=\\"S1\\"]; /ip firewall connection remove [find]"` },
  ],
  check(context) {
    for (const down of storedCode(context)) {
      const host = parseIpv4(valueOf(down.item, 'host') ?? '');
      if (down.property !== 'down-script' || host === undefined || !switchesForwards(context, down)) continue;
      const run = runStoredCode(context, down);
      if (!run || UNCERTAIN_MENUS.some((menu) => run.configuration.menu(menu).uncertain)) continue;
      const before = context.network.rules('nat', 'dstnat').filter(({ action }) => action === 'dst-nat');
      const after = networkModel(run.configuration);
      const hasPeer = (rule: FirewallRule) =>
        before.some((each) => each.item !== rule.item && isSameService(each, rule));
      const met = askServerTraffic(after).find((rule) => sendsTo(rule, host) && hasPeer(rule));
      const spare = after.rules('nat', 'dstnat').find((rule) => rule.isCertain && sendsTo(rule, host));
      const isSwitched = switchedOff(context, down, NAT_MENU).some(
        (item) => valueOf(item, 'to-addresses') === valueOf(down.item, 'host'),
      );
      const left = met ?? (isSwitched ? spare : undefined);
      if (left?.action !== 'dst-nat') continue;
      const server = valueOf(down.item, 'host');
      context.report({
        range: down.range,
        ...(met ? {} : { severity: 'info' }),
        message: met
          ? `When ${server} is down, new connections still go there: this leaves a rule to it on. Switch off every rule to ${server}.`
          : `When ${server} is down, this leaves a rule to it on. Another rule takes its visitors, but if that is switched off too they go to the dead server. Switch off every rule to ${server}.`,
        related: [
          { range: left.origin.range, message: `This rule still sends to ${server}.` },
          ...withCalledScripts(context, down)
            .filter((code) => code !== down)
            .map(({ range }) => ({ range, message: 'The script that is run.' })),
        ],
      });
    }
  },
};

const NAT_MENU = '/ip/firewall/nat';
const UNCERTAIN_MENUS = [NAT_MENU, '/ip/firewall/mangle'];

/** Whether code means to move visitors: it changes rules that share them out. */
function switchesForwards(context: RuleContext, code: StoredCode): boolean {
  return withCalledScripts(context, code).some(({ script }) =>
    script.uses.some(
      (use) =>
        UNCERTAIN_MENUS.includes(use.menu.path) &&
        ['disable', 'enable', 'set', 'remove'].includes(use.command?.name ?? ''),
    ),
  );
}

/** Whether two rules are for the same connections but for their marks: then one can take them over from the other. */
function isSameService(a: FirewallRule, b: FirewallRule): boolean {
  const [first, second] = [a, b].map((rule) => rule.matchWithout('connection-mark').may);
  return first !== undefined && second !== undefined && !first.intersect(second).isEmpty;
}
