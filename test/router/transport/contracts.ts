import assert from 'node:assert/strict';
import { encodeSentence } from '../../../router/src/transport/sentence-codec';
import { reply, type Script, startPeer } from '../../support/scripted-api-peer';

/** A client of the API, hardened or bare, as far as the contracts need one. */
export interface Client {
  talk(words: string[], options?: { signal?: AbortSignal }): Promise<{ rows: Record<string, string>[] }>;
  close(): Promise<void>;
}
export type OpenClient = (port: number, password?: string) => Promise<Client>;

export interface Contract {
  readonly name: string;
  /** Whether node-routeros alone breaks it (facts: talking to a RouterOS device, section 1). */
  readonly bareBreaks: boolean;
  readonly script: Script;
  check(open: () => Promise<Client>, received: string[][]): Promise<void>;
}

const LIMIT_MS = 2500;

/** Rejects where a promise does not settle: a command that hangs is the worst answer. */
export function settles<T>(promise: Promise<T>): Promise<T> {
  return Promise.race([
    promise,
    new Promise<T>((_, reject) => setTimeout(() => reject(new Error('it never settled')), LIMIT_MS).unref()),
  ]);
}

async function rejects(promise: Promise<unknown>, pattern: RegExp): Promise<void> {
  const error = await settles(promise).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.match(error instanceof Error ? error.message : String(error), pattern);
}

const row = (tag: string) => encodeSentence(['!re', '=name=ether1', tag]);
const done = (tag: string) => encodeSentence(['!done', tag]);

export const CONTRACTS: readonly Contract[] = [
  {
    name: 'an answer with rows arrives',
    bareBreaks: false,
    script: (_, socket, tag) => socket.write(Buffer.concat([row(tag), done(tag)])),
    check: async (open) =>
      assert.equal((await settles((await open()).talk(['/interface/print']))).rows[0]?.['name'], 'ether1'),
  },
  {
    name: '!empty (RouterOS 7.18) is an empty answer',
    bareBreaks: true,
    script: (_, socket, tag) => {
      reply(socket, tag, '!empty');
      reply(socket, tag, '!done');
    },
    check: async (open) => assert.deepEqual((await settles((await open()).talk(['/ip/route/print']))).rows, []),
  },
  {
    name: 'a reply may be cut at every byte',
    bareBreaks: true,
    script: (_, socket, tag) => {
      socket.setNoDelay(true);
      const bytes = [...Buffer.concat([row(tag), done(tag)])];
      const next = () => {
        const byte = bytes.shift();
        if (byte === undefined || socket.destroyed) return;
        socket.write(Buffer.from([byte]));
        setTimeout(next, 1);
      };
      next();
    },
    check: async (open) =>
      assert.equal((await settles((await open()).talk(['/interface/print']))).rows[0]?.['name'], 'ether1'),
  },
  {
    name: 'values go both ways in UTF-8',
    bareBreaks: true,
    script: (words, socket, tag) => {
      reply(socket, tag, '!re', words.find((word) => word.startsWith('=comment=')) ?? '');
      reply(socket, tag, '!done');
    },
    check: async (open, received) => {
      const { rows } = await settles((await open()).talk(['/x/add', '=comment=Привет, 世界 é']));
      assert.equal(rows[0]?.['comment'], 'Привет, 世界 é');
      assert.ok(received.some((words) => words.includes('=comment=Привет, 世界 é')));
    },
  },
  {
    name: 'a password beyond Latin letters arrives as it is',
    bareBreaks: true,
    script: (_, socket, tag) => reply(socket, tag, '!done'),
    check: async (open, received) => {
      await settles(open());
      assert.ok(received.some((words) => words.includes('=password=пароль')));
    },
  },
  {
    name: 'an orderly end by the router rejects what is under way',
    bareBreaks: true,
    script: (_, socket) => socket.end(),
    check: async (open) => rejects((await open()).talk(['/x/print']), /lost|closed/i),
  },
  {
    name: 'a reset rejects what is under way',
    bareBreaks: true,
    script: (_, socket) => socket.resetAndDestroy(),
    check: async (open) => rejects((await open()).talk(['/x/print']), /lost|reset/i),
  },
  {
    name: '!fatal rejects what is under way, with the router’s words',
    bareBreaks: true,
    script: (_, socket) => {
      socket.end(encodeSentence(['!fatal', 'session terminated on request']));
    },
    check: async (open) => rejects((await open()).talk(['/x/print']), /session terminated on request/),
  },
  {
    name: 'closing rejects what is under way, and does not wait for the router',
    bareBreaks: true,
    script: () => undefined,
    check: async (open) => {
      const client = await open();
      const pending = rejects(client.talk(['/x/print']), /closed/i);
      await settles(client.close());
      await pending;
    },
  },
  {
    name: 'a command after the loss is refused, not lost',
    bareBreaks: true,
    script: (_, socket) => socket.destroy(),
    check: async (open) => {
      const client = await open();
      await settles(client.talk(['/x/print'])).catch(() => undefined);
      await rejects(client.talk(['/x/print']), /lost|closed/i);
    },
  },
  {
    name: 'all traps are kept, with their words',
    bareBreaks: true,
    script: (_, socket, tag) => {
      reply(socket, tag, '!trap', '=category=0', '=message=no such command or directory (adress)');
      reply(socket, tag, '!trap', '=message=no such command prefix');
      reply(socket, tag, '!done');
    },
    check: async (open) => rejects((await open()).talk(['/ip/adress/print']), /adress.*no such command prefix/),
  },
  {
    name: 'the words of the caller stay as they were',
    bareBreaks: true,
    script: (_, socket, tag) => reply(socket, tag, '!done'),
    check: async (open) => {
      const words = ['/x/print', '?name=a'];
      await settles((await open()).talk(words));
      assert.deepEqual(words, ['/x/print', '?name=a']);
    },
  },
  {
    name: 'a row without properties counts',
    bareBreaks: true,
    script: (_, socket, tag) => {
      reply(socket, tag, '!re');
      reply(socket, tag, '!re');
      reply(socket, tag, '!done');
    },
    check: async (open) => assert.equal((await settles((await open()).talk(['/x/print']))).rows.length, 2),
  },
  {
    name: 'a word of a megabyte goes both ways',
    bareBreaks: false,
    script: (words, socket, tag) => {
      reply(socket, tag, '!re', words.find((word) => word.startsWith('=contents=')) ?? '');
      reply(socket, tag, '!done');
    },
    check: async (open) => {
      const contents = 'x'.repeat(1 << 20);
      assert.equal(
        (await settles((await open()).talk(['/file/add', `=contents=${contents}`]))).rows[0]?.['contents']?.length,
        contents.length,
      );
    },
  },
];

/** Runs one contract against a client. Rejects where it is broken. */
export async function runContract(contract: Contract, open: OpenClient): Promise<void> {
  const peer = await startPeer(contract.script);
  const clients: Client[] = [];
  try {
    await contract.check(async () => {
      const client = await settles(open(peer.port, contract.name.includes('password') ? 'пароль' : ''));
      clients.push(client);
      return client;
    }, peer.received);
  } finally {
    for (const client of clients)
      await Promise.race([client.close(), new Promise((resolve) => setTimeout(resolve, 300))]);
    await peer.stop();
  }
}
