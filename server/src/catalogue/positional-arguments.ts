/**
 * Which arguments a command takes without a name, in order. The trees don't tell; the routers' own answers do
 * (facts: grammar, sections 7 and 8). The last one may not repeat.
 */
const GLOBAL: Readonly<Record<string, readonly string[]>> = {
  beep: ['frequency', 'length'],
  convert: ['value'],
  delay: ['delay-time'],
  deserialize: ['value'],
  do: ['command'],
  error: ['message'],
  execute: ['script'],
  find: ['in', 'key', 'from'],
  for: ['counter'],
  foreach: ['counter', 'in'],
  global: ['name', 'value'],
  grep: ['script'],
  if: ['condition', 'do'],
  import: ['file-name'],
  len: ['value'],
  local: ['name', 'value'],
  lock: [],
  onerror: ['error', 'in'],
  parse: ['value'],
  pick: ['counter', 'begin', 'end'],
  ping: ['address'],
  put: ['message'],
  range: ['from', 'to'],
  resolve: ['domain-name', 'server'],
  retry: ['command'],
  return: ['value'],
  serialize: ['value'],
  set: ['name', 'value'],
  time: ['command'],
  toarray: ['value'],
  tobool: ['value'],
  tocrlf: ['input'],
  toid: ['value'],
  toip: ['value'],
  toip6: ['value'],
  tolf: ['input'],
  tonsec: ['value'],
  tonum: ['value'],
  tostr: ['value'],
  totime: ['value'],
  typeof: ['value'],
  while: ['condition', 'do'],
};

/** Arguments that name items; where a command has one of them it may be left unnamed. */
const SELECTORS = ['numbers', 'number', '.id'];
/** What may follow the selector without a name. */
const BEHIND_SELECTOR: Readonly<Record<string, readonly string[]>> = {
  get: ['value-name'],
  edit: ['value-name'],
  move: ['destination'],
  unset: ['value-name'],
};
/** Commands with one obvious subject, which the console takes unnamed. */
const SUBJECTS = [
  'style',
  'url',
  'address',
  'message',
  'interface',
  'file-name',
  'name',
  'host',
  'domain-name',
  'command',
];
const TAKES_SUBJECT = new Set([
  'ping',
  'traceroute',
  'info',
  'warning',
  'error',
  'debug',
  'telnet',
  'ssh',
  'style',
  'fetch',
  'mac-telnet',
  'torch',
  'monitor-traffic',
  'sniff',
  'import',
  'resolve',
  'flood-ping',
  'wol',
  'profile',
  'load',
  'bandwidth-test',
]);

/** The unnamed arguments of a command. `names` are all that it has; `isGlobal` tells a command of the root. */
export function positionalArguments(command: string, names: ReadonlySet<string>, isGlobal: boolean): readonly string[] {
  const own = isGlobal ? GLOBAL[command] : undefined;
  if (own) return own;
  const selector = SELECTORS.find((name) => names.has(name));
  if (selector) return [selector, ...(BEHIND_SELECTOR[command] ?? []).filter((name) => names.has(name))];
  if (command === 'get' && names.has('value-name')) return ['value-name'];
  if (command === 'find') return [];
  if (!TAKES_SUBJECT.has(command)) return [];
  const subject = SUBJECTS.find((name) => names.has(name));
  return subject ? [subject] : [];
}
