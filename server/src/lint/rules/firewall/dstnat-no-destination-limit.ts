import { effectiveConditions } from '../../../network/chain-entries';
import type { FirewallRule } from '../../../network/firewall-rule';
import { isWanList } from '../../../network/uplinks';
import { placeOf } from '../../edit-item';
import { appendArgument, quoteValue } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

export const dstnatNoDestinationLimit: LintRule = {
  id: 'dstnat-no-destination-limit',
  severity: 'error',
  needs: 'local',
  summary: 'A port forward that also takes what the inside sends to the Internet.',
  why: 'Without an incoming interface or a destination the rule fits every packet to that port, the LAN’s own visits to web sites too: they all end at the forwarded server.',
  source: 'NAT manual.',
  valid: [
    {
      code: '/ip firewall nat add chain=dstnat action=dst-nat protocol=tcp dst-port=80 dst-address-type=local to-addresses=192.168.88.10',
    },
    {
      code: '/ip firewall nat\nadd chain=dstnat action=jump jump-target=forwards in-interface=ether1\nadd chain=forwards action=dst-nat protocol=tcp dst-port=80 to-addresses=192.168.88.10',
    },
  ],
  invalid: [
    {
      code: '/ip firewall nat add chain=dstnat action=dst-nat protocol=tcp dst-port=80 to-addresses=192.168.88.10',
      fixed:
        '/ip firewall nat add chain=dstnat action=dst-nat protocol=tcp dst-port=80 to-addresses=192.168.88.10 dst-address-type=local',
    },
  ],
  check({ network, text, report }) {
    for (const rule of network.allRules('nat')) {
      if ((rule.action !== 'dst-nat' && rule.action !== 'redirect') || !rule.item.added) continue;
      const open = effectiveConditions(network, rule).some(
        ({ entry, matchers }) =>
          entry.baseChain === 'dstnat' && [...matchers.keys()].every((name) => UNLIMITING.has(name)),
      );
      if (
        !open ||
        [...rule.item.properties.values()].some(({ value, name }) => value === undefined && name !== 'comment')
      )
        continue;
      const isMeant = rule.action === 'redirect' || catchesOwnService(rule);
      const list = network.interfaceLists.names.find((name) => isWanList(network, name));
      const matcher = list === undefined ? 'dst-address-type=local' : `in-interface-list=${quoteValue(list)}`;
      report({
        range: placeOf(rule.item, 'action'),
        severity: isMeant ? 'hint' : 'error',
        message: isMeant
          ? 'This takes what everybody sends to that port, whoever it is for and wherever it comes from. If only the inside is meant, name its interface.'
          : `This takes everything that goes to that port, what the inside sends to the Internet too. Limit it to the router’s own addresses (${matcher}).`,
        fixes: [
          {
            title: 'Forward only what is for the router’s own address',
            safe: false,
            edits: [appendArgument(text, rule.item.origin.range, isMeant ? 'dst-address-type=local' : matcher)],
          },
        ].filter(() => !isMeant),
      });
    }
  },
};

/** Matchers that say what is taken, not from whom or for whom. */
const UNLIMITING = new Set(['protocol', 'dst-port', 'src-port', 'port', 'connection-state', 'connection-type']);

/** Names and time: whoever takes these for himself wants all of them. */
function catchesOwnService(rule: FirewallRule): boolean {
  return ['53', '123', '853', '53,853'].includes(rule.value('dst-port') ?? '');
}
