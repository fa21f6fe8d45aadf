import { catalogueFor } from '../catalogue/catalogue';
import type { Configuration } from '../config/configuration';
import { type Item, isDisabled } from '../config/item';
import { runOnConfiguration, type ScriptRun } from '../config/run-on-configuration';
import type { Value } from '../evaluate/value';
import type { RuleContext } from './lint-rule';
import type { StoredCode } from './stored-code';

/**
 * What a piece of stored code leaves of the configuration of the file, or of another one; undefined where the text does
 * not tell. A name alone (`down-script=wan1-down`) stands for the script.
 */
export function runStoredCode(
  context: RuleContext,
  code: StoredCode,
  configuration: Configuration = context.configuration,
): ScriptRun | undefined {
  const runs = known.get(configuration) ?? new Map<StoredCode, ScriptRun | undefined>();
  known.set(configuration, runs);
  if (!runs.has(code)) {
    const { catalogue } = context;
    const origin = { uri: code.item.origin.uri, range: code.range };
    runs.set(
      code,
      runOnConfiguration(configuration, codeToRun(code), { catalogue, origin, variables: netwatchVariables(code) }),
    );
  }
  return runs.get(code);
}

const known = new WeakMap<Configuration, Map<StoredCode, ScriptRun | undefined>>();

/** The enabled items of a menu that a piece of code certainly switches off, or removes. */
export function switchedOff(context: RuleContext, code: StoredCode, menu: string): readonly Item[] {
  const run = runStoredCode(context, code);
  if (!run) return [];
  return context.configuration.menu(menu).items.filter((item) => {
    const after = run.after(item);
    return !isDisabled(item) && (after === undefined || isDisabled(after));
  });
}

/** What the router runs: a name alone stands for the script. */
export function codeToRun({ text }: StoredCode): string {
  const word = text.trim();
  const isName = /^[A-Za-z0-9_.-]+$/.test(word) && !catalogueFor(undefined).root.command(word);
  return isName ? `/system script run "${word}"` : text;
}

/** What netwatch tells its scripts: the properties of the entry, and what happened. */
export function netwatchVariables({ item, property }: StoredCode): ReadonlyMap<string, Value> {
  const variables = new Map<string, Value>();
  if (item.menu !== '/tool/netwatch') return variables;
  for (const { name, value } of item.properties.values()) if (value !== undefined) variables.set(name, value);
  if (property === 'up-script' || property === 'down-script') variables.set('status', property.replace('-script', ''));
  return variables;
}
