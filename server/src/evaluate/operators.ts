import { matchesPattern } from '../base/pattern';
import { equal, isTrue, listOf, numberOf, textOf, UNKNOWN, Unknown, type Value } from './value';

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
