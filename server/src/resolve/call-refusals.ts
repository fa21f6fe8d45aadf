import type { SyntaxNode } from '../syntax/syntax-node';
import { type Refusal, refuse } from './refusal';

/**
 * What a router refuses among the arguments of a call (`$f a=1 b`) and of a word that it does not know, which it reads as
 * a call too. No command tells what they are, so they have a grammar of their own.
 */
export function refusalInCall(node: SyntaxNode): Refusal | undefined {
  const isUnknownWord = node.kind === 'command';
  let previous: SyntaxNode | undefined;
  for (const child of node.nodes) {
    const isGlued = previous !== undefined && child.start === previous.end;
    if (isGlued && isUnknownWord && OPENING.has(child.kind))
      return refuse(
        child.start,
        'syntax error',
        'A value must not stand directly behind a word: put a blank before it.',
      );
    const refusal =
      (child.kind === 'bare-value' ? badStart(child, previous) : undefined) ??
      (child.kind === 'argument' && isUnknownWord ? computedString(child) : undefined);
    if (refusal) return refusal;
    previous = child;
  }
  return undefined;
}

const OPENING = new Set(['parenthesized', 'substitution', 'array', 'block', 'string', 'variable']);

/** `= 5` and `'text'` begin no value. The blanks before it belong to a plain word, but not to a closing bracket. */
function badStart(value: SyntaxNode, previous: SyntaxNode | undefined): Refusal | undefined {
  if (!/^[=']/.test(value.text)) return undefined;
  const isBehindWord = previous === undefined || previous.kind === 'path' || previous.kind === 'bare-value';
  const at = isBehindWord ? value.start : previous.end;
  return refuse(at, 'syntax error', `No value can begin with ${value.text.charAt(0)} here.`);
}

/** The text of `name="…"` must be plain: with a variable in it the router does not take it as the value of the name. */
function computedString(argument: SyntaxNode): Refusal | undefined {
  const sign = argument.token('=');
  const text = argument.child('string');
  if (!sign || !text) return undefined;
  const message = 'Put a computed text between parentheses here: name=("a" . $b).';
  const variable = text.child('variable');
  // A variable's name was read for good: the router stumbles over what stands behind it.
  if (variable?.token('name') && text.nodes[0] === variable) {
    const isWhole = variable.start === text.start + 1 && variable.end === text.end - 1;
    return isWhole ? undefined : refuse(variable.end, 'syntax error', message);
  }
  const isComputed = variable !== undefined || text.tokens('escape').some(({ text: escape }) => /["$]/.test(escape));
  return isComputed ? refuse(sign.start, 'syntax error', message) : undefined;
}
