import { type Item, valueOf } from '../config/item';
import type { Uplink } from '../network/uplinks';
import { insertLinesBelow, lineEnd, quoteValue } from './edit-text';
import type { Fix, RuleContext } from './lint-rule';

/**
 * A fix that closes the input chain towards uplinks: behind the last input rule one that drops what is new from them,
 * or, where there is no filter at all, the three rules that every router needs.
 */
export function protectInput(context: RuleContext, uplinks: readonly Uplink[]): Fix {
  const matchers = uplinkMatchers(context, uplinks);
  const rules = context.configuration
    .menu('/ip/firewall/filter')
    .items.filter((item) => valueOf(item, 'chain') === 'input');
  const last = rules[rules.length - 1];
  if (last) {
    const prefix = isFullPath(context.text, last) ? '/ip firewall filter ' : '';
    const lines = matchers.map(
      (matcher) =>
        `${prefix}add chain=input action=drop connection-state=new ${matcher} comment="drop what the Internet opens to the router"`,
    );
    return {
      title: 'Drop new connections from the Internet to the router',
      safe: false,
      edits: [insertLinesBelow(context.text, last.origin.range, lines)],
    };
  }
  const lines = [
    '',
    '/ip firewall filter',
    'add chain=input action=accept connection-state=established,related,untracked comment="replies to the router"',
    'add chain=input action=drop connection-state=invalid',
    'add chain=input action=accept protocol=icmp',
    ...matchers.map(
      (matcher) => `add chain=input action=drop ${matcher} comment="drop what the Internet sends to the router"`,
    ),
  ];
  const end = lineEnd(context.text, context.text.trimEnd().length);
  return {
    title: 'Add an input filter',
    safe: false,
    edits: [{ range: { start: end, end }, newText: lines.map((line) => `\n${line}`).join('') }],
  };
}

function isFullPath(text: string, item: Item): boolean {
  return text.charAt(item.origin.range.start) === '/';
}

/** One matcher for all uplinks where a list holds them all, else one an uplink. */
export function uplinkMatchers({ network }: RuleContext, uplinks: readonly Uplink[]): string[] {
  const lists = network.items('/interface/list').flatMap((item) => valueOf(item, 'name') ?? []);
  const common = lists.find(
    (list) =>
      uplinks.every((uplink) => network.interfaceLists.membersOf(list).certain.has(uplink.interface)) &&
      /wan|internet|outside/i.test(list),
  );
  return common
    ? [`in-interface-list=${quoteValue(common)}`]
    : uplinks.map((uplink) => `in-interface=${quoteValue(uplink.interface)}`);
}
