import { valueOf } from '../../../server/src/config/item';
import { appended, fault, has, is, MANGLE, type Mutation, type SetUp } from './mutation';

/** A fault that lines at the end make, in every set-up. */
const lines = (rule: string, what: string, ...text: readonly string[]): Mutation => ({
  rule,
  fault: what,
  plant: (setUp) => appended(setUp, ...text),
});
/** The first statement that adds something, to spoil. */
const anyItem = (setUp: SetUp) =>
  setUp.analysis.configuration.paths.flatMap((path) =>
    setUp.items(path, (item) => item.added && !/[{}]/.test(setUp.statement(item))),
  )[0];

export const LANGUAGE: readonly Mutation[] = [
  {
    rule: 'trailing-comment',
    fault: 'a remark stands behind a command',
    plant: (setUp) => {
      const item = anyItem(setUp);
      return (
        item &&
        fault(item, {
          range: { start: item.origin.range.end, end: item.origin.range.end },
          newText: ' # the first one',
        })
      );
    },
  },
  {
    rule: 'unknown-property',
    fault: 'a property is written wrong',
    plant: (setUp) => {
      const item = anyItem(setUp);
      return (
        item &&
        fault(item, { range: { start: item.origin.range.end, end: item.origin.range.end }, newText: ' coment=x' })
      );
    },
  },
  {
    rule: 'unknown-property',
    fault: 'the comment of a rule is called by another name',
    plant: (setUp) => {
      const rule = setUp.first(MANGLE, has('new-connection-mark'));
      return rule && fault(rule, setUp.rewrite(rule, /new-connection-mark=/, 'new-connection-marks='));
    },
    consequences: {
      'mark-never-produced': 'nothing sets the mark',
      'inbound-wan-not-marked': 'nothing sets the mark',
      'ecmp-no-return-path': 'nothing sets the mark',
      'serverlb-partition': 'a share has no mark',
      'missing-required-property': 'the rule needs the mark that it sets',
    },
  },
  lines('unknown-command', 'a menu is written wrong', '/ip rout3 print'),
  lines('unknown-command', 'a command is asked for that no menu has', '/ip route refresh'),
  lines('undefined-variable', 'a variable is read that nothing declares', ':log info ("state: " . $wanStatus)'),
  lines(
    'variable-shadows-property',
    'a variable has the name of the property that it is compared with',
    ':local comment "x"',
    '/ip route remove [find comment=$comment]',
  ),
  lines(
    'global-not-redeclared',
    'a function reads a global variable that it does not declare',
    ':global wanMode "auto"',
    ':global showMode do={ :put $wanMode }',
  ),
  lines(
    'global-in-local-scope',
    'a global variable is read outside of its block',
    '{ :global wanMode "auto" }',
    ':put $wanMode',
  ),
  lines('remove-find-unfiltered', 'everything in a menu is removed', '/queue simple remove [find]'),
  lines(
    'find-var-empty',
    'a variable without a value chooses what is removed',
    ':local tag',
    '/ip route remove [find comment=$tag]',
  ),
  lines('set-by-number', 'a rule is named by its number', '/ip firewall filter set 3 disabled=yes'),
  {
    rule: 'name-vs-default-name',
    fault: 'a port is renamed after it was found by the name that changes',
    plant: (setUp) => {
      const port = setUp.analysis.configuration.menu('/interface/ethernet').items.find(has('default-name', 'name'));
      return port && fault(port, setUp.rewrite(port, /find default-name=/, 'find name='));
    },
  },
  {
    rule: 'name-vs-default-name',
    fault: 'another port is renamed by the name that changes',
    plant: (setUp) => appended(setUp, '/interface ethernet set [ find name=ether9 ] name=spare'),
  },
  {
    rule: 'reference-before-definition',
    fault: 'the lists of interfaces are made behind the lines that name them',
    plant: (setUp) => {
      const list = setUp.items('/interface/list').find(is('name', 'WAN'));
      const users = setUp.analysis.configuration.paths.flatMap((path) =>
        setUp.items(path, (item) =>
          ['list', 'in-interface-list', 'out-interface-list'].some((name) => /^!?WAN$/.test(valueOf(item, name) ?? '')),
        ),
      );
      return list && users.length > 0
        ? fault(users, setUp.drop(list), setUp.append(`/interface list ${setUp.statement(list)}`))
        : undefined;
    },
  },
  {
    rule: 'space-around-equals',
    fault: 'blanks stand around an =',
    plant: (setUp) => {
      const item = anyItem(setUp);
      return item && fault(item, setUp.rewrite(item, /=/, ' = '));
    },
    consequences: {
      'missing-required-property': 'the router takes the property for empty',
    },
  },
  lines('unbalanced-block', 'a brace closes nothing', ':put "x" }'),
  lines('condition-without-parentheses', 'a condition has no parentheses', ':if 1=1 do={ :put "x" }'),
  lines('global-command-without-colon', 'a command of the language has no colon', 'put "x"'),
  lines(
    'unquoted-special',
    'a text with blanks is not in quotes',
    '/ip firewall address-list add list=office address=10.9.0.0/16 comment=to the office',
  ),
  lines(
    'nil-compare',
    'what finds nothing is compared with an empty text',
    ':if ([:find "abc" "x"] = "") do={ :put "no" }',
  ),
  lines(
    'string-vs-prefix-compare',
    'a text is compared with an address',
    '/ip route print where comment=192.168.1.0/24',
  ),
  lines('v7-where-eq-changed', 'a condition has no =', '/ip route print where comment "x"'),
  lines('abbreviated-command', 'a menu is not written out', '/ip fire fil print'),
  lines(
    'duplicate-property',
    'a property is set twice',
    '/ip firewall address-list add list=office address=10.9.0.0/16 comment=a comment=b',
  ),
  lines('equals-in-assignment', 'a variable is set with an =', ':local x = 5', ':put $x'),
  lines(
    'hardcoded-secret',
    'a password stands in the script',
    '/ppp secret add name=ann service=l2tp password="t7Kw2mQ9"',
  ),
  {
    rule: 'missing-required-property',
    fault: 'an address has no interface',
    // What RouterOS 6 demanded nobody has recorded.
    plant: (setUp) => (setUp.isSix ? undefined : appended(setUp, '/ip address add address=192.168.70.1/24')),
  },
  lines('set-undeclared-variable', 'a variable is set that nothing declares', ':set wanCount 5'),
  lines('unexpected-value', 'a value has no name', '/ip firewall address-list add list=office address=10.9.0.0/16 10'),
  lines(
    'unknown-value',
    'a value is none of those that there are',
    '/ip firewall filter add chain=forward action=acept',
  ),
  lines('wrong-value-shape', 'an address is none', '/ip address add address=192.168.300.1/24 interface=ether9'),
  lines('unused-variable', 'nothing reads a variable', ':local spare 5'),
  lines(
    'variable-shadows-variable',
    'a variable hides another one',
    ':local mode 1',
    '{ :local mode 2; :put $mode }',
    ':put $mode',
  ),
  {
    rule: 'routeros-v6-end-of-life',
    fault: 'the file says that RouterOS 6 exported it',
    plant: (setUp) => {
      const header = { range: { start: 0, end: 0 }, newText: '# jan/02/2024 10:00:00 by RouterOS 6.49.10\n' };
      return setUp.isSix ? fault(header, header) : undefined;
    },
    consequences: {
      'service-plaintext': 'an export says all there is, and this one says nothing of the services',
      'user-no-address': 'an export says all there is',
    },
  },
];
