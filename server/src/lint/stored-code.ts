import { groupBy } from '../base/group-by';
import type { TextRange } from '../base/text-range';
import type { Configuration } from '../config/configuration';
import { type Item, valueOf } from '../config/item';
import type { ArgumentUse, CommandUse, ResolvedScript } from '../resolve/command-use';
import { resolveScript } from '../resolve/resolve-script';
import type { SyntaxNode } from '../syntax/syntax-node';
import { parse } from '../syntax/syntax-tree';
import type { RuleContext } from './lint-rule';

/** Code that a property stores, and what runs it. */
export interface StoredCode {
  readonly item: Item;
  /** `source`, `on-event`, `up-script`, … */
  readonly property: string;
  readonly text: string;
  readonly script: ResolvedScript;
  /** Where the property is written; places within the code itself are not told. */
  readonly range: TextRange;
}

/** What finding stored code takes: less than a rule has. */
export type CodeContext = Pick<RuleContext, 'configuration' | 'catalogue'>;

/** Properties that hold code, by menu. */
const CODE_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  '/system/script': ['source'],
  '/system/scheduler': ['on-event'],
  '/tool/netwatch': ['up-script', 'down-script', 'test-script'],
  '/ip/dhcp-client': ['script'],
  '/ip/dhcp-server': ['lease-script'],
  '/ppp/profile': ['on-up', 'on-down'],
};

/** All code that the items of the script store and whose text is known. */
export function storedCode(context: CodeContext): readonly StoredCode[] {
  const known = collected.get(context.configuration);
  if (known) return known;
  const codes = Object.entries(CODE_PROPERTIES).flatMap(([menu, properties]) =>
    context.configuration
      .menu(menu)
      .items.flatMap((item) => properties.flatMap((property) => codeOf(context, item, property) ?? [])),
  );
  collected.set(context.configuration, codes);
  return codes;
}

const collected = new WeakMap<Configuration, readonly StoredCode[]>();

function codeOf({ catalogue }: CodeContext, item: Item, name: string): StoredCode | undefined {
  const property = item.properties.get(name);
  if (!property?.value) return undefined;
  const text = property.value;
  return { item, property: name, text, script: resolveScript(parse(text), catalogue), range: property.origin.range };
}

/** A piece of code that runs from its beginning to its end, with a way to show a place in it. */
export interface CodeBody {
  readonly uses: readonly CommandUse[];
  /** The item that stores it; undefined for the file itself. */
  readonly item: Item | undefined;
  /** A place in the file for a node of the code: its own where the code stands open, else the property that stores it. */
  place(node: TextRange): TextRange;
  /** True where `place` gives the node's own place, so that edits can be made there. */
  readonly isOpen: boolean;
}

/**
 * The file and every script that it stores, each as a body of its own. Code between braces keeps its places; code in
 * quotes is shown as a whole.
 */
export function codeBodies(context: RuleContext): readonly CodeBody[] {
  let bodies = collectedBodies.get(context.script);
  if (!bodies) {
    bodies = collectBodies(context);
    collectedBodies.set(context.script, bodies);
  }
  return bodies;
}

const collectedBodies = new WeakMap<ResolvedScript, readonly CodeBody[]>();

function collectBodies(context: RuleContext): readonly CodeBody[] {
  const uses = groupBy(context.script.uses, scriptHolder);
  const itemsByStart = new Map(
    Object.keys(CODE_PROPERTIES).flatMap((menu) =>
      context.configuration.menu(menu).items.map((item) => [item.origin.range.start, item] as const),
    ),
  );
  const open = [...uses].map(
    ([holder, own]): CodeBody => ({
      uses: own,
      item: holder && itemsByStart.get(holder.start),
      place: (node) => ({ start: node.start, end: node.end }),
      isOpen: true,
    }),
  );
  const shown = new Set(open.map(({ item }) => item));
  const quoted = storedCode(context)
    .filter(({ item }) => !shown.has(item))
    .map(({ item, script, range }): CodeBody => ({ uses: script.uses, item, place: () => range, isOpen: false }));
  return [...open, ...quoted];
}

/** The statement whose argument stores the code that a statement belongs to. */
function scriptHolder(use: CommandUse): SyntaxNode | undefined {
  for (let at: CommandUse | undefined = use; at; at = at.holder) if (at.slot === 'script') return at.holder?.node;
  return undefined;
}

/** Whether a statement is this command of this menu. */
export function isCommand(use: CommandUse, menu: string, command: string): boolean {
  return use.kind === 'command' && use.menu.path === menu && use.command?.name === command;
}

/** The name of the script that a piece of stored code runs, where it is one word or `/system script run`. */
function scriptNameIn(use: CommandUse): string | undefined {
  if (!isCommand(use, '/system/script', 'run')) return undefined;
  const argument = use.arguments.find(({ name }) => name === 'number' || name === 'numbers');
  return argument?.text && !/^[\d*]/.test(argument.text) ? argument.text : undefined;
}

/** The code and the scripts that it runs by name, each once. */
export function withCalledScripts(context: CodeContext, code: StoredCode): readonly StoredCode[] {
  const scripts = scriptsByName(context);
  const reached = new Set([code]);
  for (const each of reached) {
    const names = [...each.script.uses.flatMap((use) => scriptNameIn(use) ?? []), each.text.trim()];
    for (const script of names.flatMap((name) => scripts.get(name) ?? [])) reached.add(script);
  }
  return [...reached];
}

function scriptsByName(context: CodeContext): ReadonlyMap<string, readonly StoredCode[]> {
  let scripts = namedScripts.get(context.configuration);
  if (!scripts) {
    const own = storedCode(context).filter(({ item }) => item.menu === '/system/script');
    scripts = groupBy(own, ({ item }) => valueOf(item, 'name') ?? '');
    namedScripts.set(context.configuration, scripts);
  }
  return scripts;
}

const namedScripts = new WeakMap<Configuration, ReadonlyMap<string, readonly StoredCode[]>>();

/** Whether code that the file stores changes items of a menu: then what stands there is not all there is. */
export function scriptsChange(context: RuleContext, isMenu: (path: string) => boolean): boolean {
  return storedCode(context).some(({ script }) =>
    script.uses.some((use) => use.kind === 'command' && CHANGING.has(use.command?.name ?? '') && isMenu(use.menu.path)),
  );
}

const CHANGING = new Set(['set', 'enable', 'disable', 'add', 'remove', 'move', 'unset']);

/** Whether code that the file stores switches or rewrites routes, or the interfaces that they go by. */
export function scriptsSwitchRoutes(context: RuleContext): boolean {
  return scriptsChange(context, (path) => path === '/ip/route' || path.startsWith('/interface'));
}

/** An argument of a statement by name. */
export function argumentNamed(use: CommandUse, ...names: readonly string[]): ArgumentUse | undefined {
  return use.arguments.find(({ name }) => names.includes(name));
}

/** Whether code clears connections, so that what was translated before is translated anew. */
export function clearsConnections({ script, text }: StoredCode): boolean {
  return (
    script.uses.some((use) => isCommand(use, '/ip/firewall/connection', 'remove')) ||
    /connection[\s/]+remove/.test(text)
  );
}
