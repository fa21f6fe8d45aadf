import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Analysis } from '../../server/src/ide/analysis';
import { codeLenses } from '../../server/src/ide/code-lenses';
import { inlayHints } from '../../server/src/ide/inlay-hints';
import { eventScripts } from '../../server/src/lint/event-scripts';
import { ruleUrl, syntaxFindings } from '../../server/src/lint/lint';
import { toDiagnostics } from '../../server/src/lsp/diagnostics';
import { ScriptDocument } from '../../server/src/lsp/script-document';
import { askFailover } from '../../server/src/network/questions/failover/failover';
import { failoverEvents } from '../../server/src/network/questions/failover/failover-event';
import { parse, reparse } from '../../server/src/syntax/syntax-tree';
import { colourists } from './colourists';
import { countTokens } from './count-tokens';
import { LARGE_ROUTER, largeRouter, type RouterSize } from './large-router';
import { measure, retained, type Times, timesOf } from './measure';
import { addressList, flat, scriptsOf } from './texts';
import { treeSitterBash } from './tree-sitter';

const root = process.cwd();
const folder = join(root, 'tools/benchmark');
const lines: string[] = [];
const say = (line = ''): void => {
  lines.push(line);
  console.log(line);
};
const ms = (time: number): string =>
  `${time < 1 ? time.toFixed(3) : time < 100 ? time.toFixed(1) : Math.round(time)} ms`;
const ratio = (a: number, b: number): string => `${(a / b).toFixed(1)} ×`;

void main();

async function main(): Promise<void> {
  const list = addressList();
  const scripts = scriptsOf(join(root, '../shared/oracle/parse'));
  say(
    `Measured ${new Date().toISOString().slice(0, 10)} with Node.js ${process.version} on ${cpus()[0]?.model}, ${cpus().length} cores.`,
  );
  await reading('An address list of 100,000 lines', list);
  if (scripts) await reading('518 scripts from forums and repositories, one behind the other', scripts);
  await typing(list);
  memory(list);
  editing();
  await starting();
  if (process.argv.includes('--write')) write();
}

/** A bare look at each character: what no reader can be faster than. */
function scan(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h ^= text.charCodeAt(i);
  return h;
}

async function reading(title: string, text: string): Promise<void> {
  const base = measure(() => scan(text));
  say();
  say(`### ${title} (${(text.length / 1e6).toFixed(1)} million characters)`);
  say();
  say('| what | median | × scan |');
  say('|---|--:|--:|');
  const row = (what: string, times: Times): void =>
    say(`| ${what} | ${ms(times.median)} | ${ratio(times.median, base.median)} |`);
  row('scan: `h ^= s.charCodeAt(i)`', base);
  row(
    'Rscope: find the tokens, keep none',
    measure(() => countTokens(text)),
  );
  row(
    'Rscope: parse, with all problems',
    measure(() => parse(text).problems.length),
  );
  const bash = await treeSitterBash(folder);
  row(
    'tree-sitter with its bash grammar: parse',
    measure(() => bash.parse(text), { runs: 3, warmUp: 1 }),
  );
  const sample = text.length > 1e6 ? flat(text.slice(0, 620_000)) : text;
  const sampleBase = measure(() => scan(sample));
  for (const [name, colour] of await colourists(root, folder)) {
    const times = measure(() => colour(sample), { runs: 3, warmUp: 1 });
    say(
      `| ${name}${sample === text ? '' : ', first tenth'} | ${ms(times.median)} | ${ratio(times.median, sampleBase.median)} |`,
    );
  }
}

