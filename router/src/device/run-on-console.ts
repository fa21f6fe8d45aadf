import { compareRouterOsVersions, type RouterOsVersion } from '../../../server/src/base/routeros-version';
import { catalogueFor } from '../../../server/src/catalogue/catalogue';
import type { CommandUse } from '../../../server/src/resolve/command-use';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { parse } from '../../../server/src/syntax/syntax-tree';
import type { RouterConnection } from '../transport/router-connection';
import { hideSecrets } from './hide-secrets';
import { hideValues, readSecrets, type SecretMenus, secretMenusOf } from './known-secrets';
import type { RouterInfo } from './router-info';

/** A part of a script as it may run by itself. */
export interface ConsoleCode {
  /** The menu that the lines before it leave the console in; undefined at the top. */
  readonly menu: string | undefined;
  readonly text: string;
  /** Whether all of it only looks: then nobody need be asked. */
  readonly onlyReads: boolean;
  /** Where it may read secrets. Printed whole they are hidden; what is computed of them can't be. */
  readonly secrets: SecretMenus;
  /** It runs code that is not in its text, of which nobody can tell what it prints. */
  readonly runsOthers: boolean;
}

/** Commands that look and change nothing, unless they write a file. */
const READING: ReadonlySet<string> = new Set(['print', 'get', 'find', 'export', 'monitor', 'put', 'len', 'typeof']);
/** Commands that only hold others, which are judged themselves. */
const HOLDING: ReadonlySet<string> = new Set(['local', 'if', 'foreach', 'for', 'do']);
/** What shows secrets, or writes. */
const WRITING_ARGUMENTS: ReadonlySet<string> = new Set(['file', 'append']);

/** Takes the part of a script from `start` to `end`. The text before it tells which menu it stands in. */
export function consoleCode(script: string, start: number, end: number, version: RouterOsVersion): ConsoleCode {
  const catalogue = catalogueFor(version);
  const before = resolveScript(parse(script.slice(0, start)), catalogue).uses.filter(
    ({ kind, holder }) => kind === 'menu' && holder === undefined,
  );
  const path = before[before.length - 1]?.menu.path;
  const menu = path === undefined || path === '/' ? undefined : path;
  const text = script.slice(start, end).trim();
  const { uses } = resolveScript(parse(inMenu(menu, text)), catalogue);
  return {
    ...{ menu, text, onlyReads: uses.every(reads) },
    secrets: secretMenusOf(uses, catalogue),
    runsOthers: uses.some(runsOthers),
  };
}

function inMenu(menu: string | undefined, text: string): string {
  return menu === undefined ? text : `${menu.replaceAll('/', ' ').trim().replace(/^/, '/')}\n${text}`;
}

/** A script of the router, a function, or a text that becomes code. */
function runsOthers({ kind, menu, command }: CommandUse): boolean {
  if (kind !== 'command' || !command) return kind !== 'menu';
  return (
    ['execute', 'import', 'parse'].includes(command.name) || (menu.path === '/system/script' && command.name === 'run')
  );
}

/** What can't be told counts as a change. */
function reads({ kind, command, arguments: given }: CommandUse): boolean {
  if (kind === 'menu') return true;
  if (kind !== 'command' || !command) return false;
  if (HOLDING.has(command.name)) return true;
  return READING.has(command.name) && given.every(({ name }) => !WRITING_ARGUMENTS.has(name));
}

/**
 * Runs code on the console of a router and gives what it printed: without the secrets of the menus that it reads, and
 * without what looks like one. Rejects with a RouterError, or where the router is too old to give its output.
 */
export async function runOnConsole(
  connection: RouterConnection,
  { version, versionText }: Pick<RouterInfo, 'version' | 'versionText'>,
  { menu, text, secrets }: ConsoleCode,
  signal?: AbortSignal,
): Promise<string> {
  // `as-string` is there since 7.9 at the latest (facts: the device, part 2); without it the output is lost.
  if (compareRouterOsVersions(version, { major: 7, minor: 9 }) < 0)
    throw new Error(
      `RouterOS ${versionText} does not hand out what a command prints; 7.9 and later do. Deploy the script instead.`,
    );
  const words = ['/execute', `=script=${inMenu(menu, text)}`, '=as-string='];
  // Those that it takes away, and those that it makes.
  const before = await readSecrets(connection, secrets);
  const { done, rows } = await connection.talk(words, signal ? { signal } : {});
  const after = await readSecrets(connection, secrets);
  return hideSecrets(hideValues(done['ret'] ?? rows[0]?.['ret'] ?? '', new Set([...before, ...after])));
}
