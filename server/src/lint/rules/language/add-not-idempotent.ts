import { catalogueFor } from '../../../catalogue/catalogue';
import { type Item, type Property, valueOf } from '../../../config/item';
import type { CommandUse } from '../../../resolve/command-use';
import { resolveScript } from '../../../resolve/resolve-script';
import { isExport } from '../../../resolve/script-version';
import { parse } from '../../../syntax/syntax-tree';
import { calledScripts } from '../../called-scripts';
import type { LintRule, Report, RuleContext } from '../../lint-rule';

export const addNotIdempotent: LintRule = {
  id: 'add-not-idempotent',
  severity: 'warning',
  needs: 'owned',
  summary: 'A script that runs again and again and adds the same item each time.',
  why: 'From the second run on the item is there already: RouterOS stops the script with “already have such entry”, or makes a second one, and a third.',
  source: 'DHCP client manual, lease script example.',
  valid: [
    {
      code: '/system scheduler add name=lan interval=1h on-event={ :if ([:len [/ip firewall address-list find comment="lan"]] = 0) do={ /ip firewall address-list add list=lan address=192.0.2.1 comment="lan" } }',
    },
    {
      code: '/tool netwatch add host=192.0.2.1 down-script={ /ip route remove [find comment="backup"]; /ip route add gateway=198.51.100.1 comment="backup" }',
    },
    {
      code: '/system script add name=setup source={ :if ([:len [/ip pool find name=guests]] = 0) do={ /ip pool add name=guests ranges=192.0.2.10-192.0.2.20 } }',
    },
    // In the file itself a line runs once.
    { code: '/ip pool add name=guests ranges=192.0.2.10-192.0.2.20' },
  ],
  invalid: [
    {
      code: '/tool netwatch add host=192.0.2.1 down-script={ /ip route add gateway=198.51.100.1 comment="backup" }',
    },
    {
      code: '/system script add name=guests source={ /ip pool add name=guests ranges=192.0.2.10-192.0.2.20 }\n/system scheduler add name=guests interval=1h on-event=guests',
    },
    { code: '/system script add name=setup source={ /ip pool add name=guests ranges=192.0.2.10-192.0.2.20 }' },
  ],
  check(context) {
    const judged = new Set<Property>();
    for (const item of context.configuration.menu('/tool/netwatch').items)
      for (const name of ['up-script', 'down-script'])
        judge(context, judged, item, item.properties.get(name), 'Netwatch');
    for (const item of context.configuration.menu('/system/scheduler').items)
      if (recurs(item)) judge(context, judged, item, item.properties.get('on-event'), 'The scheduler');
    for (const item of context.configuration.menu('/system/script').items) {
      const source = item.properties.get('source');
      if (!source || judged.has(source) || isExport(context.tree)) continue;
      // Whoever runs it by hand may mean to do so once.
      reportAdd(context, source, source.value, { severity: 'info', runs: 'Each run of this script' });
    }
  },
};

/** With an interval, or at each start of the router. */
function recurs(item: Item): boolean {
  const interval = valueOf(item, 'interval');
  return valueOf(item, 'start-time') === 'startup' || (interval !== undefined && !/^[0s:]*$/.test(interval));
}

/** The code that a property holds, or the source of the scripts that it calls. */
function judge(
  context: RuleContext,
  judged: Set<Property>,
  caller: Item,
  property: Property | undefined,
  who: string,
): void {
  if (property?.value === undefined) return;
  const scripts = context.configuration.menu('/system/script').items;
  const called = calledScripts(property.value);
  const sources = scripts
    .filter((script) => called.includes(valueOf(script, 'name') ?? ''))
    .flatMap((script) => script.properties.get('source') ?? []);
  for (const code of [property, ...sources]) {
    judged.add(code);
    reportAdd(context, code, code.value, {
      severity: 'warning',
      runs: `${who} runs this more than once, and each time it`,
      related: code === property ? [] : [{ range: caller.origin.range, message: 'It is called from here.' }],
    });
  }
}

function reportAdd(
  context: RuleContext,
  code: Property,
  text: string | undefined,
  { runs, ...rest }: Pick<Report, 'severity' | 'related'> & { readonly runs: string },
): void {
  const add = text === undefined ? undefined : repeatedAdd(text);
  if (!add) return;
  const menu = add.menu.replaceAll('/', ' ').replace(' ', '/');
  context.report({
    ...rest,
    range: code.origin.range,
    message: `${runs} adds ${add.name}=“${add.text}” to ${add.menu}: from the second time on it fails or makes another one. Ask first: :if ([:len [${menu} find ${add.name}="${add.text}"]] = 0) do={…}.`,
  });
}

interface RepeatedAdd {
  readonly menu: string;
  readonly name: string;
  readonly text: string;
}

/** The first item with a name or a comment of its own that a text adds on every run. */
function repeatedAdd(text: string): RepeatedAdd | undefined {
  const { uses } = resolveScript(parse(text), catalogueFor(undefined));
  for (const use of uses) {
    if (use.kind !== 'command' || use.command?.name !== 'add' || !isUnconditional(use)) continue;
    const isCleared = uses.some(
      ({ command, menu, node }) =>
        command?.name === 'remove' &&
        node.start < use.node.start &&
        (menu.path === use.menu.path || menu.path === '/system/scheduler'),
    );
    // What lives for a while only is meant to be added again.
    if (isCleared || use.arguments.some(({ name }) => name === 'timeout')) continue;
    const own = use.arguments.find(({ name, text: value }) => (name === 'name' || name === 'comment') && value);
    if (own?.text) return { menu: use.menu.path, name: own.name, text: own.text };
  }
  return undefined;
}

/** Runs whenever the text does, and an error in it is not caught. */
function isUnconditional(use: CommandUse): boolean {
  for (let at: CommandUse | undefined = use; at; at = at.holder) {
    if (at.slot !== undefined && at.slot !== 'block') return false;
    if (at.arguments.some(({ name }) => name === 'on-error')) return false;
  }
  return true;
}
