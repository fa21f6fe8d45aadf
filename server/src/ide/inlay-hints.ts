import { groupBy } from '../base/group-by';
import { percent } from '../base/percent';
import { type Item, isDisabled, valueOf } from '../config/item';
import { type StoredCode, storedCode, withCalledScripts } from '../lint/stored-code';
import { type Switched, switchedItems } from '../lint/switched-items';
import type { FirewallRule } from '../network/firewall-rule';
import { menuOfTable } from '../network/firewall-table';
import type { NetworkModel } from '../network/network-model';
import { askNthShares } from '../network/questions/nth-shares';
import { askPccPartitions } from '../network/questions/pcc-partitions';
import { askShadowedRules } from '../network/questions/shadowed-rules';
import type { CommandUse } from '../resolve/command-use';
import type { Analysis } from './analysis';

/** A few words behind a statement. */
export interface ScriptHint {
  /** Where the statement ends. */
  readonly offset: number;
  readonly label: string;
  /** What it means and what it rests on. */
  readonly tooltip: string;
}

/** What statements come to: the shares of load-balancing rules, what netwatch switches. In the order of the text. */
export function inlayHints(analysis: Analysis): readonly ScriptHint[] {
  return analysis.once(collectHints);
}

function collectHints(analysis: Analysis): readonly ScriptHint[] {
  const hints = [...pccHints(analysis), ...nthHints(analysis), ...netwatchHints(analysis)];
  return hints.sort((a, b) => a.offset - b.offset);
}

function pccHints(analysis: Analysis): readonly ScriptHint[] {
  // The members differ in nothing but the remainder: what shadows one shadows all.
  const partitions = askPccPartitions(analysis.network).filter(
    ({ uncertain, members }) => !uncertain && members.every(({ rule }) => isSaid(analysis, rule)),
  );
  return partitions.flatMap(({ members, denominator, repeated, fields }) =>
    members.flatMap(({ rule, remainder, target }): ScriptHint[] => {
      if (remainder >= denominator || repeated.includes(remainder)) return [];
      const all = members.filter((member) => target !== undefined && member.target === target).length;
      const together = all > 1 ? `, ${percent(all / denominator)} with the other rules for ${target}` : '';
      return [
        {
          offset: rule.origin.range.end,
          label: share(1 / denominator, target),
          tooltip: `About ${percent(1 / denominator)} of the connections that fit the rule otherwise: remainder ${remainder} of ${denominator} by ${fields}${together}.`,
        },
      ];
    }),
  );
}

function nthHints(analysis: Analysis): readonly ScriptHint[] {
  return askNthShares(analysis.network).flatMap(({ rule, share: part }): ScriptHint[] => {
    if (!isSaid(analysis, rule)) return [];
    const isNew = rule.table === 'nat' || rule.value('connection-state') === 'new';
    return [
      {
        offset: rule.origin.range.end,
        label: share(part, targetOf(rule)),
        tooltip: `${percent(part)} of the ${isNew ? 'connections' : 'packets'} that fit the rule otherwise. A rule counts only what those before it leave.`,
      },
    ];
  });
}

/** Only where the file has the whole table, and some packet comes so far. */
function isSaid({ network }: Analysis, rule: FirewallRule): boolean {
  const { completeness, uncertain } = network.knowledgeOf(menuOfTable(rule.table));
  return completeness !== 'fragment' && !uncertain && !network.once(shadowed).has(rule);
}

function shadowed(network: NetworkModel): ReadonlySet<FirewallRule> {
  return new Set(askShadowedRules(network).map(({ rule }) => rule));
}

function targetOf(rule: FirewallRule): string | undefined {
  const property = TARGETS[rule.action ?? ''];
  return property === undefined ? undefined : rule.value(property);
}

const TARGETS: Readonly<Record<string, string>> = {
  'mark-connection': 'new-connection-mark',
  'mark-routing': 'new-routing-mark',
  'mark-packet': 'new-packet-mark',
  'dst-nat': 'to-addresses',
  'src-nat': 'to-addresses',
};

function share(part: number, target: string | undefined): string {
  return target === undefined ? percent(part) : `${percent(part)} → ${target}`;
}

function codeContext({ outline: { script }, configuration, catalogue }: Analysis) {
  return { script, configuration, catalogue };
}

function netwatchHints(analysis: Analysis): readonly ScriptHint[] {
  const codes = groupBy(storedCode(codeContext(analysis)), ({ item }) => item);
  const menu = analysis.configuration.menu('/tool/netwatch');
  return menu.items.flatMap((item): ScriptHint[] => {
    if (isDisabled(item) || !item.certain || valueOf(item, 'host') === undefined) return [];
    const told = EVENTS.flatMap(({ property, event }) => {
      const code = codes.get(item)?.find((each) => each.property === property);
      const effect = code && effectOf(analysis, code);
      return effect ? [`${event}: ${effect}`] : [];
    });
    if (told.length === 0) return [];
    const host = valueOf(item, 'host');
    const tooltip = `What the scripts switch when ${host} stops to answer, and when it answers again, by the items of this file.`;
    return [{ offset: item.origin.range.end, label: told.join('; '), tooltip }];
  });
}

const EVENTS = [
  { property: 'down-script', event: 'down' },
  { property: 'up-script', event: 'up' },
];

/** `disables 2 NAT rules, enables 1 route`; undefined where the code is not so simple. */
function effectOf(analysis: Analysis, code: StoredCode): string | undefined {
  const all = withCalledScripts(codeContext(analysis), code);
  if (all.some(({ script }) => script.uses.some(mayOnlySwitch))) return undefined;
  const switched = switchedItems(analysis, all);
  if (!switched || switched.length === 0) return undefined;
  const counts = new Map<string, { readonly state: Switched['state']; readonly menu: string; count: number }>();
  for (const { item, state } of switched) {
    if (!item || !isWholeMenu(analysis, item)) return undefined;
    const key = `${state} ${item.menu}`;
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { state, menu: item.menu, count: 1 });
  }
  return [...counts.values()]
    .map(({ state, menu, count }) => `${VERBS[state]} ${count} ${nounOf(menu)}${count === 1 ? '' : 's'}`)
    .join(', ');
}

/** Whether a statement switches something, or runs what does, only under a condition or when it is called. */
function mayOnlySwitch(use: CommandUse): boolean {
  if (!SWITCHING.has(use.command?.name ?? '')) return false;
  for (let at: CommandUse | undefined = use; at; at = at.holder)
    if (at.slot === 'branch' || at.slot === 'function') return true;
  return false;
}

const SWITCHING = new Set(['enable', 'disable', 'set', 'run']);

const VERBS: Readonly<Record<Switched['state'], string>> = { enabled: 'enables', disabled: 'disables' };

function isWholeMenu({ network }: Analysis, { menu }: Item): boolean {
  const { completeness, uncertain } = network.knowledgeOf(menu);
  return completeness !== 'fragment' && !uncertain;
}

const NOUNS: Readonly<Record<string, string>> = {
  '/ip/firewall/nat': 'NAT rule',
  '/ip/firewall/filter': 'filter rule',
  '/ip/firewall/mangle': 'mangle rule',
  '/ip/route': 'route',
  '/routing/rule': 'routing rule',
  '/ip/dhcp-client': 'DHCP client',
};

function nounOf(menu: string): string {
  return NOUNS[menu] ?? (menu.startsWith('/interface') ? 'interface' : `${menu} item`);
}
