import { isTrue, numberOf, Unknown, type Value } from '../evaluate/value';
import { argumentOf, type CommandUse } from '../resolve/command-use';
import { certaintyOf } from './certainty';
import { countersOf, KnownVariables } from './known-variables';

/** A loop with more turns, or loops with more statements in all, are not followed. */
const MAX_TURNS = 256;
const MAX_STATEMENTS = 20_000;

/**
 * Goes through a script's statements as the router would run them: loops over a list that the text tells turn by turn,
 * of a condition that it tells one side. What is left open runs once, as something that may run never or often.
 */
export class StatementFlow {
  readonly variables = new KnownVariables();
  readonly #followed = new Set<CommandUse>();
  #budget = MAX_STATEMENTS;

  constructor(
    private readonly uses: readonly CommandUse[],
    private readonly apply: (use: CommandUse, certainty: 'always' | 'maybe', variables: KnownVariables) => void,
  ) {}

  /** Runs the statement at an index, with all that it holds; the answer is the index of the next one. */
  run(at: number): number {
    const use = this.uses[at] as CommandUse;
    const certainty = certaintyOf(use, this.#followed);
    const command = use.kind === 'command' && use.menu.parent === undefined ? use.command?.name : undefined;
    if (command === undefined || certainty === 'never' || !FLOW.has(command)) {
      this.variables.follow(use, certainty === 'always');
      if (certainty !== 'never') this.apply(use, certainty, this.variables);
      return at + 1;
    }
    const end = this.#endOf(at);
    if (certainty === 'always' && this.#budget > 0) {
      if (command === 'if' && this.#condition(use, at, end)) return end;
      if (command !== 'if' && this.#loop(use, at, end)) return end;
    }
    if (command !== 'if') this.variables.forget(this.uses.slice(at, end));
    return at + 1;
  }

  /** The index of the first statement that is not in this one. */
  #endOf(at: number): number {
    const { end } = (this.uses[at] as CommandUse).node;
    let next = at + 1;
    while (next < this.uses.length && (this.uses[next] as CommandUse).node.start < end) next++;
    return next;
  }

  #range(from: number, end: number, holder: CommandUse): void {
    this.#followed.add(holder);
    this.#budget -= end - from;
    for (let at = from; at < end; ) at = this.run(at);
    this.#followed.delete(holder);
  }

  #loop(use: CommandUse, at: number, end: number): boolean {
    const turns = use.command?.name === 'for' ? this.#numbers(use) : this.#members(use);
    const [first, second] = countersOf(use);
    if (turns === undefined || turns.length > MAX_TURNS || first === undefined) return false;
    if (turns.length * (end - at) > this.#budget) return false;
    for (const [key, value] of turns) {
      this.variables.set(first, second === undefined ? value : key);
      if (second !== undefined) this.variables.set(second, value);
      this.#range(at + 1, end, use);
    }
    return true;
  }

  /** The keys and values that a `:foreach` goes through. */
  #members(use: CommandUse): readonly (readonly [Value, Value])[] | undefined {
    const list = argumentOf(use, 'in')?.value;
    const value = list && this.variables.value(list);
    if (value instanceof Map) return [...value];
    return Array.isArray(value) ? value.map((member: Value, index) => [index, member] as const) : undefined;
  }

  #numbers(use: CommandUse): readonly (readonly [Value, Value])[] | undefined {
    const number = (name: string) => {
      const argument = argumentOf(use, name);
      return argument && numberOf(argument.value ? this.variables.value(argument.value) : argument.text);
    };
    const [from, to] = [number('from'), number('to')];
    const step = argumentOf(use, 'step') ? number('step') : 1;
    if (from === undefined || to === undefined || !step || Math.abs((to - from) / step) > MAX_TURNS) return undefined;
    const turns: [Value, Value][] = [];
    const way = Math.sign(to - from) * Math.abs(step);
    for (let count = from; way < 0 ? count >= to : count <= to; count += way || 1) turns.push([turns.length, count]);
    return turns;
  }

  /** Runs the side of an `:if` that is taken; false where that is not known. */
  #condition(use: CommandUse, at: number, end: number): boolean {
    const condition = argumentOf(use, 'condition')?.value;
    const value = condition && this.variables.value(condition);
    const isGuard = condition !== undefined && ABSENT.test(condition.text);
    if (value === undefined || (value instanceof Unknown && !isGuard)) return false;
    const side = argumentOf(use, isGuard || isTrue(value) ? 'do' : 'else')?.range;
    for (let next = at + 1; next < end; ) {
      const { start } = (this.uses[next] as CommandUse).node;
      const last = this.#endOf(next);
      if (side && side.start <= start && start < side.end) this.#range(next, last, use);
      next = last;
    }
    return true;
  }
}

const FLOW: ReadonlySet<string> = new Set(['for', 'foreach', 'if', 'while', 'do']);

/**
 * `([:len [find name=WAN]] = 0)`: what follows makes an item where there is none. Behind it the item is there either
 * way, so it counts as made.
 */
const ABSENT = /^\(\s*\[\s*:?len\s*\[[^[\]]*\bfind\b[^[\]]*\]\s*\]\s*(=\s*"?0"?|<\s*1)\s*\)$/;
