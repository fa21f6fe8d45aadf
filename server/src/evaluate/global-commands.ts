import { parseIpv4 } from '../base/ip-address';
import { argumentOf, type CommandUse } from '../resolve/command-use';
import type { SyntaxNode } from '../syntax/syntax-node';
import { ScriptError } from './effects';
import type { Interpreter } from './interpreter';
import type { Scope } from './scope';
import { isTrue, listOf, numberOf, textOf, timeOf, timeText, typeName, UNKNOWN, Unknown, type Value } from './value';

type GlobalCommand = (interpreter: Interpreter, use: CommandUse, scope: Scope) => Value;

/** The commands of the script language that the interpreter runs. */
const COMMANDS: Readonly<Record<string, GlobalCommand>> = {
  local: (interpreter, use, scope) => declare(interpreter, use, scope, 'local'),
  global: (interpreter, use, scope) => declare(interpreter, use, scope, 'global'),
  set: (interpreter, use, scope) => {
    const name = nameOf(use);
    if (name !== undefined) scope.set(name, assigned(interpreter, use, scope));
    return undefined;
  },
  put: (interpreter, use, scope) => {
    interpreter.options.effects.put(textOf(interpreter.argument(use, 'message', scope)));
    return undefined;
  },
  error: (interpreter, use, scope) => {
    throw new ScriptError(
      textOf(interpreter.argument(use, 'message', scope)),
      interpreter.line(use.node.start),
      undefined,
      true,
    );
  },
  return: (interpreter, use, scope) => interpreter.returnValue(interpreter.argument(use, 'value', scope)),
  if: (interpreter, use, scope) => {
    const chosen = interpreter.holds(interpreter.argument(use, 'condition', scope))
      ? block(use, 'do')
      : block(use, 'else');
    return chosen ? interpreter.statements(chosen, scope.child()) : undefined;
  },
  while: (interpreter, use, scope) => {
    const inner = block(use, 'do');
    while (interpreter.holds(interpreter.argument(use, 'condition', scope))) {
      interpreter.tick(use.node.start);
      if (inner) interpreter.statements(inner, scope.child());
    }
    return undefined;
  },
  do: (interpreter, use, scope) => {
    const inner = block(use, 'command') ?? use.node.child('block');
    const handler = block(use, 'on-error');
    const run = () => {
      do {
        interpreter.tick(use.node.start);
        if (inner) interpreter.statements(inner, scope.child());
      } while (argumentOf(use, 'while') && interpreter.holds(interpreter.argument(use, 'while', scope)));
    };
    try {
      if (handler) interpreter.guarded(run);
      else run();
    } catch (error) {
      if (!(error instanceof ScriptError) || !handler) throw error;
      return interpreter.statements(handler, scope.child());
    }
    return undefined;
  },
  onerror: (interpreter, use, scope) => {
    const inner = block(use, 'in') ?? use.node.child('block');
    try {
      if (inner) interpreter.guarded(() => interpreter.statements(inner, scope.child()));
      return false;
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      scope.declareLocal(argumentOf(use, 'error')?.text ?? 'error', error.message);
      const handler = block(use, 'do');
      if (handler) interpreter.statements(handler, scope.child());
      return true;
    }
  },
  for: (interpreter, use, scope) => {
    const bounds = ['from', 'to', 'step'].map((name) => interpreter.argument(use, name, scope));
    const inner = block(use, 'do');
    if (inner && bounds.some((bound) => bound instanceof Unknown))
      return loopOverUnknown(interpreter, inner, scope, [argumentOf(use, 'counter')?.text ?? 'i']);
    const [from = 0, to = 0, step = 1] = bounds.map(numberOf);
    if (!inner || step === 0) return undefined;
    for (let i = from; step > 0 ? i <= to : i >= to; i += step)
      loopBody(interpreter, inner, scope, [[argumentOf(use, 'counter')?.text ?? 'i', i]]);
    return undefined;
  },
  foreach: (interpreter, use, scope) => {
    const [first = 'i', second] = (argumentOf(use, 'counter')?.text ?? 'i').split(',');
    const list = interpreter.argument(use, 'in', scope);
    const inner = block(use, 'do');
    if (!inner) return undefined;
    if (list instanceof Unknown)
      return loopOverUnknown(interpreter, inner, scope, second === undefined ? [first] : [first, second]);
    const entries: [Value, Value][] =
      list instanceof Map ? [...list] : listOf(list).map((value, index) => [index, value]);
    for (const [key, value] of entries)
      loopBody(
        interpreter,
        inner,
        scope,
        second === undefined
          ? [[first, value]]
          : [
              [first, key],
              [second, value],
            ],
      );
    return undefined;
  },
  len: computing(['value'], (value) =>
    Array.isArray(value) || value instanceof Map ? listOf(value).length : textOf(value).length,
  ),
  typeof: computing(['value'], typeName),
  tostr: computing(['value'], textOf),
  tonum: computing(['value'], numberOf),
  toarray: computing(['value'], (value) => (typeof value === 'string' ? value.split(',') : listOf(value))),
  pick: computing(['counter', 'begin', 'end'], (value, from, to) => {
    const begin = numberOf(from) ?? 0;
    const end = numberOf(to) ?? begin + 1;
    return Array.isArray(value) ? value.slice(begin, end) : textOf(value).slice(begin, end);
  }),
  find: computing(['in', 'key'], (where, key) => {
    const index = Array.isArray(where)
      ? where.findIndex((member) => textOf(member) === textOf(key))
      : textOf(where).indexOf(textOf(key));
    return index < 0 ? undefined : index;
  }),
  parse: (interpreter, use, scope) => {
    const value = interpreter.argument(use, 'value', scope);
    return value instanceof Unknown ? UNKNOWN : interpreter.parsed(textOf(value));
  },
  totime: computing(['value'], (value) => {
    const time = timeOf(value) ?? (numberOf(value) ?? Number.NaN) * 1000;
    return Number.isNaN(time) ? undefined : timeText(time);
  }),
  tobool: computing(['value'], (value) =>
    isTrue(value) || numberOf(value) === 1 ? true : ['no', 'false', '0'].includes(textOf(value)) ? false : undefined,
  ),
  toid: computing(['value'], (value) => (/^\*[0-9A-F]+$/.test(textOf(value)) ? textOf(value) : undefined)),
  toip: computing(['value'], (value) => (parseIpv4(textOf(value)) === undefined ? undefined : textOf(value))),
  delay: (interpreter, use, scope) => {
    const value = interpreter.argument(use, 'delay-time', scope);
    // A number is of seconds; without one it waits for one.
    const time = value === undefined ? 1000 : (timeOf(value) ?? (numberOf(value) ?? 0) * 1000);
    if (!(value instanceof Unknown)) interpreter.options.effects.wait?.(time);
    return undefined;
  },
  beep: () => undefined,
  nothing: () => undefined,
};

