import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Value } from '../../../server/src/evaluate/value';
import { type Answer, type Command, runCommand } from './command-runner';
import type { PracticeDevice } from './device';
import { Refusal } from './refusal';
import type { Caller } from './special-commands';
import { noSuchCommand, type StoredItem } from './store';
import { findUser, type Identity, same } from './users-and-policies';

/** The longest body of a request. */
const MAX_BODY = 4 * 1024 * 1024;
const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Payload Too Large',
};

/** A request that can't be answered. */
class RestError extends Error {
  override readonly name = 'RestError';
  constructor(
    readonly status: number,
    detail?: string,
  ) {
    super(detail ?? '');
  }
}

/**
 * The REST interface of RouterOS 7.1 and later, `/rest/…`: GET prints, PUT adds, PATCH sets, DELETE removes, POST runs any
 * command. Gives what takes the connections; each carries one request.
 */
export function restServer(device: PracticeDevice, sourceOf: () => string | undefined): (socket: Socket) => void {
  const server = createServer({ keepAlive: false }, (request, response) => {
    void answer(device, sourceOf(), request, response);
  });
  return (socket) => server.emit('connection', socket);
}

async function answer(
  device: PracticeDevice,
  source: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body?: unknown) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      connection: 'close',
      ...(status === 401 && { 'www-authenticate': 'Basic realm="RouterOS"' }),
    });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  try {
    const [status, body] = respond(device, source, request, await readBody(request));
    send(status, body);
  } catch (error) {
    const status = error instanceof RestError ? error.status : statusOf(error);
    const detail = error instanceof Error ? error.message : String(error);
    send(status, { error: status, message: REASONS[status] ?? '', ...(detail && { detail }) });
  }
}

function respond(
  device: PracticeDevice,
  source: string | undefined,
  request: IncomingMessage,
  body: ReadonlyMap<string, unknown>,
): [status: number, body?: unknown] {
  const url = new URL(request.url ?? '/', 'http://router');
  const path = decodeURIComponent(url.pathname);
  if (!device.isAtLeast('7.1') || !/^\/rest(\/|$)/.test(path)) throw new RestError(404);
  const user = authenticate(device, source, request.headers.authorization);
  if (!user) throw new RestError(401);
  const caller: Caller = { user: user.user, policies: user.policies };
  const parts = path.split('/').filter(Boolean).slice(1);
  const run = (command: Command): Answer => runCommand(device, command, caller);
  switch (request.method) {
    case 'GET':
      return [200, get(device, parts, url.searchParams, run)];
    case 'PUT': {
      const menu = pathOf(parts);
      const { value } = run({ menu, command: 'add', values: textsOf(body), queries: [] });
      return [201, one(run, menu, value)];
    }
    case 'PATCH': {
      const [menu, id] = itemOf(parts);
      run({ menu, command: 'set', values: new Map([['.id', id], ...textsOf(body)]), queries: [] });
      return [200, one(run, menu, idIn(device, menu, id))];
    }
    case 'DELETE': {
      const [menu, id] = itemOf(parts);
      run({ menu, command: 'remove', values: new Map([['.id', id]]), queries: [] });
      return [204];
    }
    case 'POST':
      return [200, post(parts, body, run)];
    default:
      throw new RestError(405);
  }
}

type Run = (command: Command) => Answer;

/** A menu's items, its settings, or one item by its id or name. */
function get(device: PracticeDevice, parts: readonly string[], search: URLSearchParams, run: Run): unknown {
  const menu = pathOf(parts);
  const known = device.store.catalogue.menu(menu);
  if (!known) {
    const [parent, id] = itemOf(parts);
    return one(run, parent, idIn(device, parent, id));
  }
  const proplist = search.get('.proplist');
  const queries = [...search].flatMap(([name, value]) => (name === '.proplist' ? [] : [`?${name}=${value}`]));
  const values = new Map(proplist === null ? [] : [['.proplist', proplist]]);
  const rows = run({ menu, command: 'print', values, queries }).rows ?? [];
  const isSettings = !known.command('add') && !known.command('find');
  return isSettings ? objectOf(rows[0] ?? new Map()) : rows.map(objectOf);
}

function post(parts: readonly string[], body: ReadonlyMap<string, unknown>, run: Run): unknown {
  const query = body.get('.query');
  const queries = Array.isArray(query) ? query.map((word) => `?${String(word)}`) : [];
  const values = textsOf(new Map([...body].filter(([name]) => name !== '.query')));
  const { rows, value } = run({ menu: pathOf(parts.slice(0, -1)), command: parts.at(-1) ?? '', values, queries });
  return rows ? rows.map(objectOf) : value === undefined ? [] : { ret: value };
}

function one(run: Run, menu: string, id: string | undefined): unknown {
  const { rows } = run({ menu, command: 'print', values: new Map([['.id', id ?? '']]), queries: [] });
  const [row] = rows ?? [];
  if (!row) throw new RestError(404);
  return objectOf(row);
}

function idIn(device: PracticeDevice, menu: string, id: string): string {
  if (!device.store.catalogue.menu(menu)?.command('print')) throw noSuchCommand(`${menu}/${id}`);
  const items = device.items(menu);
  const item = items.find((each) => each.get('.id') === id) ?? items.find((each) => each.get('name') === id);
  if (!item) throw new RestError(404, 'no such item');
  return item.get('.id') ?? '';
}

function pathOf(parts: readonly string[]): string {
  return `/${parts.join('/')}`;
}
function itemOf(parts: readonly string[]): [menu: string, id: string] {
  return [pathOf(parts.slice(0, -1)), parts.at(-1) ?? ''];
}

/** All values are texts, in both directions. */
function objectOf(row: StoredItem): Record<string, string> {
  return Object.fromEntries(row);
}
function textsOf(body: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  return new Map(
    [...body].map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value as Value)]),
  );
}

function authenticate(
  device: PracticeDevice,
  source: string | undefined,
  header: string | undefined,
): Identity | undefined {
  const [, encoded = ''] = /^Basic (\S+)$/i.exec(header ?? '') ?? [];
  const [, name = '', password = ''] =
    /^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return findUser(device.store, name, (right) => same(password, right), 'rest-api', source);
}

async function readBody(request: IncomingMessage): Promise<ReadonlyMap<string, unknown>> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length > MAX_BODY) throw new RestError(413);
  }
  if (length === 0) return new Map();
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return new Map(Object.entries(body));
  } catch {
    // Said below.
  }
  throw new RestError(400, 'the body is no JSON object');
}

/** What is not there is 404, anything else that the router refuses 400. */
function statusOf(error: unknown): number {
  return error instanceof Refusal && error.category === 0 ? 404 : 400;
}
