import type { TextRange } from '../base/text-range';
import type { CommandUse } from '../resolve/command-use';
import type { Analysis } from './analysis';

/** An entry of the outline. */
export interface ScriptSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'menu' | 'item' | 'variable' | 'function';
  readonly range: TextRange;
  readonly selection: TextRange;
  readonly children: readonly ScriptSymbol[];
}

/** What tells an item from its neighbours, best first. */
const LABELS = [
  'name',
  'comment',
  'default-name',
  'address',
  'dst-address',
  'host',
  'list',
  'interface',
  'chain',
  'gateway',
];

/** The outline: a node for each run of statements in one menu, below it the items and variables. */
export function documentSymbols(analysis: Analysis): ScriptSymbol[] {
  const symbols: ScriptSymbol[] = [];
  let group: { path: string; start: CommandUse; end: number; children: ScriptSymbol[] } | undefined;
  const close = () => {
    if (group && group.children.length > 0)
      symbols.push({
        name: group.path,
        detail: '',
        kind: 'menu',
        range: { start: group.start.node.start, end: group.end },
        selection: group.start.node,
        children: group.children,
      });
    group = undefined;
  };
  for (const use of analysis.script.uses) {
    if (use.holder || use.slot) continue;
    if (use.kind === 'command' && use.menu.parent === undefined) {
      const variable = variableSymbol(use);
      if (variable) {
        close();
        symbols.push(variable);
      }
      continue;
    }
    if (use.kind !== 'command' && use.kind !== 'menu') continue;
    if (group?.path !== use.menu.path) {
      close();
      group = { path: use.menu.path, start: use, end: use.node.end, children: [] };
    }
    group.end = use.node.end;
    if (use.kind === 'command') group.children.push(itemSymbol(use));
  }
  close();
  return symbols;
}

function itemSymbol(use: CommandUse): ScriptSymbol {
  const named = LABELS.map((label) => use.arguments.find((argument) => argument.name === label && argument.text)).find(
    Boolean,
  );
  const others = use.arguments
    .filter((argument) => argument !== named && argument.form === 'named' && argument.text !== undefined)
    .slice(0, 3);
  return {
    name: `${use.command?.name ?? ''} ${named?.text ?? ''}`.trim(),
    detail: others
      .map((argument) => `${argument.name}=${argument.text}`)
      .join(' ')
      .slice(0, 80),
    kind: 'item',
    range: use.node,
    selection: use.word ?? use.node,
    children: [],
  };
}

function variableSymbol(use: CommandUse): ScriptSymbol | undefined {
  const name = use.arguments.find((argument) => argument.name === 'name')?.text;
  if (!name || (use.command?.name !== 'global' && use.command?.name !== 'local')) return undefined;
  const isFunction = use.arguments.some((argument) => argument.name === 'do');
  return {
    name,
    detail: use.command.name,
    kind: isFunction ? 'function' : 'variable',
    range: use.node,
    selection: use.word ?? use.node,
    children: [],
  };
}
