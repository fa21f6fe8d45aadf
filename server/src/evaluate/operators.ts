import { matchesPattern } from '../base/pattern';
import { equal, isTrue, listOf, numberOf, textOf, timeOf, timeText, UNKNOWN, Unknown, type Value } from './value';

/** Applies a binary operator; undefined for one that the operands don't fit. */
export function applyBinary(operator: string, left: Value, right: Value): Value {
  if (left instanceof Unknown || right instanceof Unknown) return withUnknown(operator, left, right);
  switch (operator) {
    case '.':
      return textOf(left) + textOf(right);
    case ',':
      return [...listOf(left), ...listOf(right)];
    case '=':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case 'and':
    case '&&':
      return isTrue(left) && isTrue(right);
    case 'or':
    case '||':
      return isTrue(left) || isTrue(right);
    case '~':
      return matchesPattern(textOf(left), textOf(right)) === true;
    case 'in':
      return listOf(right).some((member) => equal(member, left));
    case '->':
      return member(left, right);
    default:
      return arithmetic(operator, left, right);
  }
}

/** One known side may decide: nothing makes `false and …` true. */
function withUnknown(operator: string, left: Value, right: Value): Value {
  const isKnown = (value: Value, wanted: boolean) => !(value instanceof Unknown) && isTrue(value) === wanted;
  if (operator === 'and' || operator === '&&') return isKnown(left, false) || isKnown(right, false) ? false : UNKNOWN;
  if (operator === 'or' || operator === '||') return isKnown(left, true) || isKnown(right, true) ? true : UNKNOWN;
  return UNKNOWN;
}

function member(container: Value, key: Value): Value {
  if (container instanceof Map) return container.get(textOf(key));
  const index = numberOf(key);
  return index === undefined || !Array.isArray(container) ? undefined : container[index];
}

function arithmetic(operator: string, left: Value, right: Value): Value {
  const [a, b] = [numberOf(left), numberOf(right)];
  const [s, t] = [timeOf(left), timeOf(right)];
  if (s !== undefined || t !== undefined) return withTimes(operator, [s, t], [a, b]);
  if (a === undefined || b === undefined) {
    if (operator === '<') return textOf(left) < textOf(right);
    if (operator === '>') return textOf(left) > textOf(right);
    return undefined;
  }
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : Math.trunc(a / b);
    case '%':
      return b === 0 ? undefined : a % b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    case '|':
      return a | b;
    case '&':
      return a & b;
    case '^':
      return a ^ b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    default:
      return undefined;
  }
}

/** Times are compared, added and taken from each other; a number beside one is seconds, or a factor. */
function withTimes(
  operator: string,
  [s, t]: readonly (number | undefined)[],
  [a, b]: readonly (number | undefined)[],
): Value {
  if (operator === '*' && (a ?? b) !== undefined) return timeText((s ?? t ?? 0) * (a ?? b ?? 0));
  if (operator === '/' && s !== undefined && b !== undefined) return b === 0 ? undefined : timeText(Math.trunc(s / b));
  const [x, y] = [s ?? (a === undefined ? undefined : a * 1000), t ?? (b === undefined ? undefined : b * 1000)];
  if (x === undefined || y === undefined) return undefined;
  switch (operator) {
    case '+':
      return timeText(x + y);
    case '-':
      return timeText(x - y);
    case '<':
      return x < y;
    case '>':
      return x > y;
    case '<=':
      return x <= y;
    case '>=':
      return x >= y;
    default:
      return undefined;
  }
}
