import type { Analysis } from './analysis';
import { codeToCursor, enclosingCommand } from './cursor-context';
import { SCRIPT_COMMANDS, type ScriptParameter, signatureOf } from './script-commands';

/** How the command of the script language is written that the cursor is in. */
export interface SignatureHelp {
  /** `:pick value begin [end]`. */
  readonly label: string;
  readonly summary: string;
  readonly parameters: readonly ScriptParameter[];
  /** The index of the parameter at the cursor; undefined where it is none. */
  readonly active: number | undefined;
}

export function signatureHelp(analysis: Analysis, offset: number): SignatureHelp | undefined {
  const before = codeToCursor(analysis, offset);
  const use = before?.useOf(enclosingCommand(before.token));
  const name = use?.kind === 'command' && use.menu.parent === undefined ? use.command?.name : undefined;
  const command = name === undefined ? undefined : SCRIPT_COMMANDS[name];
  if (!before || !use || !name || !command || command.parameters.length === 0) return undefined;
  const at = before.token.start;
  const argument = use.arguments.find(({ range }) => range.start <= at && at < range.end);
  const active = command.parameters.findIndex((parameter) => parameter.argument === argument?.name);
  return {
    label: signatureOf(name, command),
    summary: command.summary,
    parameters: command.parameters,
    active: active < 0 ? undefined : active,
  };
}
