import { type Item, valueOf } from '../config/item';
import type { Uplink } from '../network/uplinks';
import type { TextEdit } from '../syntax/syntax-tree';
import { insertBelowItem } from './edit-item';
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
  return { title: 'Add an input filter', safe: false, edits: [appendLines(context.text, lines)] };
}

/**
 * A fix that closes the inside towards uplinks: behind the last forward rule one that drops what is new and not
 * forwarded on purpose, or, where there is no forward chain, the rules that it needs.
 */
export function protectInside(context: RuleContext, uplinks: readonly Uplink[]): Fix {
  const { network, text } = context;
  const rules = uplinkMatchers(context, uplinks).map(
    (matcher) =>
      `add chain=forward action=drop connection-state=new connection-nat-state=!dstnat ${matcher} comment="drop what the Internet sends inside unasked"`,
  );
  const last = network.rules('filter', 'forward').at(-1);
  const edit = last
    ? insertBelowItem(text, last.item, ...rules)
    : appendLines(text, [
        '',
        '/ip firewall filter',
        'add chain=forward action=accept connection-state=established,related,untracked comment="replies to the inside"',
        'add chain=forward action=drop connection-state=invalid',
        ...rules,
      ]);
  return { title: 'Drop what the Internet sends inside unasked', safe: false, edits: [edit] };
}

/** Lines behind the last one that is not empty. */
function appendLines(text: string, lines: readonly string[]): TextEdit {
  const end = lineEnd(text, text.trimEnd().length);
  return { range: { start: end, end }, newText: lines.map((line) => `\n${line}`).join('') };
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
