import type { Drift, DriftedItem, MenuDrift } from '../../../router/src/deploy/drift';
import { escapeMarkdown, inlineCode } from './markdown-text';

/** What differs between a script and a router, as Markdown. */
export function driftReport(router: string, script: string, { menus, isWholeFile, uncertainMenus }: Drift): string {
  const [from, to] = [escapeMarkdown(script), escapeMarkdown(router)];
  const verdict =
    menus.length > 0
      ? `${countOf(menus)} between ${from} and ${to}. What is configured is compared, not the text; secrets are not.`
      : isWholeFile
        ? `${to} has what ${from} says.`
        : `${to} has all that ${from} says.`;
  const scope = isWholeFile ? [] : ['', `${from} is no whole configuration, so what only the router has is not told.`];
  const uncertain =
    uncertainMenus.length > 0
      ? ['', `Not judged as a whole, as only a router can run that code: ${uncertainMenus.map(inlineCode).join(', ')}.`]
      : [];
  return [`# ${from} and ${to}`, '', verdict, ...scope, ...uncertain, ...menus.flatMap(menuReport), ''].join('\n');
}

/** `3 differences`. */
function countOf(menus: readonly MenuDrift[]): string {
  const count = menus.reduce(
    (sum, { onlyInFile, onlyOnRouter, changed, moved }) =>
      sum + onlyInFile.length + onlyOnRouter.length + changed.length + moved.length,
    0,
  );
  return `${count} difference${count === 1 ? '' : 's'}`;
}

function menuReport({ menu, onlyInFile, onlyOnRouter, changed, moved }: MenuDrift): readonly string[] {
  const listed = (title: string, items: readonly DriftedItem[], side: 'inFile' | 'onRouter') =>
    items.length === 0 ? [] : ['', `**${title}**`, '', ...items.map((item) => `- ${itemText(item, side)}`)];
  return [
    ...['', `## ${inlineCode(menu)}`],
    ...listed('Only in the script', onlyInFile, 'inFile'),
    ...listed('Only on the router', onlyOnRouter, 'onRouter'),
    ...(changed.length === 0 ? [] : ['', '**Changed**', '', ...changed.flatMap(changeText)]),
    ...(moved.length === 0
      ? []
      : ['', '**In another place**', '', ...moved.map(({ item }) => `- ${inlineCode(item)}`)]),
  ];
}

function itemText({ item, line, properties }: DriftedItem, side: 'inFile' | 'onRouter'): string {
  const values = properties.map((property) => `${property.name}=${valueText(property[side])}`);
  return `${inlineCode(values.join(' ') || item)}${placeOf(line)}`;
}

function changeText({ item, line, properties }: DriftedItem): readonly string[] {
  return [
    `- ${item ? inlineCode(item) : 'settings'}${placeOf(line)}`,
    ...properties.map(
      ({ name, inFile, onRouter }) =>
        `  - ${inlineCode(name)}: script ${inlineCode(valueText(inFile))}, router ${inlineCode(valueText(onRouter))}`,
    ),
  ];
}

function placeOf(line: number | undefined): string {
  return line === undefined ? '' : `, line ${line}`;
}

function valueText(value: string | undefined): string {
  return value === undefined || value === '' ? '(not set)' : /[\s"]/.test(value) ? JSON.stringify(value) : value;
}

/**
 * What differs as two texts that the diff editor lays side by side: for a script that is no whole configuration, beside
 * which a router's whole export would be nothing but noise.
 */
export function driftSides({ menus }: Drift): { readonly file: string; readonly router: string } {
  const side = (key: 'inFile' | 'onRouter') =>
    menus
      .flatMap(({ menu, onlyInFile, onlyOnRouter, changed }) => {
        const items = [...changed, ...(key === 'inFile' ? onlyInFile : onlyOnRouter)];
        return [
          `# ${menu}`,
          ...items.flatMap(({ item, properties }) => [
            `# ${item || 'settings'}`,
            ...properties.map((property) => `    ${property.name}=${valueText(property[key])}`),
          ]),
          '',
        ];
      })
      .join('\n');
  return { file: side('inFile'), router: side('onRouter') };
}
