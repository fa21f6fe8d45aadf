import type { TextRange } from '../base/text-range';
import type { Argument } from '../catalogue/catalogue';
import { SyntaxNode, SyntaxToken } from '../syntax/syntax-node';
import { UNKNOWN_NAME } from './argument-refusals';
import type { ArgumentUse, CommandUse } from './command-use';
import { HighlightConditions, type Palette } from './highlight-condition';
import { isFunctionBody, type VariableClass, VisibleVariables } from './highlight-variables';

const OPERATIONS: ReadonlySet<string> = new Set(['binary', 'unary', 'juxtaposition', 'parenthesized']);

/** Walks the part of a tree that overlaps a range, in the order of the text, and gives each piece its class. */
export class HighlightPainter implements Palette {
  readonly #variables = new VisibleVariables();
  readonly #conditions = new HighlightConditions(this);

  constructor(
    private readonly uses: ReadonlyMap<SyntaxNode, CommandUse>,
    private readonly range: TextRange,
    readonly paint: Palette['paint'],
  ) {}

  node(node: SyntaxNode): void {
    switch (node.kind) {
      case 'block':
        this.#variables.enter(isFunctionBody(node));
        this.#children(node);
        this.#variables.leave();
        break;
      case 'command':
        this.#statement(node, () => this.#command(node));
        break;
      case 'call':
      case 'expression-statement':
        this.#call(node);
        break;
      case 'array':
        this.#array(node);
        break;
      case 'binary':
      case 'unary':
      case 'juxtaposition':
      case 'parenthesized':
        this.#operands(node);
        break;
      case 'variable':
        this.#variable(node);
        break;
      default:
        this.#children(node);
    }
  }

