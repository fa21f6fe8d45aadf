import type { ArgumentUse, CommandUse } from '../../../resolve/command-use';
import { insertLinesAbove, removeStatement } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

/** What a name stands for; two kinds may use the same name. */
type NameKind = 'interface list' | 'interface' | 'pool' | 'PPP profile' | 'routing table';

export const referenceBeforeDefinition: LintRule = {
  id: 'reference-before-definition',
  severity: 'error',
  needs: 'owned',
  summary: 'A name that is used above the line that makes it.',
  why: 'A script runs from top to bottom. A line that names a list, a bridge or a table which does not exist yet is refused (“input does not match any value of …”), and an import stops there. What a script names at run time (on-event, up-script) may stand below.',
  source: 'Configuration Management manual; error texts of the API.',
  valid: [
    {
      code: '/interface list\nadd name=WAN\n/ip firewall nat\nadd chain=srcnat action=masquerade out-interface-list=WAN',
    },
    { code: '/ip firewall nat\nadd chain=srcnat action=masquerade out-interface-list=WAN' },
  ],
  invalid: [
    {
      code: '/ip firewall nat\nadd chain=srcnat action=masquerade out-interface-list=WAN\n/interface list\nadd name=WAN comment=uplinks\n',
      fixed:
        '/ip firewall nat\n/interface list add name=WAN comment=uplinks\nadd chain=srcnat action=masquerade out-interface-list=WAN\n/interface list\n',
    },
  ],
  check(context) {
    const definitions = collectDefinitions(context);
    const reported = new Set<string>();
    for (const use of context.script.uses) {
      if (!runsInOrder(use)) continue;
      for (const argument of use.arguments) {
        for (const [kind, name] of namesIn(use, argument, context)) {
          const key = `${kind} ${name}`;
          const definition = definitions.get(key);
          // Only a name that the file itself makes, and makes nowhere above, is proof.
          if (!definition || definition.use.node.start <= use.node.start || reported.has(key)) continue;
          reported.add(key);
          reportReference(context, argument, kind, name, definition.use);
        }
      }
    }
  },
};

interface Definition {
  readonly use: CommandUse;
}

/** The first statement that makes each name. */
function collectDefinitions(context: RuleContext): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const use of context.script.uses) {
    if (use.kind !== 'command' || !runsInOrder(use)) continue;
    const name = use.arguments.find((argument) => argument.name === 'name' && argument.form === 'named')?.text;
    const kind = definedKind(use);
    if (name && kind && !definitions.has(`${kind} ${name}`)) definitions.set(`${kind} ${name}`, { use });
  }
  return definitions;
}

function definedKind(use: CommandUse): NameKind | undefined {
  const path = use.menu.path;
  const command = use.command?.name;
  if (command === 'set') return path === '/interface/ethernet' || path === '/interface' ? 'interface' : undefined;
  if (command !== 'add') return undefined;
  if (path === '/interface/list') return 'interface list';
  if (path === '/ip/pool') return 'pool';
  if (path === '/ppp/profile') return 'PPP profile';
  if (path === '/routing/table') return 'routing table';
  return path.startsWith('/interface/') ? 'interface' : undefined;
}

/** Whether the statement runs when the file does, and once: what is stored runs later. */
function runsInOrder(use: CommandUse): boolean {
  for (let at: CommandUse | undefined = use; at; at = at.holder)
    if (at.slot !== undefined && at.slot !== 'block') return false;
  return true;
}

const BUILT_IN = new Set(['all', 'none', 'dynamic', 'static', 'main', 'default', 'default-encryption', '']);

function namesIn(use: CommandUse, argument: ArgumentUse, context: RuleContext): [NameKind, string][] {
  if (argument.form !== 'named' || argument.text === undefined || use.kind !== 'command') return [];
  const kind = referencedKind(use.menu.path, argument.name, context);
  if (!kind) return [];
  const names = kind === 'routing table' ? [argument.text] : argument.text.split(',');
  return names
    .map((name): [NameKind, string] => [kind, name.replace(/^!/, '').replace(/^.*%/, '')])
    .filter(([, name]) => !BUILT_IN.has(name));
}

const LIST_PROPERTIES = new Set([
  'in-interface-list',
  'out-interface-list',
  'discover-interface-list',
  'allowed-interface-list',
  'interface-list',
  'include',
  'exclude',
]);
const INTERFACE_PROPERTIES = new Set([
  'interface',
  'in-interface',
  'out-interface',
  'bridge',
  'master-interface',
  'in-bridge-port',
  'out-bridge-port',
]);

function referencedKind(menu: string, property: string, context: RuleContext): NameKind | undefined {
  if (LIST_PROPERTIES.has(property)) return 'interface list';
  if (property === 'list' && menu === '/interface/list/member') return 'interface list';
  if (INTERFACE_PROPERTIES.has(property)) return 'interface';
  if (property === 'address-pool' || (property === 'next-pool' && menu === '/ip/pool')) return 'pool';
  if (property === 'profile' && (menu.startsWith('/ppp/') || menu.startsWith('/interface/'))) return 'PPP profile';
  const isTable =
    property === 'routing-table' ||
    property === 'new-routing-mark' ||
    (property === 'table' && menu === '/routing/rule');
  return isTable && (context.version?.major ?? 0) >= 7 ? 'routing table' : undefined;
}

function reportReference(
  context: RuleContext,
  argument: ArgumentUse,
  kind: NameKind,
  name: string,
  definition: CommandUse,
): void {
  const line = context.lineInWords(definition.node.start, argument.range.start);
  const fix = moveDefinition(context, argument, definition);
  context.report({
    range: argument.range,
    message: `The ${kind} “${name}” is made only on ${line}, below this one. RouterOS refuses this line, and an import stops here. Make it above.`,
    fixes: fix ? [fix] : [],
    related: [{ range: definition.node, message: `“${name}” is made here.` }],
  });
}

/** Moves the defining statement above the one that needs it, with its full path, so that no other line changes its menu. */
function moveDefinition(context: RuleContext, argument: ArgumentUse, definition: CommandUse): Fix | undefined {
  const { node } = definition;
  const pathLength = node.child('path')?.green.length ?? 0;
  if (node.parent?.kind !== 'script' || definition.command?.name !== 'add') return undefined;
  const statement = `${definition.menu.path.replaceAll('/', ' ').replace(' ', '/')} add${node.text.slice(pathLength).trimEnd()}`;
  let target = context.root.tokenAt(argument.range.start)?.parent;
  while (target && target.parent?.kind !== 'script') target = target.parent;
  if (!target) return undefined;
  return {
    title: `Make it above (moves “${definition.arguments.find((a) => a.name === 'name')?.text}”)`,
    safe: false,
    edits: [insertLinesAbove(context.text, target.start, [statement]), removeStatement(context.text, node)],
  };
}
