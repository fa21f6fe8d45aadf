import {
  EventEmitter,
  type ExtensionContext,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
  workspace,
} from 'vscode';
import { shareBar } from '../../../router/src/device/share-bar';
import type { StatusRow, StatusSection } from '../../../router/src/device/status-report';
import type { RouterAccess } from '../routers/router-access';
import { addressOf, type RouterEntry, readInventory } from '../routers/router-inventory';
import { RouterWatch } from '../routers/router-watch';

/** As package.json calls it. */
export const ROUTERS_VIEW = 'rscope.routersView';

/** Milliseconds between two readings of a router. */
const EVERY = 5000;
/** Characters of a bar. */
const BAR = 10;

/** What stands in the tree. */
export type RoutersNode =
  | { readonly kind: 'group'; readonly group: string }
  | RouterNode
  | { readonly kind: 'section'; readonly parent: RouterNode; readonly section: StatusSection }
  | { readonly kind: 'row'; readonly id: string; readonly row: StatusRow }
  | { readonly kind: 'message'; readonly message: string; readonly isFailure: boolean };

/** One a router; the commands of the tree get it. */
export interface RouterNode {
  readonly kind: 'router';
  readonly router: RouterEntry;
}

/** The routers of the settings by group, each with how it is. Only what is unfolded in a tree that is seen is asked for. */
export class RoutersView implements TreeDataProvider<RoutersNode> {
  private readonly changed = new EventEmitter<RoutersNode | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private routers = new Map<string, RouterNode>();
  private readonly groups = new Map<string, RoutersNode>();
  private readonly watches = new Map<RouterNode, RouterWatch>();
  private readonly unfolded = new Set<RouterNode>();
  private readonly view: TreeView<RoutersNode>;

  constructor(
    context: ExtensionContext,
    private readonly access: RouterAccess,
  ) {
    this.readSettings();
    this.view = window.createTreeView(ROUTERS_VIEW, { treeDataProvider: this, showCollapseAll: true });
    context.subscriptions.push(
      this.changed,
      this.view,
      this.view.onDidCollapseElement(({ element }) => this.fold(element)),
      this.view.onDidChangeVisibility(() => this.look()),
      workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration('rscope.routers')) return;
        this.readSettings();
        this.changed.fire(undefined);
      }),
      { dispose: () => this.stopAll() },
    );
  }

  /** Brings the tree to the front; where there is but one router, unfolded. */
  async show(router: RouterEntry | undefined): Promise<void> {
    const [only] = this.routers.size === 1 ? this.routers.values() : [];
    const node = router ? this.routers.get(router.name) : only;
    if (node) await this.view.reveal(node, { expand: true, focus: true });
  }

  /** Reads a router anew, or all that are unfolded; asks for a password if need be. */
  refresh(node: RouterNode | undefined): void {
    for (const each of node ? [node] : this.unfolded) {
      this.watches.get(each)?.stop();
      this.watches.delete(each);
      this.changed.fire(each);
    }
  }

  getTreeItem(node: RoutersNode): TreeItem {
    if (node.kind === 'group') return groupItem(node.group);
    if (node.kind === 'router') return routerItem(node.router);
    if (node.kind === 'section') return sectionItem(node.parent.router, node.section);
    if (node.kind === 'row') return rowItem(node.id, node.row);
    const item = new TreeItem(node.message);
    item.iconPath = node.isFailure
      ? new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground'))
      : new ThemeIcon('loading~spin');
    item.tooltip = node.message;
    return item;
  }

  getChildren(node?: RoutersNode): RoutersNode[] {
    if (node === undefined) return [...this.groups.values(), ...this.routersOf(undefined)];
    if (node.kind === 'group') return this.routersOf(node.group);
    if (node.kind === 'router') return this.statusOf(node);
    if (node.kind !== 'section') return [];
    const { section, parent } = node;
    return section.rows.map((row, index) => ({
      kind: 'row',
      id: `${parent.router.name}/${section.id}/${index}`,
      row,
    }));
  }

  getParent(node: RoutersNode): RoutersNode | undefined {
    if (node.kind === 'router') return node.router.group === undefined ? undefined : this.groups.get(node.router.group);
    return node.kind === 'section' ? node.parent : undefined;
  }

  private routersOf(group: string | undefined): RouterNode[] {
    return [...this.routers.values()].filter(({ router }) => router.group === group);
  }

  /** The tree asks for this when a router is unfolded, and then again after each reading. */
  private statusOf(node: RouterNode): RoutersNode[] {
    this.unfolded.add(node);
    const watch = this.watchOf(node);
    // Who left the question for the password is not asked again until they refresh.
    if (this.view.visible) watch.start(watch.status.kind === 'asking');
    const { status } = watch;
    if (status.kind === 'asking') return [{ kind: 'message', message: 'Asking the router…', isFailure: false }];
    if (status.kind === 'failed') return [{ kind: 'message', message: status.message, isFailure: true }];
    return status.sections.map((section) => ({ kind: 'section', parent: node, section }));
  }

  private watchOf(node: RouterNode): RouterWatch {
    const known = this.watches.get(node);
    if (known) return known;
    const watch = new RouterWatch({
      connect: (signal, mayAsk) =>
        mayAsk ? this.access.connect(node.router, signal) : this.access.connectQuietly(node.router, signal),
      onChange: () => this.changed.fire(node),
      every: EVERY,
    });
    this.watches.set(node, watch);
    return watch;
  }

  private fold(node: RoutersNode): void {
    const folded = node.kind === 'router' ? [node] : node.kind === 'group' ? this.routersOf(node.group) : [];
    for (const each of folded) {
      this.watches.get(each)?.stop();
      // What lies within a group that is folded is unfolded again with it.
      if (node.kind === 'router') this.unfolded.delete(each);
    }
  }

  /** The tree came into sight, or is hidden. */
  private look(): void {
    if (!this.view.visible) this.stopAll();
    else for (const node of this.unfolded) this.changed.fire(node);
  }

  private stopAll(): void {
    for (const watch of this.watches.values()) watch.stop();
  }

  /** A router that is the same as before keeps its node, and with it what is unfolded. */
  private readSettings(): void {
    const before = this.routers;
    const inventory = readInventory();
    this.routers = new Map(
      inventory.map((router) => {
        const known = before.get(router.name);
        return [
          router.name,
          known && JSON.stringify(known.router) === JSON.stringify(router) ? known : { kind: 'router', router },
        ];
      }),
    );
    for (const node of before.values()) {
      if (this.routers.get(node.router.name) === node) continue;
      this.watches.get(node)?.stop();
      this.watches.delete(node);
      this.unfolded.delete(node);
    }
    const names = new Set(inventory.flatMap(({ group }) => group ?? []));
    for (const group of this.groups.keys()) if (!names.has(group)) this.groups.delete(group);
    for (const group of names) if (!this.groups.has(group)) this.groups.set(group, { kind: 'group', group });
  }
}