  /** Variables of a loop live as long as its statement. */
  #statement(node: SyntaxNode, paintIt: () => void): void {
    const use = this.uses.get(node);
    const isLoop = !use?.menu.parent && (use?.command?.name === 'for' || use?.command?.name === 'foreach');
    if (isLoop) this.#variables.enter();
    paintIt();
    if (isLoop) this.#variables.leave();
  }

  #children(node: SyntaxNode): void {
    for (const element of node.elements) {
      if (element.start >= this.range.end) return;
      if (element.end <= this.range.start) this.#passOver(element);
      else if (element instanceof SyntaxNode) this.node(element);
      else this.token(element);
    }
  }

  /** Of what stands before the range only the names count that it declares. */
  #passOver(element: SyntaxNode | SyntaxToken): void {
    const use = element instanceof SyntaxNode ? this.uses.get(element) : undefined;
    if (use?.command?.name === 'for' || use?.command?.name === 'foreach') return;
    for (const argument of use?.arguments ?? []) this.#declare(use, argument);
  }

  token(token: SyntaxToken): void {
    switch (token.kind) {
      case 'comment':
        this.paint(token.start, token.end, 'comment');
        break;
      case 'continuation':
      case 'escape':
        this.paint(token.start, token.end, 'escaped');
        break;
      case '.':
        this.paint(token.start, token.end, 'arg-dot');
        break;
      case 'blank':
      case 'newline':
      case 'skipped':
      case 'bare':
      case 'word':
      case 'string-text':
        break;
      default:
        this.paint(token.start, token.end, 'syntax-meta');
    }
  }

  /** An unquoted word that stands for a variable, or a literal. */
  operand(token: TextRange & { readonly text: string }): void {
    if (/^[A-Za-z][A-Za-z0-9]*$/.test(token.text) && !/^(true|false|yes|no)$/.test(token.text))
      this.paint(token.start, token.end, this.#variables.word(token.text));
    else if (/^[0-9A-Fa-f:]*:[0-9A-Fa-f:]*\/\d+$/.test(token.text)) {
      const slash = token.start + token.text.indexOf('/');
      this.paint(slash, slash + 1, 'syntax-meta');
    }
  }

  /** With a stack of its own: a chain of operators nests deeper than calls may. */
  #operands(operation: SyntaxNode): void {
    const stack: (SyntaxNode | SyntaxToken)[] = [operation];
    for (let element = stack.pop(); element; element = stack.pop()) {
      if (element instanceof SyntaxToken) this.token(element);
      else if (element.kind === 'bare-value') this.operand(element);
      else if (OPERATIONS.has(element.kind))
        for (let i = element.elements.length - 1; i >= 0; i--) stack.push(element.elements[i] as SyntaxNode);
      else this.node(element);
    }
  }

  /** `{a; k=b}`: a key is plain text, a member that is a word a variable. */
  #array(node: SyntaxNode): void {
    for (const element of node.elements) {
      if (element instanceof SyntaxToken) this.token(element);
      else if (element.kind === 'bare-value') this.operand(element);
      else if (element.kind === 'binary' && element.token('operator')?.text === '=') this.#member(element);
      else this.node(element);
    }
  }

  #member(node: SyntaxNode): void {
    const key = node.nodes[0];
    for (const element of node.elements) {
      if (element instanceof SyntaxToken) this.token(element);
      else if (element.kind !== 'bare-value') this.node(element);
      else if (element !== key) this.operand(element);
    }
  }

  #variable(node: SyntaxNode): void {
    for (const element of node.elements) {
      if (element instanceof SyntaxNode && element.kind === 'string') this.#quotedName(element);
      else if (element instanceof SyntaxNode) this.node(element);
      else if (element.kind === 'name') this.paint(element.start, element.end, this.#variables.named(element.text));
      else this.token(element);
    }
  }

  /** `$"set-dns"`: the quotes have the variable's class too. */
  #quotedName(node: SyntaxNode): void {
    if (node.nodes.length > 0) this.node(node);
    else this.paint(node.start, node.end, this.#variables.named(node.text.slice(1, -1)));
  }

  /** `$f a=1 b`: no command tells what the arguments are, so they have no colour of their own. */
  #call(node: SyntaxNode): void {
    for (const element of node.elements) {
      if (element instanceof SyntaxToken) this.token(element);
      else if (element.kind === 'filter') this.#conditions.values(element);
      else this.node(element);
    }
  }

  #command(node: SyntaxNode): void {
    const use = this.uses.get(node);
    const byStart = new Map(use?.arguments.map((argument) => [argument.range.start, argument]));
    for (const element of node.elements) {
      if (element.start >= this.range.end) return;
      if (element instanceof SyntaxToken) this.token(element);
      else if (element.kind === 'path') this.#path(element, use, byStart);
      else if (element.kind === 'filter') this.#filter(element, use);
      else if (element.kind === 'argument') this.#named(element, use, byStart.get(element.start));
      else this.#unnamed(element, use, byStart.get(element.start));
    }
  }

  #filter(node: SyntaxNode, use: CommandUse | undefined): void {
    const isGlobalFind = use?.command?.name === 'find' && !use.menu.parent;
    if (use?.kind !== 'command' || isGlobalFind) this.#conditions.values(node);
    else this.#conditions.condition(node, use.menu.properties);
  }

  #path(path: SyntaxNode, use: CommandUse | undefined, byStart: ReadonlyMap<number, ArgumentUse>): void {
    const word = use?.word?.start ?? Number.POSITIVE_INFINITY;
    for (const element of path.elements) {
      if (element instanceof SyntaxNode) this.node(element);
      else if (!['word', '..', '/', ':'].includes(element.kind)) this.token(element);
      else if (element.start < word || use?.kind === 'menu') this.paint(element.start, element.end, 'dir');
      else if (element.start > word) this.#unnamed(element, use, byStart.get(element.start));
      else this.paint(element.start, element.end, use?.kind === 'unknown' ? 'obj-inactive' : 'cmd');
    }
  }

  /** A value without a name: a variable's name, a flag, a value, or a word that the command does not know. */
  #unnamed(element: SyntaxNode | SyntaxToken, use: CommandUse | undefined, argument: ArgumentUse | undefined): void {
    if (argument && this.#variableName(use, argument, element)) return;
    const isPlain = element instanceof SyntaxToken || element.kind === 'bare-value';
    if (!isPlain) {
      this.node(element);
      return;
    }
    if (use?.kind === 'menu') this.paint(element.start, element.end, 'dir');
    if (use?.kind !== 'command' || argument?.form !== 'positional') {
      if (argument?.form === 'named' && argument.nameRange.start === element.start)
        this.paint(element.start, element.end, 'arg');
      return;
    }
    if (!argument.argument) this.#unknownName(argument);
    else if (argument.value === undefined && argument.text === '') this.paint(element.start, element.end, 'arg');
    else if (element instanceof SyntaxNode) this.#value(element, undefined);
  }

  #unknownName({ range, text }: ArgumentUse): void {
    const end = range.start + (UNKNOWN_NAME.exec(text ?? '')?.[0].length ?? 0);
    this.paint(range.start, end, 'obj-inactive');
    if (text?.charAt(end - range.start) === '=') this.paint(end, end + 1, 'syntax-meta');
  }

  #named(node: SyntaxNode, use: CommandUse | undefined, argument: ArgumentUse | undefined): void {
    for (const element of node.elements) {
      if (element instanceof SyntaxToken) {
        if (element.kind === 'word') this.#name(element, use, argument);
        else this.token(element);
      } else if (!(argument && this.#variableName(use, argument, element))) {
        if (element.kind === 'bare-value') this.#value(element, argument?.argument);
        else this.node(element);
      }
    }
  }

  #name(token: SyntaxToken, use: CommandUse | undefined, argument: ArgumentUse | undefined): void {
    if (use?.kind === 'unknown') return;
    if (!argument?.argument) this.paint(token.start, token.end, 'obj-inactive');
    else this.#scopedName(token);
  }

  /** `security.passphrase`: the scope, its dot, and the name. */
  #scopedName(token: SyntaxToken): void {
    const dot = token.start + token.text.lastIndexOf('.');
    if (dot >= token.start) {
      this.paint(token.start, dot, 'arg-scope');
      this.paint(dot, dot + 1, 'arg-dot');
    }
    this.paint(Math.max(token.start, dot + 1), token.end, 'arg');
  }

  /** An unquoted value has no colour but for what divides it into parts. */
  #value(value: SyntaxNode, argument: Argument | undefined): void {
    const separators = argument?.separators ?? '';
    if (!separators) return;
    const { start, text } = value;
    for (let i = 0; i < text.length; i++) {
      const char = text.charAt(i);
      if (!separators.includes(char)) continue;
      // The length of a prefix belongs to its address, and only a ! in front negates.
      const isPart =
        (char === '/' && /(?:^|[,-])\d+\.\d+\.\d+\.\d+$/.test(text.slice(Math.max(0, i - 16), i))) ||
        (char === '!' && i > 0);
      if (!isPart) this.paint(start + i, start + i + 1, 'syntax-meta');
    }
  }

  /** Paints the name that `:local`, `:foreach` and the like declare, or that `:set` sets. */
  #variableName(use: CommandUse | undefined, argument: ArgumentUse, element: SyntaxNode | SyntaxToken): boolean {
    const isString = element instanceof SyntaxNode && element.kind === 'string';
    if (element instanceof SyntaxNode && element.kind !== 'bare-value' && !isString) return false;
    const isSet = use?.command?.name === 'set' && !use.menu.parent && argument.name === 'name';
    if (!this.#declare(use, argument) && !isSet) return false;
    if (isString && element.nodes.length > 0) return false;
    const text = argument.text ?? '';
    if (isString) this.paint(element.start, element.end, this.#variables.named(text));
    else {
      let at = element.start;
      for (const [index, name] of text.split(',').entries()) {
        if (index > 0) this.paint(at, ++at, 'syntax-meta');
        this.paint(at, at + name.length, this.#variables.named(name));
        at += name.length;
      }
    }
    return true;
  }

  #declare(use: CommandUse | undefined, argument: ArgumentUse): boolean {
    const as = use && declaredClass(use, argument.name);
    if (!as || argument.text === undefined) return false;
    for (const name of as === 'variable-auto' ? argument.text.split(',') : [argument.text])
      this.#variables.declare(name, as);
    return true;
  }
}

function declaredClass(use: CommandUse, argument: string): VariableClass | undefined {
  if (use.menu.parent) return undefined;
  switch (use.command?.name) {
    case 'local':
      return argument === 'name' ? 'variable-local' : undefined;
    case 'global':
      return argument === 'name' ? 'variable-global' : undefined;
    case 'for':
    case 'foreach':
      return argument === 'counter' ? 'variable-auto' : undefined;
    case 'onerror':
      return argument === 'error' ? 'variable-local' : undefined;
    default:
      return undefined;
  }
}
