import { formatRouterOsVersion, type RouterOsVersion } from '../../server/src/base/routeros-version';
import type { Argument, Command, Menu } from '../../server/src/catalogue/catalogue';
import type { CatalogueChange } from '../../server/src/catalogue/catalogue-difference';
import { describeType } from '../../server/src/catalogue/describe-type';
import { introducedIn, type KnownVersions, removedAfter } from '../../server/src/catalogue/known-versions';
import { isList, type ValueType, valueBounds } from '../../server/src/catalogue/value-type';

/** Where the manual's pages are. */
const MANUAL = 'https://manual.mikrotik.com/docs/';

/** When something came and went; absent where it is older than RouterOS 7.9, or still there. */
interface Presence {
  readonly since?: string;
  readonly until?: string;
  /** Whether RouterOS 6 has it, as far as exports tell. */
  readonly routeros6: boolean;
}

/** One property, as `--format json` prints it. */
interface PropertyReport extends Presence {
  readonly name: string;
  readonly type: ValueType['kind'];
  readonly expected: string;
  readonly values?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly list?: true;
  readonly negatable?: true;
  readonly required?: true;
  /** `add` wants one of all that are so marked. */
  readonly oneOf?: true;
  readonly default?: string;
  readonly namesItemsOf?: readonly string[];
  readonly renamedTo?: string;
  readonly hardware?: true;
}

interface CommandReport extends Presence {
  readonly name: string;
  /** Arguments that may stand without a name, in order. */
  readonly unnamed: readonly string[];
  readonly needsPackage?: true;
  readonly properties: readonly PropertyReport[];
}

/** What the catalogue knows of a menu, as `--format json` prints it. */
export interface MenuReport extends Presence {
  readonly path: string;
  readonly holds: 'items' | 'settings' | 'nothing';
  readonly ordered: boolean;
  readonly needsPackage?: true;
  readonly manual?: string;
  readonly menus: readonly string[];
  readonly commands: readonly CommandReport[];
  readonly readOnly: readonly { name: string; type: ValueType['kind'] }[];
}

/** All that is known of a menu, or of one command in it. */
export function reportMenu(menu: Menu, only: Command | undefined): MenuReport {
  return {
    path: menu.path,
    holds: menu.holdsItems ? 'items' : menu.singleton ? 'settings' : 'nothing',
    ordered: menu.ordered,
    ...(menu.needsPackage && { needsPackage: true }),
    ...presence(menu.versions),
    ...(menu.page && { manual: `${MANUAL}${menu.page}` }),
    menus: [...menu.menus.keys()],
    commands: (only ? [only] : [...menu.commands.values()]).map((command) => ({
      name: command.name,
      ...presence(command.versions),
      unnamed: command.positional,
      ...(command.needsPackage && { needsPackage: true }),
      properties: [...command.arguments.values()].map((argument) => reportProperty(argument, menu)),
    })),
    readOnly: [...menu.readOnly].map(([name, { kind }]) => ({ name, type: kind })),
  };
}

function reportProperty(argument: Argument, menu: Menu): PropertyReport {
  const { name, type, values, referencesTo, renamedTo, command } = argument;
  const fallback = command.name === 'add' || command.name === 'set' ? menu.defaults.get(name) : undefined;
  return {
    name,
    type: type.kind,
    expected: describeType(type),
    ...(values.length > 0 && { values }),
    ...valueBounds(type),
    ...(isList(type) && { list: true }),
    ...(argument.negatable && { negatable: true }),
    ...(argument.mandatory && { required: true }),
    ...(command.oneOf.includes(name) && { oneOf: true }),
    ...(fallback !== undefined && { default: fallback }),
    ...(referencesTo.length > 0 && { namesItemsOf: referencesTo }),
    ...(renamedTo !== undefined && { renamedTo }),
    ...(argument.dependsOnHardware && { hardware: true }),
    ...presence(argument.versions),
  };
}

function presence(versions: KnownVersions): Presence {
  const [since, until] = [introducedIn(versions), removedAfter(versions)];
  return {
    ...(since && { since: formatRouterOsVersion(since) }),
    ...(until && { until: formatRouterOsVersion(until) }),
    routeros6: versions.six,
  };
}

/** A report as text: one line a property. */
export function menuText(report: MenuReport, version: RouterOsVersion | undefined): string {
  const { path, holds, ordered, manual, menus, commands, readOnly } = report;
  const which = version ? `RouterOS ${formatRouterOsVersion(version)}` : 'any version';
  const kind = { items: ordered ? 'items in order' : 'items', settings: 'settings', nothing: 'no items' }[holds];
  const lines = [`${path} (${which}): ${kind}${marks(report)}`];
  if (manual) lines.push(`  manual    ${manual}`);
  if (menus.length > 0) lines.push(`  menus     ${menus.join(' ')}`);
  if (readOnly.length > 0) lines.push(`  read-only ${readOnly.map(({ name }) => name).join(' ')}`);
  for (const command of commands) {
    lines.push('', `${path === '/' ? '' : path} ${command.name}${marks(command)}`.trim());
    if (command.unnamed.length > 0) lines.push(`  without a name: ${command.unnamed.join(', ')}`);
    const width = Math.min(30, Math.max(0, ...command.properties.map(({ name }) => name.length)));
    for (const property of command.properties)
      lines.push(`  ${property.name.padEnd(width)}  ${propertyText(property)}`);
  }
  return `${lines.join('\n')}\n`;
}

function propertyText(property: PropertyReport): string {
  return `${property.type === 'other' ? '' : property.expected}${marks(property)}`.trim();
}

/** What stands in brackets behind a name. */
function marks(of: Presence & Partial<PropertyReport> & { readonly needsPackage?: true }): string {
  const texts = [
    of.namesItemsOf ? `names ${of.namesItemsOf.join(' or ')}` : '',
    of.required ? 'required' : '',
    of.oneOf ? 'one of these is required' : '',
    of.negatable ? '! negates' : '',
    of.default === undefined ? '' : `default ${of.default === '' ? '""' : of.default}`,
    of.since ? `since ${of.since}` : '',
    of.until ? `until ${of.until}` : '',
    of.renamedTo ? `now ${of.renamedTo}` : '',
    of.hardware ? 'some hardware only' : '',
    of.needsPackage ? 'extra package' : '',
  ].filter((text) => text !== '');
  return texts.length > 0 ? ` [${texts.join('; ')}]` : '';
}

/** One change on one line: `+ /ip/dhcp-client add,set check-gateway`. */
export function changeText({ change, menu, commands, property, renamedTo }: CatalogueChange): string {
  const parts = [
    change === 'added' ? '+' : '-',
    menu,
    commands.join(','),
    property ?? '',
    renamedTo ? `(now ${renamedTo})` : '',
  ];
  return `${parts.filter((part) => part !== '').join(' ')}\n`;
}
