import { createHash, randomBytes } from 'node:crypto';
import { encodeSentence, SentenceDecoder } from '../transport/sentence-codec';
import { type Command, runCommand } from './command-runner';
import type { PracticeDevice } from './device';
import { Refusal } from './refusal';
import type { SessionLink } from './session-link';
import type { StoredItem } from './store';
import { findUser, type Identity, requirePolicies, same } from './users-and-policies';

/** A command as it came in. */
interface Request extends Command {
  readonly tag: string | undefined;
}

/** One API session: reads sentences, runs commands, writes replies. */
export class ApiSession {
  readonly #decoder = new SentenceDecoder();
  readonly #listening = new Map<string, () => void>();
  #identity: Identity | undefined;
  #challenge: Buffer | undefined;

  constructor(
    private readonly link: SessionLink,
    private readonly device: PracticeDevice,
  ) {
    link.onData((data) => this.#read(data));
    link.onEnd(() => this.#lost());
  }

  #read(data: Buffer): void {
    let sentences: string[][];
    try {
      sentences = this.#decoder.push(data);
    } catch {
      this.link.destroy();
      return;
    }
    for (const sentence of sentences) {
      if (!this.link.isOpen || !this.device.isUp) return;
      this.#handle(sentence);
    }
  }

  #handle(sentence: readonly string[]): void {
    const request = readRequest(sentence);
    try {
      this.#dispatch(request);
    } catch (error) {
      const refusal =
        error instanceof Refusal ? error : new Refusal(error instanceof Error ? error.message : String(error), 4);
      const category = refusal.category === undefined ? [] : [`=category=${refusal.category}`];
      this.#reply('!trap', [...category, `=message=${refusal.message}`], request.tag);
      if (refusal.message.startsWith('no such command or directory'))
        this.#reply('!trap', ['=message=no such command prefix'], request.tag);
      this.#reply('!done', [], request.tag);
    }
  }

  #dispatch(request: Request): void {
    const path = `${request.menu === '/' ? '' : request.menu}/${request.command}`;
    if (path === '/login') {
      this.#login(request);
      return;
    }
    if (path === '/quit') {
      this.#fatal('session terminated on request');
      return;
    }
    if (!this.#identity) {
      this.#fatal('not logged in');
      return;
    }
    if (path === '/cancel') {
      this.#cancel(request);
      return;
    }
    if (request.command === 'listen') this.#listen(request);
    else this.#run(request);
  }

  #login({ values, tag }: Request): void {
    const name = values.get('name') ?? '';
    const [response, challenge] = [values.get('response'), this.#challenge];
    if (response !== undefined && challenge) {
      // From 6.45.1 no hash is right any more, though there is still a challenge.
      const isTaken = !this.device.isAtLeast('6.45.1');
      this.#finishLogin(name, (password) => isTaken && same(response.slice(2), hashed(password, challenge)), tag);
      return;
    }
    if (!this.device.isAtLeast('6.43') || (!values.has('name') && !values.has('password'))) {
      // An older router takes no password: it asks for the hash of it with these bytes; newer ones where none is given.
      this.#challenge = randomBytes(16);
      this.#reply('!done', [`=ret=${this.#challenge.toString('hex')}`], tag);
      return;
    }
    this.#finishLogin(name, (password) => same(values.get('password') ?? '', password), tag);
  }

  #finishLogin(name: string, knows: (password: string) => boolean, tag: string | undefined): void {
    this.#identity = findUser(this.device.store, name, knows, 'api', this.link.source);
    if (this.#identity) this.device.active.set(this, { user: name, since: this.device.clock.wall, link: this.link });
    else
      this.#reply(
        '!trap',
        [`=message=${this.device.isAtLeast('6.43') ? 'invalid user name or password (6)' : 'cannot log in'}`],
        tag,
      );
    this.#reply('!done', [], tag);
  }

  #listen({ menu, tag }: Request): void {
    const key = tag ?? '';
    requirePolicies(this.#identity?.policies, menu, 'listen', new Map());
    this.device.store.menu(menu);
    const stop = this.device.store.onChange((change) => {
      if (change.menu !== menu) return;
      const words = change.dead ? [`=.id=${change.item.get('.id') ?? ''}`, '=.dead=true'] : rowOf(change.item);
      this.#reply('!re', words, tag);
    });
    this.#listening.set(key, stop);
  }

  #cancel({ values, tag }: Request): void {
    const target = values.get('tag');
    for (const [key, stop] of [...this.#listening]) {
      if (target !== undefined && key !== target) continue;
      stop();
      this.#listening.delete(key);
      this.#reply('!trap', ['=category=2', '=message=interrupted'], key || undefined);
      this.#reply('!done', [], key || undefined);
    }
    this.#reply('!done', [], tag);
  }

  #run({ tag, ...command }: Request): void {
    const { rows, value, isBytes } = runCommand(this.device, command, {
      session: this,
      ...(this.#identity && { policies: this.#identity.policies, user: this.#identity.user }),
    });
    for (const row of rows ?? []) {
      const words = rowOf(row);
      this.#reply('!re', isBytes ? words.map((word) => Buffer.from(word, 'latin1')) : words, tag);
    }
    if (rows?.length === 0 && this.device.isAtLeast('7.18')) this.#reply('!empty', [], tag);
    this.#reply('!done', value === undefined ? [] : [`=ret=${value}`], tag);
  }

  #reply(kind: string, words: readonly (string | Buffer)[], tag: string | undefined): void {
    if (this.link.isOpen)
      this.link.write(encodeSentence([kind, ...words, ...(tag === undefined ? [] : [`.tag=${tag}`])]));
  }

  #fatal(text: string): void {
    this.link.write(encodeSentence(['!fatal', text]));
    this.link.end();
  }

  #lost(): void {
    this.device.safeMode.lost(this);
    this.device.active.delete(this);
    for (const stop of this.#listening.values()) stop();
    this.#listening.clear();
  }
}

function readRequest(sentence: readonly string[]): Request {
  const [path = '', ...words] = sentence;
  const parts = path.split('/').filter(Boolean);
  const values = new Map<string, string>();
  const queries: string[] = [];
  let tag: string | undefined;
  for (const word of words) {
    if (word.startsWith('.tag=')) tag = word.slice(5);
    else if (word.startsWith('?')) queries.push(word);
    else {
      const at = word.indexOf('=', 1);
      if (word.startsWith('='))
        values.set(at < 0 ? word.slice(1) : word.slice(1, at), at < 0 ? '' : word.slice(at + 1));
    }
  }
  return { menu: `/${parts.slice(0, -1).join('/')}`, command: parts[parts.length - 1] ?? '', values, queries, tag };
}

function rowOf(item: StoredItem): string[] {
  return [...item].map(([name, value]) => `=${name}=${value}`);
}

/** The answer to a challenge, as routers before 6.43 ask for it. */
function hashed(password: string, challenge: Buffer): string {
  return createHash('md5')
    .update(Buffer.from([0]))
    .update(password, 'utf8')
    .update(challenge)
    .digest('hex');
}
