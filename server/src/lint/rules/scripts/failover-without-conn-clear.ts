import { valueOf } from '../../../config/item';
import { clearConnections } from '../../clear-connections';
import type { LintRule } from '../../lint-rule';
import { clearsConnections, isCommand, type StoredCode, storedCode, withCalledScripts } from '../../stored-code';

const NAT = '/ip firewall nat add chain=srcnat action=src-nat out-interface=ether1 to-addresses=192.0.2.2\n';
const ROUTE = '/ip route\nadd gateway=192.0.2.1 comment=wan1\nadd dst-address=198.51.100.9/32 gateway=192.0.2.1\n';

export const failoverWithoutConnClear: LintRule = {
  id: 'failover-without-conn-clear',
  severity: 'info',
  needs: 'owned',
  summary: 'A script that switches uplinks and leaves the old connections as they are.',
  why: 'NAT decides once a connection. With src-nat, connections made before the switch keep the address of the dead uplink and go on being sent out by the other one, where no answer comes, until they time out. Telephony notices first. (Masquerade clears them itself when the link goes down.)',
  source: 'NAT manual.',
  valid: [
    {
      code: `${NAT}${ROUTE}/tool netwatch add host=198.51.100.9 down-script="/ip route disable [find comment=wan1]; /ip firewall connection remove [find]"`,
    },
  ],
  invalid: [
    {
      code: `${NAT}${ROUTE}/system script add name=down policy=read,write,test source={\n  /ip route disable [find comment=wan1]\n}\n/tool netwatch add host=198.51.100.9 down-script="/system script run down"`,
      fixed: `${NAT}${ROUTE}/system script add name=down policy=read,write,test source={\n  /ip route disable [find comment=wan1]\n  /ip firewall connection remove [find where reply-dst-address~"^192\\\\.0\\\\.2\\\\.2:"]\n}\n/tool netwatch add host=198.51.100.9 down-script="/system script run down"`,
    },
    {
      code: `${NAT}${ROUTE}/tool netwatch add host=198.51.100.9 down-script="/ip route disable [find comment=wan1]"`,
    },
  ],
  check(context) {
    const fixedSource = context.network
      .allRules('nat')
      .find(
        (rule) =>
          rule.action === 'src-nat' &&
          rule.item.properties.has('to-addresses') &&
          rule.item.properties.has('out-interface'),
      );
    if (!fixedSource) return;
    for (const code of storedCode(context)) {
      if (code.property !== 'down-script' && code.item.menu !== '/ip/dhcp-client') continue;
      const all = withCalledScripts(context, code);
      if (!all.some(switchesRoutes) || all.some(clearsConnections)) continue;
      context.report({
        range: code.range,
        message: `This switches the uplink, but connections that are translated to ${valueOf(fixedSource.item, 'to-addresses')} keep that address until they time out. Add: /ip firewall connection remove [find …].`,
        fixes: clearConnections(
          context,
          all,
          '/ip/route',
          `reply-dst-address~"^${valueOf(fixedSource.item, 'to-addresses')?.replaceAll('.', '\\\\.')}:"`,
        ),
        related: [{ range: fixedSource.origin.range, message: 'The rule that translates them.' }],
      });
    }
  },
};

function switchesRoutes({ script }: StoredCode): boolean {
  return script.uses.some((use) =>
    ['disable', 'set', 'remove'].some((command) => isCommand(use, '/ip/route', command)),
  );
}
