import { isDisabled, valueOf } from '../../../config/item';
import type { LintRule } from '../../lint-rule';
import { storedCode, withCalledScripts } from '../../stored-code';
import { switchedItems } from '../../switched-items';

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
      const host = valueOf(down.item, 'host');
      if (down.property !== 'down-script' || !host) continue;
      const switched = switchedItems(context, withCalledScripts(context, down));
      if (!switched) continue;
      const rules = context.configuration
        .menu('/ip/firewall/nat')
        .items.filter((item) => valueOf(item, 'action') === 'dst-nat' && valueOf(item, 'to-addresses') === host);
      const isOff = (item: (typeof rules)[number]) =>
        switched.some((each) => each.item === item && each.state === 'disabled');
      const left = rules.find((item) => !isOff(item) && !isDisabled(item) && item.certain);
      if (!left || !rules.some(isOff)) continue;
      context.report({
        range: down.range,
        message: `When ${host} is down, this switches some of its dst-nat rules off, but not all: new connections still go there. Switch off every rule to ${host}.`,
        related: [{ range: left.origin.range, message: `This rule still sends to ${host}.` }],
      });
    }
  },
};
