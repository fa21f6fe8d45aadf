import { type GreenElement, greenNode, greenToken } from './green';
import { FIRST_NODE_KIND, KINDS, Kind, type NodeKind, type TokenKind } from './syntax-kind';

/** An event is one number: its kind in the low bits; above them a token's length, or how many elements a node takes. */
const KIND_BITS = 6;
const KIND_MASK = (1 << KIND_BITS) - 1;
/** Longer tokens are cut, so that an event stays within 32 bits. */
export const MAX_LENGTH = (1 << (31 - KIND_BITS)) - 1;

const NEWLINE = Kind.newline;
const BLANK = Kind.blank;
const WORD = Kind.word;
const BARE = Kind.bare;
const STRING_TEXT = Kind['string-text'];
const ONE_EQUALS = (1 << KIND_BITS) | Kind['='];
const ONE_QUOTE = (1 << KIND_BITS) | Kind['"'];
const STRING_OF_TWO = (2 << KIND_BITS) | Kind.string;
const STRING_OF_THREE = (3 << KIND_BITS) | Kind.string;
const BARE_VALUE_OF_ONE = (1 << KIND_BITS) | Kind['bare-value'];
const ARGUMENT_OF_TWO = (2 << KIND_BITS) | Kind.argument;
const ARGUMENT_OF_THREE = (3 << KIND_BITS) | Kind.argument;

/**
 * What a parser found, in the order in which it was finished: a token with its length; a node that takes the last so many
 * elements as its children. Four bytes an event, no object, so that a long file can be held whole and its tree be made
 * where somebody looks.
 */
export class EventBuffer {
  #events = new Int32Array(256);
  #count = 0;
  /** How many elements are finished and in no node yet. */
  #size = 0;
  readonly #open: number[] = [];

  get size(): number {
    return this.#size;
  }
  /** Whether the last element is a line break that stands in no node. */
  get endsWithNewline(): boolean {
    return this.#count > 0 && ((this.#events[this.#count - 1] ?? 0) & KIND_MASK) === NEWLINE;
  }

  token(code: number, length: number): void {
    for (let rest = length; rest > 0; rest -= MAX_LENGTH) {
      this.#push((Math.min(rest, MAX_LENGTH) << KIND_BITS) | code);
      this.#size++;
    }
  }
  start(): void {
    this.#open.push(this.#size);
  }
  finish(code: number): void {
    this.wrap(this.#open.pop() ?? 0, code);
  }
  /** Makes all elements since there were `mark` of them into one node. */
  wrap(mark: number, code: number): void {
    this.#push(((this.#size - mark) << KIND_BITS) | code);
    this.#size = mark + 1;
  }
  /**
   * `name=value` with the blanks before it, as one: a bare value, or a string of plain text in quotes. Lengths in
   * characters, the value's without its quotes. Long lists are made of this alone.
   */
  plainArgument(blanks: number, name: number, value: number, isString: boolean): void {
    let events = this.#events;
    if (this.#count + 9 > events.length) events = this.#grow();
    let at = this.#count;
    events[at++] = (blanks << KIND_BITS) | BLANK;
    events[at++] = (name << KIND_BITS) | WORD;
    events[at++] = ONE_EQUALS;
    if (isString) {
      events[at++] = ONE_QUOTE;
      if (value > 0) events[at++] = (value << KIND_BITS) | STRING_TEXT;
      events[at++] = ONE_QUOTE;
      events[at++] = value > 0 ? STRING_OF_THREE : STRING_OF_TWO;
      events[at++] = ARGUMENT_OF_THREE;
    } else if (value > 0) {
      events[at++] = (value << KIND_BITS) | BARE;
      events[at++] = BARE_VALUE_OF_ONE;
      events[at++] = ARGUMENT_OF_THREE;
    } else events[at++] = ARGUMENT_OF_TWO;
    this.#count = at;
    this.#size += 2;
  }

  /** Everything since the last call; only between nodes. */
  take(): Int32Array {
    const events = this.#events.slice(0, this.#count);
    this.#count = 0;
    this.#size = 0;
    return events;
  }

  #push(event: number): void {
    const events = this.#count === this.#events.length ? this.#grow() : this.#events;
    events[this.#count++] = event;
  }
  #grow(): Int32Array<ArrayBuffer> {
    const larger = new Int32Array(this.#events.length * 2);
    larger.set(this.#events);
    this.#events = larger;
    return larger;
  }
}

/** Makes the elements that events tell of, over the text that was parsed. */
export function elementsOf(events: Int32Array, text: string): GreenElement[] {
  const elements: GreenElement[] = [];
  let at = 0;
  for (const event of events) {
    const code = event & KIND_MASK;
    const count = event >>> KIND_BITS;
    if (code < FIRST_NODE_KIND) {
      elements.push(greenToken(KINDS[code] as TokenKind, text.slice(at, at + count)));
      at += count;
    } else elements.push(greenNode(KINDS[code] as NodeKind, elements.splice(elements.length - count)));
  }
  return elements;
}

/** How many nodes stand at the top level of the events. */
export function countNodes(events: Int32Array): number {
  // Nodes before the place where a node begins are its children: a stack of how many nodes lie below each element.
  let nodes = 0;
  const isNode: boolean[] = [];
  for (const event of events) {
    const code = event & KIND_MASK;
    if (code < FIRST_NODE_KIND) isNode.push(false);
    else {
      for (let i = event >>> KIND_BITS; i > 0; i--) if (isNode.pop()) nodes--;
      isNode.push(true);
      nodes++;
    }
  }
  return nodes;
}
