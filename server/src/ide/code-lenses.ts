import { formatIpv4 } from '../base/ip-address';
import type { TextRange } from '../base/text-range';
import { INPUT_EXPOSURE_MENUS } from '../network/questions/input-exposure';
import { askRouterOpenness, type RouterOpenness } from '../network/questions/router-openness';
import type { Analysis } from './analysis';

/** A line in words above a statement. */
export interface ScriptLens {
  /** The statement that it is about. */
  readonly range: TextRange;
  readonly title: string;
  /** A packet that proves it, as `readPacketLine` takes it; undefined where there is none to show. */
  readonly packet: string | undefined;
}

const FILTER = '/ip/firewall/filter';

/** What the Internet reaches on the router, above its filter. Nothing for a script that is only a part of a configuration. */
export function codeLenses(analysis: Analysis): readonly ScriptLens[] {
  return analysis.once(collectLenses);
}

function collectLenses(analysis: Analysis): readonly ScriptLens[] {
  const place = analysis.outline.script.uses.find(
    ({ menu, kind, holder }) => menu.path === FILTER && holder === undefined && (kind === 'menu' || kind === 'command'),
  )?.node;
  const { network } = analysis;
  if (!place || network.knowledgeOf(...INPUT_EXPOSURE_MENUS).completeness === 'fragment') return [];
  const range = { start: place.start, end: place.end };
  const answers = askRouterOpenness(network).map((openness) => ({ openness, text: describe(openness) }));
  const texts = [...new Set(answers.map(({ text }) => text))];
  return texts.map((text) => {
    const alike = answers.filter((answer) => answer.text === text).map(({ openness }) => openness);
    const names = alike.map(({ uplink }) => uplink.interface);
    const from = names.length > 1 && texts.length === 1 ? 'WAN' : names.join(', ');
    return { range, title: `${from} → router: ${text}`, packet: proof(alike) };
  });
}

/** More names than these are no longer read. */
const MAX_NAMES = 6;

function describe({ services, others, isOpen }: RouterOpenness): string {
  const all = [...services.map(({ service, certainty }) => ({ name: service.name, certainty })), ...others];
  const namesOf = (certainty: 'must' | 'may') => [
    ...new Set(all.filter((each) => each.certainty === certainty).map(({ name }) => name)),
  ];
  const sure = namesOf('must');
  const perhaps = namesOf('may').filter((name) => !sure.includes(name));
  if (isOpen) {
    const named = listed([...sure, ...perhaps].filter((name) => services.some(({ service }) => service.name === name)));
    return named === '' ? 'not filtered' : `not filtered: ${named}`;
  }
  const parts = [
    ...(sure.length > 0 ? [listed(sure)] : []),
    ...(perhaps.length > 0 ? [`perhaps ${listed(perhaps)}`] : []),
  ];
  if (parts.length === 0) return 'nothing';
  return services.length === 0 ? `nothing but ${parts.join(', ')}` : parts.join(', ');
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The packet of a stranger that reaches a service, to be traced; only to an address that the text tells. */
function proof(answers: readonly RouterOpenness[]): string | undefined {
  for (const { uplink, services } of answers) {
    const [first] = services;
    if (!first || first.witness.text.includes(' to the router')) continue;
    const { src, dst } = first.witness.packet;
    const { protocol, port } = first.service;
    return [
      `in=${uplink.interface.includes(' ') ? JSON.stringify(uplink.interface) : uplink.interface}`,
      ...[`src=${formatIpv4(src)}`, `dst=${formatIpv4(dst)}`, `protocol=${protocol}`, `dst-port=${port}`],
    ].join(' ');
  }
  return undefined;
}
