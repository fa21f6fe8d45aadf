import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childNodes, isMenuNode, type TreeNode } from './command-tree';

/** What the console of a router offered for the value of an argument. */
export interface Completion {
  /** Names that belong to the argument, `yes` and `no` among them. */
  readonly names: Set<string>;
  /** Names of things on the router that was asked: proof that the argument takes such names, never a value set. */
  readonly objects: Set<string>;
  /** Marks such as `!` and `,`. */
  readonly marks: Set<string>;
  /** What the console says of the form of the value: `0s..1d (time interval)`. */
  form: string;
}

/** The completions of several releases, laid over each other. */
export class ValueEvidence {
  private readonly completions = new Map<string, Completion>();
  /** Which menus have an item of a name, as their own commands offer it for `numbers`. */
  readonly menusOfItem = new Map<string, Set<string>>();

  /** What was offered for an argument; undefined where no router offered anything. */
  of(menu: string, command: string, argument: string): Completion | undefined {
    return this.completions.get(key(menu, command, argument));
  }

  /** Takes the tree of a release in. */
  add(node: TreeNode, path = ''): void {
    for (const [name, child] of childNodes(node)) {
      if (isMenuNode(child)) this.add(child, `${path}/${name}`);
      else if (child._type === 'cmd')
        for (const [argument, argumentNode] of childNodes(child)) this.addArgument(path, name, argument, argumentNode);
    }
  }

  private addArgument(menu: string, command: string, argument: string, node: TreeNode): void {
    const [offered, form] = [node['_completion'], node['desc']];
    const at = key(menu, command, argument);
    const completion = this.completions.get(at) ?? { names: new Set(), objects: new Set(), marks: new Set(), form: '' };
    this.completions.set(at, completion);
    if (typeof form === 'string') completion.form = form.trim();
    if (typeof offered !== 'object') return;
    for (const [text, { style }] of Object.entries(offered as Readonly<Record<string, { style: string }>>)) {
      const value = text.replace(/^"(.*)"$/, '$1');
      if (style === 'syntax-meta') completion.marks.add(value);
      else if (style.startsWith('obj-')) completion.objects.add(value);
      else if (style === 'none' || style === 'arg') completion.names.add(value);
      if (argument === 'numbers' && style !== 'syntax-meta') {
        const menus = this.menusOfItem.get(value) ?? new Set();
        this.menusOfItem.set(value, menus.add(menu));
      }
    }
  }
}

function key(menu: string, command: string, argument: string): string {
  return `${menu} ${command} ${argument}`;
}

/** Reads every tree with completions in `directory`; none where there is no such folder. */
export function readValueEvidence(directory: string): ValueEvidence {
  const evidence = new ValueEvidence();
  for (const file of existsSync(directory) ? readdirSync(directory).sort() : [])
    if (file.endsWith('.json')) evidence.add(JSON.parse(readFileSync(join(directory, file), 'utf8')));
  return evidence;
}
