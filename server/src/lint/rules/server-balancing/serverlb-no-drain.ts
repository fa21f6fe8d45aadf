import { valueOf } from '../../../config/item';
import { clearConnections } from '../../clear-connections';
import type { LintRule } from '../../lint-rule';
import { switchedOff } from '../../run-stored-code';
import { clearsConnections, storedCode, withCalledScripts } from '../../stored-code';

const NAT =
  '/ip firewall nat add chain=dstnat action=dst-nat dst-address-type=local protocol=tcp dst-port=80 to-addresses=192.168.10.11 comment=S1\n';
const WATCH =
  '/tool netwatch add host=192.168.10.11 up-script="/ip firewall nat enable [find comment=S1]" down-script="/ip firewall nat disable [find comment=S1]';

export const serverlbNoDrain: LintRule = {
  id: 'serverlb-no-drain',
  severity: 'info',
  needs: 'owned',
  summary: 'A down-script that keeps new connections from a dead server, and leaves the old ones on it.',
  why: 'NAT decides once a connection. Visitors who are connected, or whose browser keeps a connection open, go on being sent to the dead server until it times out.',
  source: 'Connection Tracking manual.',
  valid: [{ code: `${NAT}${WATCH}; /ip firewall connection remove [find dst-address~\\"192.168.10.11\\"]"` }],
  invalid: [
    { code: `${NAT}${WATCH}"` },
    {
      code: `${NAT}/system script add name=off policy=read,write,test source={\n  /ip firewall nat disable [find comment=S1]\n}\n/tool netwatch add host=192.168.10.11 down-script="/system script run off" up-script="/ip firewall nat enable [find comment=S1]"`,
      fixed: `${NAT}/system script add name=off policy=read,write,test source={\n  /ip firewall nat disable [find comment=S1]\n  /ip firewall connection remove [find where reply-src-address~"^192\\\\.168\\\\.10\\\\.11:"]\n}\n/tool netwatch add host=192.168.10.11 down-script="/system script run off" up-script="/ip firewall nat enable [find comment=S1]"`,
    },
  ],
  check(context) {
    for (const down of storedCode(context)) {
      if (down.property !== 'down-script') continue;
      const rule = switchedOff(context, down, '/ip/firewall/nat').find((item) => valueOf(item, 'action') === 'dst-nat');
      const codes = withCalledScripts(context, down);
      if (!rule || codes.some(clearsConnections)) continue;
      const server = valueOf(rule, 'to-addresses');
      const selector = `reply-src-address~"^${server?.replaceAll('.', '\\\\.') ?? '…'}:"`;
      context.report({
        range: down.range,
        message: `Connections that were translated to ${server ?? 'the server'} stay there until they time out. Add: /ip firewall connection remove [find where ${selector}].`,
        fixes: server ? clearConnections(context, codes, rule.menu, selector) : [],
        related: [{ range: rule.origin.range, message: 'The rule that is switched off.' }],
      });
    }
  },
};
