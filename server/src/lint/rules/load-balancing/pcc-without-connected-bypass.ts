import { formatIpv4Set } from '../../../base/ip-set';
import { lanSide } from '../../../network/lan-side';
import { bypassesBefore } from '../../../network/questions/mangle-bypass';
import {
  askConnectionMarkers,
  askSteeringRules,
  type ConnectionMarker,
  hasOtherRoutes,
  keepsInMain,
  type SteeringRule,
  takesShare,
} from '../../../network/questions/steering';
import { insertAboveItem, placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const ADDRESSES =
  '/ip address\nadd address=192.168.88.1/24 interface=bridge-lan\nadd address=192.168.99.1/24 interface=vlan-voice\n';
const MARK =
  'add chain=prerouting action=mark-connection in-interface=bridge-lan connection-mark=no-mark dst-address-type=!local per-connection-classifier=both-addresses:1/0 new-connection-mark=WAN1_conn';
const STEER =
  'add chain=prerouting action=mark-routing in-interface=bridge-lan connection-mark=WAN1_conn new-routing-mark=to_WAN1';
const BYPASS =
  'add chain=prerouting action=accept dst-address=192.168.88.0/24\nadd chain=prerouting action=accept dst-address=192.168.99.0/24';

export const pccWithoutConnectedBypass: LintRule = {
  id: 'pcc-without-connected-bypass',
  severity: 'warning',
  needs: 'owned',
  summary: 'A classifier that sends traffic between the router’s own networks to an uplink.',
  why: 'A table with nothing but a default route sends everything to the provider, the packets for the next VLAN or the printer network too. They are marked like any other unless an earlier rule lets them pass.',
  source: 'Per Connection Classifier manual.',
  valid: [{ code: `${ADDRESSES}/ip firewall mangle\n${BYPASS}\n${MARK}\n${STEER}` }],
  invalid: [
    {
      code: `${ADDRESSES}/ip firewall mangle\n${MARK}\n${STEER}`,
      fixed: `${ADDRESSES}/ip firewall mangle\n${BYPASS}\n${MARK}\n${STEER}`,
    },
  ],
  check(context) {
    const { network, configuration } = context;
    const networks = lanSide(network).filter((inside) => !inside.networks.isEmpty);
    // One network alone has nobody to talk to but the Internet.
    if (networks.length < 2 || keepsInMain(network) || configuration.menu('/ip/firewall/mangle').uncertain) return;
    const steering = askSteeringRules(network).filter(({ baseChain }) => baseChain === 'prerouting');
    for (const marker of askConnectionMarkers(network)) {
      const consumer = steering.find(({ connectionMark }) => connectionMark === marker.mark);
      if (marker.baseChain !== 'prerouting' || !consumer || !takesShare(marker)) continue;
      if (choosesDestinations(marker) || choosesDestinations(consumer) || hasOtherRoutes(network, consumer.table))
        continue;
      if ([...bypassesBefore(network, marker), ...bypassesBefore(network, consumer)].some(isByAddress)) continue;
      const source = networks.find(({ interface: name }) =>
        marker.rule.matchWithout('per-connection-classifier').may.project('inInterface')?.has(name),
      );
      const other = networks.find((each) => each !== source);
      if (!source || !other) continue;
      const accepts = networks.map(
        ({ networks: set }) => `add chain=prerouting action=accept dst-address=${formatIpv4Set(set)}`,
      );
      context.report({
        range: placeOf(marker.rule.item, 'per-connection-classifier', 'nth'),
        message: `What goes from ${source.interface} to ${formatIpv4Set(other.networks)} (${other.interface}) is marked as well, and the table “${consumer.table}” sends it to the provider. Accept the router’s own networks before the marks.`,
        fixes: accepts.some((line) => line.includes(','))
          ? []
          : [
              {
                title: 'Let traffic between the router’s networks pass unmarked',
                safe: false,
                edits: [insertAboveItem(context.text, marker.rule.item, ...accepts)],
              },
            ],
        related: [{ range: consumer.rule.origin.range, message: 'This rule steers what is marked.' }],
      });
      return;
    }
  },
};

/** A type of address leaves out the router itself, not the networks behind it. */
function choosesDestinations({ matchers }: ConnectionMarker | SteeringRule): boolean {
  return matchers.has('dst-address') || matchers.has('dst-address-list') || matchers.has('dst-port');
}

function isByAddress(rule: { value(name: string): string | undefined }): boolean {
  return rule.value('dst-address') !== undefined || rule.value('dst-address-list') !== undefined;
}
