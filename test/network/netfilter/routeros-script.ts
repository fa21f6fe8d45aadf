import type { Random } from './random';
import type { RandomRule, RuleSet } from './rule-set';
import { INTERFACES, NEIGHBOUR, ROUTER_ADDRESS, ROUTING_TABLES } from './topology';

/**
 * Writes a rule set the way people do, in all sorts of ways that mean the same: menus alone or in front, quotes,
 * continued lines, properties in any order, rules that are put before others, switched on later, or taken back.
 */
export function routerOsScript(rules: RuleSet, random: Random): string {
  return new ScriptWriter(random).write(rules);
}

/** How a rule of a set is found again, by its place in it: its `log-prefix`. */
export function ruleId(index: number): string {
  return `r${index}`;
}

class ScriptWriter {
  private readonly lines: string[] = ['# routeros: 7.20'];
  private menu = '';
  private names = 0;
  private ids = new Map<RandomRule, string>();

  constructor(private readonly random: Random) {}

  write(set: RuleSet): string {
    this.ids = new Map(set.rules.map((rule, index) => [rule, ruleId(index)]));
    INTERFACES.forEach((name, index) => {
      this.statement('/interface ethernet', `set [ find default-name=ether${index + 1} ] name=${name}`);
    });
    for (const [list, { include, exclude }] of Object.entries(set.interfaceLists)) {
      const lists = {
        ...(include.length ? { include: include.join(',') } : {}),
        ...(exclude.length ? { exclude: exclude.join(',') } : {}),
      };
      this.add('/interface list', { name: list, ...lists });
    }
    for (const [list, { members }] of Object.entries(set.interfaceLists)) {
      for (const name of members) this.add('/interface list member', { list, interface: name });
    }
    for (const name of INTERFACES) this.add('/ip address', { address: `${ROUTER_ADDRESS[name]}/24`, interface: name });
    for (const name of Object.keys(ROUTING_TABLES)) this.statement('/routing table', `add name=${name} fib`);
    for (const [list, addresses] of Object.entries(set.addressLists)) {
      for (const address of addresses) this.add('/ip firewall address-list', { list, address });
    }
    for (const { destination, table, distance, to } of set.routes) this.route(destination, table, distance, to);
    for (const { matchers, action, table } of set.routingRules) {
      this.add('/routing rule', { ...matchers, action, ...(action === 'drop' ? {} : { table }) });
    }
    // The order within a menu is all that counts.
    for (const table of this.random.shuffled(['raw', 'mangle', 'nat', 'filter'] as const)) {
      this.table(
        `/ip firewall ${table}`,
        set.rules.filter((rule) => rule.table === table),
      );
    }
    return `${this.lines.join('\n')}\n`;
  }

  private route(destination: string, table: string, distance: number, to: RuleSet['routes'][number]['to']): void {
    const target = to === 'blackhole' ? 'blackhole' : `gateway=${NEIGHBOUR[to]}`;
    const inTable = table === 'main' ? '' : ` routing-table=${table}`;
    const isDefault = destination === '0.0.0.0/0';
    const dst = isDefault && this.random.chance(0.3) ? '' : ` dst-address=${destination}`;
    this.statement('/ip route', `add${dst} ${target}${inTable}${distance === 1 ? '' : ` distance=${distance}`}`);
  }

  private table(menu: string, rules: readonly RandomRule[]): void {
    const later: string[] = [];
    for (let at = 0; at < rules.length; at++) {
      const rule = rules[at] as RandomRule;
      const next = rules[at + 1];
      if (next && this.random.chance(0.08)) {
        // The two in turn: the second comes first in the text, and this one is put before it.
        const [name, own] = [this.name(), this.name()];
        const isMoved = this.random.chance(0.5);
        this.rule(menu, next, { comment: name });
        this.rule(menu, rule, isMoved ? { comment: own } : { 'place-before': `[find comment="${name}"]` });
        if (isMoved) this.statement(menu, `move [find comment=${own}] destination=[find comment=${name}]`);
        at++;
      } else this.rule(menu, rule, {});
      if (this.random.chance(0.06)) {
        const name = this.name();
        this.rule(menu, { ...rule, action: 'drop', parameters: {}, matchers: {}, disabled: false }, { comment: name });
        later.push(`${this.random.pick(['remove', 'disable'])} [find comment=${name}]`);
      }
      if (this.random.chance(0.04)) {
        const name = this.name();
        const twin = { ...rule, action: 'passthrough', parameters: {}, disabled: true };
        this.rule(menu, twin, { comment: name });
        later.push(`set [find comment="${name}"] disabled=no log=yes`);
      }
    }
    for (const statement of later) this.statement(menu, statement);
  }

  private rule(menu: string, rule: RandomRule, extra: Readonly<Record<string, string>>): void {
    const { chain, action, matchers, parameters, disabled } = rule;
    const id = this.ids.get(rule);
    const named = id === undefined ? {} : { 'log-prefix': id };
    const properties: Record<string, string> = { chain, ...matchers, ...parameters, ...named, ...extra };
    // RouterOS's default.
    if (action !== 'accept' || this.random.chance(0.7)) properties['action'] = action;
    if (disabled) properties['disabled'] = 'yes';
    else if (this.random.chance(0.05)) properties['disabled'] = 'no';
    if (properties['comment'] === undefined && this.random.chance(0.2)) properties['comment'] = this.remark();
    this.add(menu, properties);
  }

  private add(menu: string, properties: Readonly<Record<string, string>>): void {
    const words = this.random
      .shuffled(Object.entries(properties))
      .map(([name, value]) => `${name}=${this.value(value)}`);
    const gap = () => (this.random.chance(0.06) ? ' \\\n    ' : ' ');
    this.statement(menu, `add${words.map((word) => gap() + word).join('')}`);
  }

  private value(value: string): string {
    if (value.startsWith('[')) return value;
    const mustQuote = /[\s;"$\\#{}[\]()]/.test(value) || value === '';
    return mustQuote || this.random.chance(0.1) ? `"${value.replace(/[\\"$]/g, '\\$&')}"` : value;
  }

  private statement(menu: string, text: string): void {
    if (this.random.chance(0.15)) {
      const written = this.random.chance(0.3) ? menu.replaceAll(' ', '/') : menu;
      this.lines.push(`${written} ${text}`);
      // A menu in front of a command holds for that command; a line of its own holds on.
      return;
    }
    if (this.menu !== menu) this.lines.push(menu);
    this.menu = menu;
    this.lines.push(text);
  }

  private name(): string {
    return `x${++this.names}`;
  }

  private remark(): string {
    return this.random.pick(['a rule', 'chain=input action=drop', 'said "so"; $x #1', 'add', 'back\\slash']);
  }
}
