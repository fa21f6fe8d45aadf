import { askFasttrackHitsMarked } from '../../../network/questions/fasttrack-hits-marked';
import { appendArgument } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

const MANGLE =
  '/ip firewall mangle\nadd chain=prerouting action=mark-connection in-interface=ether1 new-connection-mark=WAN1_conn\nadd chain=prerouting action=mark-routing in-interface-list=LAN connection-mark=WAN1_conn new-routing-mark=to_WAN1\n';

export const fasttrackWithPolicyRouting: LintRule = {
  id: 'fasttrack-with-policy-routing',
  severity: 'error',
  needs: 'owned',
  summary: 'FastTrack takes connections that a routing mark should steer.',
  why: 'Packets of a FastTracked connection skip mangle: their routing mark is never set again, and they are looked up in the main table. So the connection changes its uplink in the middle, and breaks.',
  source: 'Packet Flow manual, FastTrack; Mangle manual.',
  valid: [
    {
      code: `${MANGLE}/ip firewall filter\nadd chain=forward action=fasttrack-connection connection-state=established,related connection-mark=no-mark`,
    },
  ],
  invalid: [
    {
      code: `${MANGLE}/ip firewall filter\nadd chain=forward action=fasttrack-connection connection-state=established,related`,
      fixed: `${MANGLE}/ip firewall filter\nadd chain=forward action=fasttrack-connection connection-state=established,related connection-mark=no-mark`,
    },
  ],
  check(context) {
    for (const { fasttrack, consumer, mark, certainty } of askFasttrackHitsMarked(context.network)) {
      const { properties, origin } = fasttrack.item;
      context.report({
        range: properties.get('action')?.origin.range ?? origin.range,
        severity: certainty === 'must' ? 'error' : 'info',
        message: `Connections marked “${mark}” are routed by ${consumer.value('new-routing-mark')}, but FastTrack ${certainty === 'must' ? 'takes' : 'may take'} them past mangle: they fall back to the main table. Let FastTrack have only unmarked connections.`,
        fixes: properties.has('connection-mark')
          ? []
          : [
              {
                title: 'FastTrack only what has no mark',
                safe: false,
                edits: [appendArgument(context.text, origin.range, 'connection-mark=no-mark')],
              },
            ],
        related: [{ range: consumer.origin.range, message: 'This rule routes by the mark.' }],
      });
    }
  },
};
