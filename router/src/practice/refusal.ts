/** What the router answers to a command that it does not carry out: the text and category of its `!trap`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    message: string,
    /** 0 missing item or command, 1 argument value, 2 interrupted, 3 script, 4 general; undefined as routers often leave it. */
    readonly category?: number,
  ) {
    super(message);
  }
}
