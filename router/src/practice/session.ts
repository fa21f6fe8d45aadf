import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { encodeSentence, SentenceDecoder } from '../transport/sentence-codec';
import type { PracticeDevice } from './device';
import { matchesQuery } from './query';
import { Refusal } from './refusal';
import type { SessionLink } from './session-link';
import { noSuchCommand, type StoredItem } from './store';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** A command as it came in. */
interface Request {
  readonly menu: string;
  readonly command: string;
  readonly values: ReadonlyMap<string, string>;
  readonly queries: readonly string[];
  readonly tag: string | undefined;
}

/** One API session: reads sentences, runs commands, writes replies. */
export class ApiSession {
  readonly #decoder = new SentenceDecoder();
  readonly #listening = new Map<string, () => void>();
  #loggedIn = false;
  #challenge: Buffer | undefined;

  constructor(
    private readonly link: SessionLink,
    private readonly device: PracticeDevice,
    private readonly credentials: Credentials,
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
    if (!this.#loggedIn) {
      this.#fatal('not logged in');
      return;
    }
    if (path === '/cancel') {
      this.#cancel(request);
      return;
    }
    switch (request.command) {
      case 'print':
      case 'getall':
        this.#print(request);
        return;
      case 'listen':
        this.#listen(request);
        return;
      default:
        this.#run(request);
        return;
    }
  }

  #login({ values, tag }: Request): void {
    const { user, password } = this.credentials;
    const response = values.get('response');
    if (response !== undefined && this.#challenge) {
      const expected = createHash('md5')
        .update(Buffer.from([0]))
        .update(password, 'utf8')
        .update(this.#challenge)
        .digest('hex');
      this.#finishLogin(same(values.get('name') ?? '', user) && same(response.slice(2), expected), tag);
      return;
    }
    if (!this.device.isAtLeast('6.43')) {
      // An older router takes no password here: it asks for the hash of it with these bytes.
      this.#challenge = randomBytes(16);
      this.#reply('!done', [`=ret=${this.#challenge.toString('hex')}`], tag);
      return;
    }
    this.#finishLogin(same(values.get('name') ?? '', user) && same(values.get('password') ?? '', password), tag);
  }

  #finishLogin(ok: boolean, tag: string | undefined): void {
    this.#loggedIn = ok;
    if (!ok)
      this.#reply(
        '!trap',
        [`=message=${this.device.isAtLeast('6.43') ? 'invalid user name or password (6)' : 'cannot log in'}`],
        tag,
      );
    this.#reply('!done', [], tag);
  }

  #print({ menu, values, queries, tag }: Request): void {
    const items = this.device.items(menu).filter((item) => matchesQuery(item, queries));
    if (values.has('file')) this.device.run(menu, 'print', values, undefined);
    if (values.has('count-only')) {
      this.#reply('!done', [`=ret=${items.length}`], tag);
      return;
    }
    const from = values.get('from') ?? values.get('.id');
    const wanted = values.get('.proplist')?.split(',');
    const shown = from === undefined ? items : items.filter((item) => from.split(',').includes(item.get('.id') ?? ''));
    for (const item of shown) this.#reply('!re', rowOf(item, wanted), tag);
    if (shown.length === 0 && this.device.isAtLeast('7.18')) this.#reply('!empty', [], tag);
    this.#reply('!done', [], tag);
  }

  #listen({ menu, tag }: Request): void {
    const key = tag ?? '';
    this.device.store.menu(menu);
    const stop = this.device.store.onChange((change) => {
      if (change.menu !== menu) return;
      const words = change.dead
        ? [`=.id=${change.item.get('.id') ?? ''}`, '=.dead=true']
        : rowOf(change.item, undefined);
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

  #run({ menu, command, values, tag }: Request): void {
    const known = this.device.store.catalogue.menu(menu)?.command(command);
    if (!known) throw noSuchCommand(this.device.store.catalogue.menu(menu) ? `${menu}/${command}` : menu);
    const ids = values.get('.id') ?? values.get('numbers') ?? values.get('number');
    const selected = ids === undefined ? undefined : ids.split(',').map((id) => this.#idOf(menu, id));
    const rest = new Map([...values].filter(([name]) => !['.id', 'numbers', 'number'].includes(name)));
    if (command === 'get') {
      this.#get(menu, selected?.[0], values.get('value-name'), tag);
      return;
    }
    this.device.output = [];
    const value = this.device.run(menu, command, rest, selected, { session: this });
    if (command === 'read' && menu === '/file')
      this.#reply('!re', [`=data=${Buffer.from(String(value), 'latin1').toString('utf8')}`], tag);
    this.#reply('!done', typeof value === 'string' && command !== 'read' ? [`=ret=${value}`] : [], tag);
  }

  #idOf(menu: string, id: string): string {
    if (menu === '/system/script/environment') return id;
    return this.device.store.find(menu, id).get('.id') ?? id;
  }

  #get(menu: string, id: string | undefined, property: string | undefined, tag: string | undefined): void {
    const item = id === undefined ? this.device.items(menu)[0] : this.device.store.find(menu, id);
    if (!item) throw new Refusal('no such item', 0);
    this.#reply(
      '!done',
      [
        `=ret=${property === undefined ? [...item].map((pair) => pair.join('=')).join(';') : (item.get(property) ?? '')}`,
      ],
      tag,
    );
  }

  #reply(kind: string, words: readonly string[], tag: string | undefined): void {
    if (this.link.isOpen)
      this.link.write(encodeSentence([kind, ...words, ...(tag === undefined ? [] : [`.tag=${tag}`])]));
  }

  #fatal(text: string): void {
    this.link.write(encodeSentence(['!fatal', text]));
    this.link.end();
  }

  #lost(): void {
    this.device.safeMode.lost(this);
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

function rowOf(item: StoredItem, wanted: readonly string[] | undefined): string[] {
  const names = wanted ?? [...item.keys()];
  return names.flatMap((name) => (item.has(name) ? [`=${name}=${item.get(name)}`] : []));
}

/** Compares in the same time however much is alike. */
function same(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return x !== undefined && y !== undefined && timingSafeEqual(x, y);
}
