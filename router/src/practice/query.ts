import type { StoredItem } from './store';

/**
 * Evaluates the query words of a `print` for one item: `?name`, `?-name`, `?name=x` (also `?=name=x`), `?<name=x`,
 * `?>name=x` push a result, `?#…` combines with `!`, `&`, `|`, indexes and `.`; what is left on the stack is ANDed.
 */
export function matchesQuery(item: StoredItem, words: readonly string[]): boolean {
  const stack: boolean[] = [];
  for (const word of words) {
    const query = word.slice(1);
    if (query.startsWith('#')) combine(stack, query.slice(1));
    else stack.push(matchesOne(item, query));
  }
  return stack.every(Boolean);
}

function matchesOne(item: StoredItem, query: string): boolean {
  const operator = /^[-=<>]/.exec(query)?.[0] ?? '';
  const [name, value] = split(query.slice(operator.length));
  const actual = item.get(name);
  if (operator === '-') return actual === undefined;
  if (value === undefined) return actual !== undefined;
  if (operator === '<' || operator === '>') {
    const [a, b] = [Number(actual), Number(value)];
    const isNumber = actual !== undefined && !Number.isNaN(a) && !Number.isNaN(b);
    if (operator === '<') return isNumber ? a < b : (actual ?? '') < value;
    return isNumber ? a > b : (actual ?? '') > value;
  }
  return actual === value || (actual === 'true' && value === 'yes') || (actual === 'false' && value === 'no');
}

function split(text: string): [string, string | undefined] {
  const at = text.indexOf('=', 1);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function combine(stack: boolean[], operations: string): void {
  for (const [token] of operations.matchAll(/\d+|[!&|.]/g)) {
    if (/\d/.test(token)) {
      const value = stack[stack.length - 1 - Number(token)];
      if (value !== undefined) stack.push(value);
    } else if (token === '!') stack.push(!(stack.pop() ?? false));
    else if (token === '.') stack.push(stack[stack.length - 1] ?? false);
    else {
      const [b, a] = [stack.pop() ?? false, stack.pop() ?? false];
      stack.push(token === '&' ? a && b : a || b);
    }
  }
}