/** One character typed, until the diagnostics of the syntax are there, with the places that an editor needs. */
async function typing(text: string): Promise<void> {
  say();
  say('### A keystroke in the address list, until the new syntax diagnostics are there');
  say();
  say('| where | Rscope median | Rscope p95 | tree-sitter bash median | tree-sitter is slower by |');
  say('|---|--:|--:|--:|--:|');
  const bash = await treeSitterBash(folder);
  for (const [where, share] of [
    ['start', 0.0001],
    ['middle', 0.5],
    ['end', 0.9999],
  ] as const) {
    const at = text.indexOf('comment', Math.floor(share * (text.length - 200)));
    const ours = timesOf(
      keystrokes(
        text,
        Array.from({ length: 400 }, (_, i) => at + (i % 20)),
      ),
    );
    const edit = bash.editor(text);
    edit(at, 'x');
    const theirs = timesOf(Array.from({ length: 5 }, (_, i) => edit(at + i, 'x')));
    say(
      `| ${where} | ${ms(ours.median)} | ${ms(ours.quantile(0.95))} | ${ms(theirs.median)} | ${Math.round(theirs.median / ours.median)} × |`,
    );
  }
  let seed = 1;
  const anywhere = Array.from({ length: 2000 }, () => {
    seed = (seed * 48271) % 2147483647;
    return seed % text.length;
  });
  const times = timesOf(keystrokes(text, anywhere));
  say(`| anywhere (2,000 places) | ${ms(times.median)} | ${ms(times.quantile(0.95))} | | |`);
}

function keystrokes(text: string, places: readonly number[]): number[] {
  let document = ScriptDocument.create('file:///list.rsc', 'routeros', 0, text);
  return places.map((place, i) => {
    const position = document.positionAt(place);
    const start = performance.now();
    document = ScriptDocument.update(document, [{ range: { start: position, end: position }, text: 'x' }], i + 1);
    toDiagnostics(document, syntaxFindings(document.tree), ruleUrl);
    return performance.now() - start;
  });
}

function memory(text: string): void {
  const { bytes, value } = retained(() => {
    const document = ScriptDocument.create('file:///list.rsc', 'routeros', 0, text);
    toDiagnostics(document, syntaxFindings(document.tree), ruleUrl);
    return document;
  });
  say();
  say(
    `Memory that the open address list keeps beside its ${(value.length / 1e6).toFixed(1)} MB of text: ${(bytes / 1e6).toFixed(1)} MB.`,
  );
}

/** One edit of a rule, until all questions that the editor asks are answered for the new text. */
function editing(): void {
  const { filterRules, mangleRules, interfaces, listEntries } = LARGE_ROUTER;
  say();
  say(
    '### An edit of one rule of a large router, until all is told anew: findings, code lenses, inlay hints, and what becomes of everybody’s connections when anything dies',
  );
  say();
  say(
    `${filterRules.toLocaleString('en')} filter rules unless told otherwise, ${mangleRules} mangle rules, ${interfaces} interfaces, ${listEntries.toLocaleString('en')} address-list entries. "× parse" compares with reading the syntax of the whole text.`,
  );
  say();
  say('| edit | median | p95 | of it what dies | least CPU time | median × parse |');
  say('|---|--:|--:|--:|--:|--:|');
  const row = (what: string, size: RouterSize, edit: RuleEdit): number => {
    const text = flat(largeRouter(size));
    const whole = measure(() => parse(text).problems.length, { runs: 5 });
    const { times, failover, leastCpu } = ruleEdits(text, edit);
    say(
      `| ${what} | ${ms(times.median)} | ${ms(times.quantile(0.95))} | ${ms(failover.median)} | ${ms(leastCpu)} | ${ratio(times.median, whole.median)} |`,
    );
    return times.median;
  };
  const few = row('a filter rule of 100', { ...LARGE_ROUTER, filterRules: 100 }, ONE_IN_FILTER);
  const some = row('a filter rule of 1,000', LARGE_ROUTER, ONE_IN_FILTER);
  row('a filter rule of 1,000 that every new connection meets', LARGE_ROUTER, ALL_IN_FILTER);
  row('a mangle rule', LARGE_ROUTER, ONE_IN_MANGLE);
  const many = row('a filter rule of 10,000', { ...LARGE_ROUTER, filterRules: 10_000 }, ONE_IN_FILTER);
  say();
  say(
    `Ten times the filter rules take ${ratio(some, few)} the time from 100 to 1,000, and ${ratio(many, some)} from 1,000 to 10,000; 10 × would be linear, 100 × quadratic.`,
  );
}

