import { catalogueFor } from '../catalogue/catalogue';
import { suggestName } from '../catalogue/suggestion';
import { type Item, type Property, valueOf } from '../config/item';
import { resolveScript } from '../resolve/resolve-script';
import type { SyntaxNode } from '../syntax/syntax-node';
import { parse } from '../syntax/syntax-tree';
import { quoteValue } from './edit-text';
import type { RuleContext } from './lint-rule';

/**
 * The names of the scripts that a stored text calls: the text itself where it is one word, and what
 * `/system script run` names in it. A single word that is a command (`beep`) is code.
 */
export function calledScripts(text: string): string[] {
  const trimmed = text.trim();
  const catalogue = catalogueFor(undefined);
  if (/^[A-Za-z0-9_.-]+$/.test(trimmed)) return catalogue.root.command(trimmed) ? [] : [trimmed];
  return resolveScript(parse(text), catalogue).uses.flatMap((use) => {
    if (use.command?.name !== 'run' || use.menu.path !== '/system/script') return [];
    const name = use.arguments.find((argument) => argument.name === 'number' || argument.name === 'numbers')?.text;
    return name && !/^[\d*]/.test(name) ? [name] : [];
  });
}

/**
 * Reports the scripts that a property calls and that no line makes. A file that makes no script at all may rely on those
 * of the router: then it is a remark only.
 */
export function reportMissingScripts(context: RuleContext, item: Item, property: Property, event: string): void {
  const scripts = context.configuration.menu('/system/script');
  if (property.value === undefined || scripts.uncertain) return;
  const names = scripts.items.flatMap((script) => valueOf(script, 'name') ?? []);
  // A computed name may be the one that is missed.
  if (scripts.items.some((script) => valueOf(script, 'name') === undefined)) return;
  for (const name of calledScripts(property.value)) {
    if (names.includes(name)) continue;
    const similar = suggestName(name, names);
    const known = names.length > 0 || scripts.completeness === 'complete';
    const block = known ? undefined : looseBlock(context, item);
    const hint = block ? ' The block above runs once, when the file is imported; nothing stores it as a script.' : '';
    context.report({
      range: property.origin.range,
      severity: known ? 'error' : block ? 'warning' : 'info',
      message: `No /system script in this file is called “${name}”${similar ? `; did you mean “${similar}”?` : '.'} ${event} then fails without a word but in the log.${hint}`,
      fixes: similar ? [rename(context, property, name, similar)] : [],
      related: [
        { range: item.origin.range, message: 'It is called from here.' },
        ...(block ? [{ range: { start: block.start, end: block.end }, message: 'This runs once.' }] : []),
      ],
    });
  }
}

/**
 * The block of commands before an item that its author may take for the script that the item calls: in a file that makes
 * no script, the last one that stands for itself.
 */
export function looseBlock({ root, configuration }: RuleContext, item: Item): SyntaxNode | undefined {
  if (configuration.menu('/system/script').items.length > 0) return undefined;
  return root.nodes.findLast(({ kind, end }) => kind === 'block' && end <= item.origin.range.start);
}

function rename({ text }: RuleContext, property: Property, from: string, to: string) {
  const { start, end } = property.origin.range;
  const written = text.slice(start, end);
  const newText = written.includes(from) ? written.replace(from, to) : `${property.name}=${quoteValue(to)}`;
  return { title: `Change to “${to}”`, safe: false, edits: [{ range: { start, end }, newText }] };
}
