import { valueOf } from '../../../server/src/config/item';
import { fault, fits, has, is, lacks, MANGLE, type Mutation, NAT, type SetUp } from './mutation';

const PCC = 'per-connection-classifier';
const SCRIPT = '/system/script';
const WATCH = '/tool/netwatch';

/** The rules that share visitors out over servers. */
const shares = (setUp: SetUp) => setUp.items(MANGLE, has(PCC), fits(PCC, /^src-address:/));
const marked = (setUp: SetUp) => setUp.items(NAT, is('action', 'dst-nat'), has('connection-mark'));
const unmarked = (setUp: SetUp) => setUp.items(NAT, is('action', 'dst-nat'), lacks('connection-mark'));
/** The script that a watch runs when its server is down. */
const down = (setUp: SetUp) => {
  const watch = setUp.first(WATCH, has('down-script'));
  const name = /run (\S+)/.exec((watch && valueOf(watch, 'down-script')) ?? '')?.[1];
  const script = name === undefined ? undefined : setUp.first(SCRIPT, is('name', name));
  return watch && script && marked(setUp).length > 0 ? { watch, script } : undefined;
};

export const SERVER_BALANCING: readonly Mutation[] = [
  {
    rule: 'serverlb-partition',
    fault: 'no dst-nat rule asks for one of the marks',
    plant: (setUp) => {
      // The rule for whatever is left over leads to the first server: its share would still find it.
      const rule = marked(setUp).at(-1);
      const mark = rule && valueOf(rule, 'connection-mark');
      const share = mark && setUp.first(MANGLE, is('new-connection-mark', mark));
      return rule && share ? fault(share, setUp.drop(rule)) : undefined;
    },
    consequences: { 'find-comment-no-match': 'the scripts still look for the rule' },
  },
  {
    rule: 'serverlb-partition',
    fault: 'no rule marks the last share',
    plant: (setUp) => {
      const [first, last] = shares(setUp);
      return first && last ? fault(first, setUp.drop(last)) : undefined;
    },
    consequences: { 'mark-never-produced': 'the dst-nat rule of the share waits for its mark' },
  },
  {
    rule: 'serverlb-last-resort-order',
    fault: 'the rule for whatever is left over stands first',
    plant: (setUp) => {
      const [first] = marked(setUp);
      const [rest] = unmarked(setUp);
      if (!first || !rest) return undefined;
      return fault(marked(setUp), setUp.above(first, setUp.statement(rest)), setUp.drop(rest));
    },
  },
  {
    rule: 'serverlb-failover-incomplete',
    fault: 'the down-script leaves a rule to the dead server on',
    plant: (setUp) => {
      const found = down(setUp);
      return (
        found && fault(found.watch, setUp.rewrite(found.script, /\n[^\n]*disable \[find comment="[^"]*LAST[^\n]*/, ''))
      );
    },
    consequences: { 'serverlb-partition': 'the rule is the only one that is never switched' },
  },
  {
    rule: 'serverlb-no-drain',
    fault: 'the down-script leaves connections on the dead server',
    plant: (setUp) => {
      const found = down(setUp);
      return (
        found &&
        fault(
          found.watch,
          setUp.rewrite(found.script, / :do \{\s*\/ip firewall connection remove[^}]*\} on-error=\{[^}]*\}/, ''),
        )
      );
    },
  },
  {
    rule: 'serverlb-stickiness',
    fault: 'visitors are shared out by their ports',
    plant: (setUp) => {
      const rules = shares(setUp);
      const [first] = rules;
      return (
        first && fault(first, ...rules.map((rule) => setUp.rewrite(rule, /src-address:/, 'src-address-and-port:')))
      );
    },
  },
];
