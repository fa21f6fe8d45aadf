import { type Item, valueOf } from '../../../server/src/config/item';
import { fault, has, is, lacks, MANGLE, type Mutation, type SetUp } from './mutation';

const isShare = has('new-connection-mark', 'dst-address-type', 'in-interface-list');
const isSteering = is('action', 'mark-routing');
const inPrerouting = is('chain', 'prerouting');
/** The rules that send what comes from the inside on a marked connection to a table. */
const steering = (setUp: SetUp): readonly Item[] =>
  setUp.items(MANGLE, isSteering, inPrerouting, has('connection-mark'));
/** The rules that mark what comes in by an uplink. */
const inbound = (setUp: SetUp): readonly Item[] =>
  setUp.items(MANGLE, has('in-interface', 'new-connection-mark'), lacks('per-connection-classifier'));

export const MANGLE_RULES: readonly Mutation[] = [
  {
    rule: 'mark-connection-no-passthrough',
    fault: 'a rule that marks connections from the inside ends mangle',
    plant: (setUp) => {
      const rule = setUp.first(MANGLE, isShare);
      return rule && fault(rule, setUp.set(rule, 'passthrough', 'no'));
    },
  },
  {
    rule: 'mark-routing-wrong-chain',
    fault: 'a routing mark is set in forward',
    plant: (setUp) => {
      const [rule] = steering(setUp);
      return rule && fault(rule, setUp.set(rule, 'chain', 'forward'));
    },
    consequences: {
      'inbound-wan-not-marked': 'replies from the inside are no longer steered',
      'ecmp-no-return-path': 'replies from the inside are no longer steered',
    },
  },
  {
    rule: 'mark-order',
    fault: 'the rule that steers by a mark stands before all that set it',
    plant: (setUp) => {
      const [rule] = steering(setUp);
      const [first] = setUp.items(MANGLE);
      if (!rule || !first || first === rule) return undefined;
      const moved = setUp.above(first, setUp.statement(rule));
      return fault(moved, moved, setUp.drop(rule));
    },
  },
  {
    rule: 'mark-never-produced',
    fault: 'a rule asks for a mark that is written a little otherwise',
    plant: (setUp) => {
      const [rule] = steering(setUp);
      return rule && fault(rule, setUp.set(rule, 'connection-mark', `${valueOf(rule, 'connection-mark')}n`));
    },
    consequences: {
      'inbound-wan-not-marked': 'replies from the inside are no longer steered',
      'ecmp-no-return-path': 'replies from the inside are no longer steered',
    },
  },
  {
    rule: 'mark-never-produced',
    fault: 'a dst-nat rule asks for a mark that no rule sets',
    plant: (setUp) => {
      const rule = setUp.first('/ip/firewall/nat', has('connection-mark'));
      return rule && fault(rule, setUp.set(rule, 'connection-mark', 'nobody'));
    },
    consequences: {
      'serverlb-partition': 'a share has lost its server',
      'serverlb-failover-incomplete': 'the rule of the dead server asks for the mark that nobody sets',
    },
  },
  {
    rule: 'mark-never-used',
    fault: 'packets get a mark that nothing asks for',
    plant: (setUp) => {
      const last = setUp.last(MANGLE);
      if (!last) return undefined;
      const rule = setUp.below(
        last,
        'add chain=forward action=mark-packet new-packet-mark=voice passthrough=yes protocol=udp',
      );
      return fault(rule, rule);
    },
  },
  {
    rule: 'mark-routing-lan-return',
    fault: 'a rule that steers by a mark no longer asks for the inside',
    plant: (setUp) => {
      const [rule] = steering(setUp).filter(has('in-interface-list'));
      return rule && fault(rule, ...setUp.unset(rule, 'in-interface-list'));
    },
  },
  {
    rule: 'output-marking-missing',
    fault: 'the rules for the router’s own replies are gone',
    plant: (setUp) => {
      const rules = setUp.items(MANGLE, is('chain', 'output'), isSteering);
      return rules.length > 0 ? fault(inbound(setUp), ...rules.map((rule) => setUp.drop(rule))) : undefined;
    },
  },
  {
    rule: 'output-marking-missing',
    fault: 'the rule for the router’s replies by one of the uplinks is gone',
    plant: (setUp) => {
      const last = setUp.last(MANGLE, is('chain', 'output'), isSteering);
      const mark = last && valueOf(last, 'connection-mark');
      return last && mark ? fault(inbound(setUp).filter(is('new-connection-mark', mark)), setUp.drop(last)) : undefined;
    },
  },
];
