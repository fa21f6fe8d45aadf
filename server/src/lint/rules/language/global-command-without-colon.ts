import type { LintRule } from '../../lint-rule';

export const globalCommandWithoutColon: LintRule = {
  id: 'global-command-without-colon',
  severity: 'hint',
  needs: 'local',
  summary: 'A command of the script language without its colon.',
  why: 'RouterOS looks for the word in the current menu first, and only then for the command. With the colon it means the same in every menu and every version.',
  source: 'Scripting manual, Commands; probes on RouterOS 7.21 to 7.24.',
  valid: [{ code: ':put "hello"\n:if (1 = 1) do={ :log info "x" }' }, { code: '/ping 192.0.2.1 count=1' }],
  invalid: [{ code: 'put "hello"', fixed: ':put "hello"' }],
  check(context) {
    for (const use of context.script.uses) {
      if (use.kind !== 'command' || use.menu.parent || !use.command || !COMMANDS.has(use.command.name)) continue;
      const first = use.node.child('path')?.green.children[0];
      if (first?.kind !== 'word' || first.text !== use.command.name) continue;
      const { start } = use.node;
      context.report({
        range: { start, end: start + first.text.length },
        message: `Write :${first.text}: without the colon a menu may have a command of the same name.`,
        fixes: [
          { title: 'Put a colon before it', safe: true, edits: [{ range: { start, end: start }, newText: ':' }] },
        ],
      });
    }
  },
};

/** Without `set`, `find` and the like, which menus have as well. */
const COMMANDS = new Set(
  (
    'local global if for foreach while do put error return delay len typeof tostr tonum toarray tobool toid toip toip6 ' +
    'totime pick parse resolve execute onerror retry serialize deserialize rndnum rndstr convert nothing'
  ).split(' '),
);
