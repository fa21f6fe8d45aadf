import { type SyntaxElement, SyntaxNode } from '../../syntax/syntax-node';

/**
 * The statements of a script, a block or a substitution, with the empty ones that the router counts (undefined). A line
 * break takes the blanks, blank lines and comments at column 0 behind it; a comment elsewhere begins a statement, and
 * its line break with it. What then comes to an end without a word is an empty statement: the first line of a script
 * or block, `; ` before a bracket, an indented comment before the end.
 */
export function statementsOf(container: SyntaxNode): (SyntaxNode | undefined)[] {
  const elements = inside(container);
  const found: (SyntaxNode | undefined)[] = [];
  let at = 0;
  const kind = () => elements[at]?.kind;
  const skip = (...kinds: readonly string[]) => {
    while (at < elements.length && kinds.includes(kind() ?? '')) at++;
  };
  while (at < elements.length) {
    const before = at;
    for (;;) {
      skip('blank', 'continuation');
      if (kind() !== 'comment') break;
      at++;
      if (kind() === 'newline') at++;
    }
    const element = elements[at];
    if (element instanceof SyntaxNode) {
      found.push(element);
      at++;
      skip('blank', 'continuation');
    } else found.push(undefined);
    if (kind() === ';') at++;
    while (kind() === 'newline') {
      at++;
      skip('newline');
      if (kind() === 'comment') at++;
      else if (kind() === 'blank') {
        skip('blank', 'continuation');
      }
    }
    if (at === before) at++;
  }
  return found;
}

/** Without the brackets around them. */
function inside(container: SyntaxNode): readonly SyntaxElement[] {
  if (container.kind === 'script') return container.elements;
  return container.elements.filter((element) => !['{', '}', '[', ']'].includes(element.kind));
}
