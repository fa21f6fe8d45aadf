import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import { type Catalogue, type Command, catalogueFor, type Menu } from '../../../server/src/catalogue/catalogue';
import { differences } from '../../../server/src/catalogue/catalogue-difference';
import { suggestName } from '../../../server/src/catalogue/suggestion';
import { changeText, menuText, reportMenu } from '../catalogue-report';
import type { CliCommand } from '../program';
import { readVersionOption } from '../script-file';
import { readArguments, readFormat, UsageError } from '../usage';

const HELP = `rscope catalogue MENU [COMMAND] tells what is known of a menu: its commands, their properties, values and versions.
rscope catalogue --diff OLD NEW tells what came and what went between two versions.

  MENU                 /ip/route, or /ip route
  --routeros VERSION   as that version has it, 7.20.8; without it all that any version has
  --diff               compare two versions: menus, commands and properties. Types and values are known of the
                       newest releases only, so changes of them are not told
  --format text|json   how to print it (text)

Exits with 0, or with 2 if it could not run.
`;

export const catalogueCommand: CliCommand = {
  name: 'catalogue',
  summary: 'tell what a menu has in which version, or what changed between two',
  async run(args) {
    const { values, positionals } = readArguments('catalogue', args, {
      routeros: { type: 'string' },
      diff: { type: 'boolean' },
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const isJson = readFormat(values.format, ['text', 'json']) === 'json';
    if (values.diff) {
      if (values.routeros !== undefined) throw new UsageError('--diff names the versions itself; leave --routeros out');
      printDifferences(positionals, isJson);
    } else printMenu(positionals, readVersionOption(values.routeros), isJson);
    return 0;
  },
};

function printDifferences(positionals: readonly string[], isJson: boolean): void {
  const [before, after, ...rest] = positionals;
  if (before === undefined || after === undefined || rest.length > 0)
    throw new UsageError('--diff needs two versions: rscope catalogue --diff 7.17 7.20');
  const [old, now] = [before, after].map((text) => catalogueFor(exactly(readVersionOption(text, '--diff'))));
  const changes = old && now ? differences(old, now) : [];
  process.stdout.write(isJson ? `${JSON.stringify(changes, null, 2)}\n` : changes.map(changeText).join(''));
}

/** `7.17` is the first release of 7.17, not any of them. */
function exactly(version: RouterOsVersion | undefined): RouterOsVersion | undefined {
  return version?.minor === undefined ? version : { patch: 0, ...version };
}

function printMenu(positionals: readonly string[], version: RouterOsVersion | undefined, isJson: boolean): void {
  const words = positionals.flatMap((text) => text.split(/[/\s]+/)).filter((word) => word !== '');
  if (positionals.length === 0)
    throw new UsageError('catalogue needs a menu, /ip/route, and perhaps a command; see rscope catalogue --help');
  const { menu, command } = find(catalogueFor(version), words);
  const report = reportMenu(menu, command);
  process.stdout.write(isJson ? `${JSON.stringify(report, null, 2)}\n` : menuText(report, version));
}

/** The menu that the words lead to, and the command where the last one is a command's name. */
function find(catalogue: Catalogue, words: readonly string[]): { menu: Menu; command: Command | undefined } {
  let menu = catalogue.root;
  for (const [index, word] of words.entries()) {
    const inner = menu.child(word);
    const command = inner ? undefined : menu.command(word);
    if (command && index === words.length - 1) return { menu, command };
    if (command) throw new UsageError(`${word} is a command of ${menu.path}: nothing can follow it`);
    if (!inner)
      throw new UsageError(
        `there is no menu or command ${JSON.stringify(word)} in ${menu.path}${meant(word, [...menu.menus.keys(), ...menu.commands.keys()])}`,
      );
    menu = inner;
  }
  return { menu, command: undefined };
}

function meant(word: string, known: readonly string[]): string {
  const name = suggestName(word, known);
  return name === undefined ? '' : `; did you mean ${name}?`;
}