/** Runs a command that belongs to no menu. Refuses one that is not made for the practice router. */
export function runGlobalCommand(interpreter: Interpreter, use: CommandUse, scope: Scope): Value {
  const name = use.command?.name ?? '';
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command(interpreter, use, scope);
  const values = new Map(
    use.arguments.map((argument) => [
      argument.name,
      textOf(argument.value ? interpreter.value(argument.value, scope) : argument.text),
    ]),
  );
  return interpreter.effect('/', name, values, undefined, { values: [], selection: false });
}

/** A command that only computes: what it makes of something unknown is unknown. */
function computing(names: readonly string[], compute: (...values: Value[]) => Value): GlobalCommand {
  return (interpreter, use, scope) => {
    const values = names.map((name) => interpreter.argument(use, name, scope));
    return values.some((value) => value instanceof Unknown) ? UNKNOWN : compute(...values);
  };
}

/** A loop over what is not known may run, or not. */
function loopOverUnknown(
  interpreter: Interpreter,
  inner: SyntaxNode,
  scope: Scope,
  variables: readonly string[],
): undefined {
  if (!interpreter.holds(UNKNOWN)) return;
  loopBody(
    interpreter,
    inner,
    scope,
    variables.map((name) => [name, UNKNOWN]),
  );
}

function declare(interpreter: Interpreter, use: CommandUse, scope: Scope, kind: 'local' | 'global'): Value {
  const name = nameOf(use);
  if (name === undefined) return undefined;
  const hasValue = argumentOf(use, 'value') !== undefined;
  const value = assigned(interpreter, use, scope);
  if (kind === 'local') scope.declareLocal(name, value);
  else scope.declareGlobal(name, hasValue || block(use, 'do') ? { value } : undefined);
  return undefined;
}

function nameOf(use: CommandUse): string | undefined {
  return argumentOf(use, 'name')?.text;
}
/** What a variable gets: a function, or a value. */
function assigned(interpreter: Interpreter, use: CommandUse, scope: Scope): Value {
  const body = block(use, 'do');
  return body ? interpreter.functionOf(body) : interpreter.argument(use, 'value', scope);
}
function block(use: CommandUse, name: string): SyntaxNode | undefined {
  const value = argumentOf(use, name)?.value;
  return value?.kind === 'block' ? value : undefined;
}
function loopBody(
  interpreter: Interpreter,
  inner: SyntaxNode,
  scope: Scope,
  variables: readonly (readonly [string, Value])[],
): void {
  interpreter.tick(inner.start);
  const own = scope.child();
  for (const [name, value] of variables) own.declareLocal(name, value);
  interpreter.statements(inner, own);
}
