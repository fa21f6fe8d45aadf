import { argumentOf, type CommandUse } from '../resolve/command-use';
import type { SyntaxNode } from '../syntax/syntax-node';
import { ScriptError } from './effects';
import type { Interpreter } from './interpreter';
import type { Scope } from './scope';
import { isTrue, listOf, numberOf, textOf, typeName, type Value } from './value';

type GlobalCommand = (interpreter: Interpreter, use: CommandUse, scope: Scope) => Value;

/** The commands of the script language that the interpreter runs. */
const COMMANDS: Readonly<Record<string, GlobalCommand>> = {
  local: (interpreter, use, scope) => declare(interpreter, use, scope, 'local'),
  global: (interpreter, use, scope) => declare(interpreter, use, scope, 'global'),
  set: (interpreter, use, scope) => {
    const name = nameOf(use);
    if (name !== undefined)
      scope.set(name, body(use) ? { body: body(use) } : interpreter.argument(use, 'value', scope));
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
    );
  },
  return: (interpreter, use, scope) => interpreter.returnValue(interpreter.argument(use, 'value', scope)),
  if: (interpreter, use, scope) => {
    const chosen = isTrue(interpreter.argument(use, 'condition', scope)) ? block(use, 'do') : block(use, 'else');
    return chosen ? interpreter.statements(chosen, scope.child()) : undefined;
  },
  while: (interpreter, use, scope) => {
    const inner = block(use, 'do');
    while (isTrue(interpreter.argument(use, 'condition', scope))) {
      interpreter.tick(use.node.start);
      if (inner) interpreter.statements(inner, scope.child());
    }
    return undefined;
  },
  do: (interpreter, use, scope) => {
    const inner = block(use, 'command') ?? use.node.child('block');
    const handler = block(use, 'on-error');
    try {
      do {
        interpreter.tick(use.node.start);
        if (inner) interpreter.statements(inner, scope.child());
      } while (argumentOf(use, 'while') && isTrue(interpreter.argument(use, 'while', scope)));
    } catch (error) {
      if (!(error instanceof ScriptError) || !handler) throw error;
      return interpreter.statements(handler, scope.child());
    }
    return undefined;
  },
  onerror: (interpreter, use, scope) => {
    const inner = block(use, 'in') ?? use.node.child('block');
    try {
      if (inner) interpreter.statements(inner, scope.child());
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
    const [from = 0, to = 0, step = 1] = ['from', 'to', 'step'].map((name) =>
      numberOf(interpreter.argument(use, name, scope)),
    );
    const inner = block(use, 'do');
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
  len: (interpreter, use, scope) => {
    const value = interpreter.argument(use, 'value', scope);
    return Array.isArray(value) || value instanceof Map ? listOf(value).length : textOf(value).length;
  },
  typeof: (interpreter, use, scope) => typeName(interpreter.argument(use, 'value', scope)),
  tostr: (interpreter, use, scope) => textOf(interpreter.argument(use, 'value', scope)),
  tonum: (interpreter, use, scope) => numberOf(interpreter.argument(use, 'value', scope)),
  toarray: (interpreter, use, scope) => {
    const value = interpreter.argument(use, 'value', scope);
    return typeof value === 'string' ? value.split(',') : listOf(value);
  },
  pick: (interpreter, use, scope) => {
    const value = interpreter.argument(use, 'counter', scope);
    const begin = numberOf(interpreter.argument(use, 'begin', scope)) ?? 0;
    const end = numberOf(interpreter.argument(use, 'end', scope)) ?? begin + 1;
    return Array.isArray(value) ? value.slice(begin, end) : textOf(value).slice(begin, end);
  },
  find: (interpreter, use, scope) => {
    const where = interpreter.argument(use, 'in', scope);
    const key = interpreter.argument(use, 'key', scope);
    const index = Array.isArray(where)
      ? where.findIndex((member) => textOf(member) === textOf(key))
      : textOf(where).indexOf(textOf(key));
    return index < 0 ? undefined : index;
  },
  // Waiting serves a real router; here nothing else happens meanwhile.
  delay: () => undefined,
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
  return interpreter.options.effects.run('/', name, values, undefined);
}

function declare(interpreter: Interpreter, use: CommandUse, scope: Scope, kind: 'local' | 'global'): Value {
  const name = nameOf(use);
  if (name === undefined) return undefined;
  const hasValue = argumentOf(use, 'value') !== undefined;
  const value = body(use) ? { body: body(use) } : interpreter.argument(use, 'value', scope);
  if (kind === 'local') scope.declareLocal(name, value);
  else scope.declareGlobal(name, hasValue || body(use) ? { value } : undefined);
  return undefined;
}

function nameOf(use: CommandUse): string | undefined {
  return argumentOf(use, 'name')?.text;
}
function body(use: CommandUse): SyntaxNode | undefined {
  return block(use, 'do');
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
