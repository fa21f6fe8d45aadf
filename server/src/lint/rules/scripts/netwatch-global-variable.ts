import type { LintRule } from '../../lint-rule';
import { isCommand, type StoredCode, storedCode, withCalledScripts } from '../../stored-code';

export const netwatchGlobalVariable: LintRule = {
  id: 'netwatch-global-variable',
  severity: 'warning',
  needs: 'owned',
  summary: 'A global variable by which netwatch and other scripts are to understand each other.',
  why: 'Netwatch runs as a user of its own, with an environment of its own: what it sets the scheduler and people don’t see, and the other way round. A comment, an address list or a file carries such a state.',
  source: 'Netwatch manual.',
  valid: [
    {
      code: '/tool netwatch add host=192.0.2.1 down-script=":global down true" up-script=":global down false"',
    },
  ],
  invalid: [
    {
      code: '/tool netwatch add host=192.0.2.1 down-script=":global wanDown true"\n/system scheduler add name=report interval=1h on-event=":global wanDown; :if (\\$wanDown) do={:log warning x}"',
    },
  ],
  check(context) {
    const codes = storedCode(context);
    const watching = codes
      .filter(({ item }) => item.menu === '/tool/netwatch')
      .map((code) => ({ code, all: withCalledScripts(context, code) }));
    const reached = new Set(watching.flatMap(({ all }) => all));
    const scheduled = codes
      .filter(({ item }) => item.menu === '/system/scheduler')
      .flatMap((code) => withCalledScripts(context, code));
    const others = [...codes.filter((code) => !reached.has(code)), ...scheduled];
    for (const { code, all } of watching) {
      const names = new Set(all.flatMap(globalsOf));
      const shared = others.find((other) => globalsOf(other).some((name) => names.has(name)));
      const name = shared && globalsOf(shared).find((each) => names.has(each));
      if (!shared || !name) continue;
      context.report({
        range: code.range,
        message: `Netwatch has global variables of its own: the “$${name}” that it uses is not the one of the other script. Keep the state in a comment or an address list.`,
        related: [{ range: shared.range, message: `This code uses “$${name}” too.` }],
      });
    }
  },
};

function globalsOf({ script }: StoredCode): readonly string[] {
  return script.uses.flatMap((use) => {
    if (!isCommand(use, '/', 'global')) return [];
    return use.arguments.find(({ name }) => name === 'name')?.text ?? [];
  });
}
