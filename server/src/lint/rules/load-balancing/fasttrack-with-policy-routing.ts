import { valueOf } from '../../../config/item';
import { fasttrackConflicts } from '../../../net1/fasttrack';
import { appendArgument } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

const MANGLE =
  '/ip firewall mangle\nadd chain=prerouting action=mark-connection in-interface=ether1 new-connection-mark=WAN1_conn\nadd chain=prerouting action=mark-routing connection-mark=WAN1_conn new-routing-mark=to_WAN1\n';

export const fasttrackWithPolicyRouting: LintRule = {
  id: 'fasttrack-with-policy-routing',
  severity: 'error',
  needs: 'owned',
  summary: 'FastTrack takes connections that a routing mark should steer.',
  why: 'Packets of a FastTracked connection skip mangle: their routing mark is never set again, and they are looked up in the main table. So the connection changes its uplink in the middle, and breaks.',
  source: 'Packet Flow manual, FastTrack; Mangle manual.',
  valid: [{ code: `${MANGLE}/ip firewall filter\nadd chain=forward action=fasttrack-connection connection-state=established,related connection-mark=no-mark` }],
  invalid: [
    {
      code: `${MANGLE}/ip firewall filter\nadd chain=forward action=fasttrack-connection connection-state=established,related`,
      fixed: `${MANGLE}/ip firewall filter\nadd chain=forward action=fasttrack-connection connection-state=established,related connection-mark=no-mark`,
    },
  ],
  check(context) {
    for (const { fasttrack, mark, routing } of fasttrackConflicts(context.network)) {
      const range = fasttrack.properties.get('action')?.origin.range ?? fasttrack.origin.range;
      context.report({
        range,
        message: `Connections marked “${mark}” are routed by ${valueOf(routing, 'new-routing-mark')}, but FastTrack takes them past mangle: they fall back to the main table. Let FastTrack have only unmarked connections.`,
        fixes: fasttrack.properties.has('connection-mark')
          ? []
          : [{ title: 'FastTrack only what has no mark', safe: false, edits: [appendArgument(context.text, fasttrack.origin.range, 'connection-mark=no-mark')] }],
        related: [{ range: routing.origin.range, message: 'This rule routes by the mark.' }],
      });
    }
  },
};