/** What comes and goes in a rule, behind the first such text in a menu. */
interface RuleEdit {
  readonly menu: string;
  readonly behind: string;
  readonly text: string;
}

const ONE_IN_FILTER: RuleEdit = { menu: 'filter', behind: 'dst-address=10.', text: '1' };
const ALL_IN_FILTER: RuleEdit = { menu: 'filter', behind: 'chain=forward connection-state=invalid', text: ',new' };
const ONE_IN_MANGLE: RuleEdit = { menu: 'mangle', behind: 'src-address=10.', text: '1' };

/** So many edits until the engine has compiled what it runs often. */
const WARM_UP = 10;

function ruleEdits(
  text: string,
  { menu, behind, text: typed }: RuleEdit,
): { times: Times; failover: Times; leastCpu: number } {
  let tree = parse(text);
  let analysis: Analysis | undefined;
  const from = text.indexOf(`/ip firewall ${menu}`);
  const place = text.indexOf(behind, from) + behind.length;
  const times: number[] = [];
  const failover: number[] = [];
  const sizes: number[] = [];
  let leastCpu = Number.POSITIVE_INFINITY;
  // The first ones warm up. Something comes and goes, so that each text differs from the one before.
  for (let i = 0; i < WARM_UP + 20; i++) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    const edit = { range: { start: place, end: place + (i % 2) * typed.length }, newText: i % 2 === 0 ? typed : '' };
    tree = reparse(tree, edit).tree;
    analysis = new Analysis('file:///router.rsc', tree, {}, analysis);
    for (const answers of [analysis.findings, codeLenses(analysis), inlayHints(analysis)]) sizes.push(answers.length);
    const dying = performance.now();
    const run = eventScripts(analysis);
    for (const event of failoverEvents(analysis.network))
      sizes.push(askFailover(analysis.network, event, run).during.lans.length);
    const { user, system } = process.cpuUsage(cpu);
    if (i < WARM_UP) continue;
    failover.push(performance.now() - dying);
    times.push(performance.now() - start);
    leastCpu = Math.min(leastCpu, (user + system) / 1000);
  }
  if (!sizes.some((size) => size > 0)) throw new Error('Nothing was told.');
  return { times: timesOf(times), failover: timesOf(failover), leastCpu };
}

async function starting(): Promise<void> {
  const empty = measure(() => spawnSync(process.execPath, ['-e', '0']), { runs: 9 });
  const server = timesOf(await startUps(9));
  const catalogue = timesOf(
    Array.from({ length: 9 }, () =>
      Number(spawnSync(process.execPath, [join(root, 'out/benchmark/cold-catalogue.js')], { encoding: 'utf8' }).stdout),
    ),
  );
  say();
  say('### Starting');
  say();
  say('| what | median | × `node -e 0` |');
  say('|---|--:|--:|');
  say(`| \`node -e 0\` | ${ms(empty.median)} | |`);
  say(
    `| the language server, until it has answered \`initialize\` | ${ms(server.median)} | ${ratio(server.median, empty.median)} |`,
  );
  say(`| the catalogue, from nothing to the properties of a menu | ${ms(catalogue.median)} | |`);
}

async function startUps(runs: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) times.push(await startUp());
  return times;
}

function startUp(): Promise<number> {
  const message = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: null, rootUri: null, capabilities: {} },
  });
  const start = performance.now();
  const server = spawn(process.execPath, [join(root, 'dist/server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  server.stdin.write(`Content-Length: ${message.length}\r\n\r\n${message}`);
  return new Promise((resolve) => {
    server.stdout.once('data', () => {
      const time = performance.now() - start;
      server.kill();
      server.once('exit', () => resolve(time));
    });
  });
}

/** Puts the tables between the marks of docs/performance.md. */
function write(): void {
  const file = join(root, 'docs/performance.md');
  const [begin, end] = ['<!-- measured: made by npm run benchmark -- --write -->', '<!-- /measured -->'];
  const page = readFileSync(file, 'utf8');
  const [head = '', tail = ''] = [page.split(begin)[0], page.split(end)[1]];
  writeFileSync(file, `${head}${begin}\n${lines.join('\n')}\n${end}${tail}`);
}