function groupItem(group: string): TreeItem {
  const item = new TreeItem(group, TreeItemCollapsibleState.Expanded);
  item.id = `group ${group}`;
  item.contextValue = 'group';
  item.iconPath = new ThemeIcon('folder');
  return item;
}

function routerItem(router: RouterEntry): TreeItem {
  const item = new TreeItem(router.name, TreeItemCollapsibleState.Collapsed);
  item.id = `router ${router.name}`;
  item.contextValue = 'router';
  item.description = `${router.user}@${addressOf(router)}`;
  item.tooltip = `${router.name}: ${router.user}@${addressOf(router)}, ${router.tls ? 'over TLS' : 'not encrypted'}`;
  item.iconPath = new ThemeIcon('server');
  return item;
}

/** What one looks for first is unfolded. */
const OPEN: ReadonlySet<string> = new Set(['router', 'uplinks', 'shares', 'netwatch']);

function sectionItem(router: RouterEntry, { id, title, rows }: StatusSection): TreeItem {
  const isOpen = OPEN.has(id) || rows.some(({ state }) => state === 'failed');
  const item = new TreeItem(title, isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed);
  item.id = `section ${router.name}/${id}`;
  item.contextValue = 'section';
  return item;
}

const ICONS: Readonly<Record<StatusRow['state'], ThemeIcon | undefined>> = {
  ok: new ThemeIcon('pass', new ThemeColor('testing.iconPassed')),
  doubtful: new ThemeIcon('question', new ThemeColor('problemsWarningIcon.foreground')),
  failed: new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground')),
  plain: undefined,
};
const WORDS: Readonly<Record<StatusRow['state'], string>> = {
  ok: 'fine',
  doubtful: 'doubtful',
  failed: 'failed',
  plain: '',
};

function rowItem(id: string, { label, text, state, part }: StatusRow): TreeItem {
  const item = new TreeItem(label);
  item.id = `row ${id}`;
  item.contextValue = 'row';
  item.description = part === undefined ? text : `${shareBar(part, BAR)} ${text}`;
  item.tooltip = `${label}: ${text}`;
  const icon = ICONS[state];
  if (icon) item.iconPath = icon;
  item.accessibilityInformation = { label: [label, text, WORDS[state]].filter((word) => word !== '').join(', ') };
  return item;
}
