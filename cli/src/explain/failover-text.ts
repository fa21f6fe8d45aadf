import { percent } from '../../../server/src/base/percent';
import type { LineReference } from '../../../server/src/config/line-in-words';
import type { ExplainedChange, ExplainedFailover, ExplainedPart, ExplainedState, Explanation } from './explanation';
import { grouped, inBrackets, lanText, linesText, partSize, whatBecomes } from './share-words';

/** What may die, then what becomes of connections, what scripts do, and what is not as before when it is back. */
export function failoverRows({ failover }: Explanation): readonly string[] {
  const events = failover.map((event) => ({ who: whoDies(event), rows: eventRows(event) }));
  return grouped(events, ({ rows }) => rows.join('\n')).flatMap(([, alike]) => [
    `${alike.map(({ who }) => who).join('; or ')}:`,
    ...(alike[0]?.rows ?? []).map((row) => `  ${row}`),
  ]);
}

const DIES: Readonly<Record<ExplainedFailover['event'], (name: string) => string>> = {
  'uplink-silent': (name) => `nothing behind ${name} answers`,
  'link-down': (name) => `${name} loses its link`,
  'lease-lost': (name) => `${name} loses its lease`,
  'gateway-silent': (name) => `gateway ${name} does not answer`,
  'probe-silent': (name) => `probe host ${name} does not answer, all else does`,
  'server-silent': (name) => `server ${name} does not answer`,
};

function whoDies({ event, name, dialUp }: ExplainedFailover): string {
  return dialUp ? `the dial-up ${name} ends` : DIES[event](name);
}

function eventRows(event: ExplainedFailover): readonly string[] {
  const { unchanged, routes, scripts, doubts, after } = event;
  const moved = [
    ...(routes.gone.length > 0 ? [`${routesText(routes.gone)} no longer active`] : []),
    ...(routes.used.length > 0 ? [`${routesText(routes.used)} active instead`] : []),
  ];
  const isSame = unchanged && event.shares.every((share) => share.dead === 0 && isTold(share));
  const rows = isSame ? ['connections go where they went before'] : connectionRows(event);
  const isQuiet = isSame && moved.length === 0 && scripts.length === 0 && doubts.length === 0 && after.asBefore;
  if (isQuiet) return ['nothing changes'];
  return [
    ...rows,
    ...(moved.length > 0 ? [moved.join(', ')] : []),
    ...scriptRows(event),
    ...drainRows(event),
    ...doubts.map((doubt) => `perhaps otherwise: ${DOUBTS[doubt.why]} (line ${doubt.line})`),
    ...backRows(event),
  ];
}

function connectionRows(event: ExplainedFailover): readonly string[] {
  const isAboutServers = event.event === 'server-silent';
  const shares = event.shares
    .filter(({ changed, dead }) => !isAboutServers || changed || dead > 0)
    .map((share) => `${lanText(share)}: ${shareText(share)}`);
  const services = grouped(
    event.services.filter(({ dead, changed }) => changed || dead > 0),
    ({ uplink, ...service }) => `${uplink} ${serviceText(service)}`,
  ).map(([, alike]) => {
    const names = alike.map(({ protocol, port }) => (port === null ? protocol : `${protocol} ${port}`));
    const [first] = alike;
    return first ? `${names.join(', ')} in by ${first.uplink}: ${serviceText(first)}` : '';
  });
  return [...shares, ...services];
}

function shareText(share: ExplainedState['shares'][number]): string {
  if (!isTold(share)) return 'the text does not tell';
  const size = (part: ExplainedPart, of: number) => partSize({ ...part, part: of }, share);
  const alive = share.parts.filter(({ verdict, part, dead }) => verdict === 'forward' && part - dead > 1e-9);
  const stuck = share.parts.filter(({ dead }) => dead > 0);
  const texts = [
    ...alive.map((part) => `${size(part, part.part - part.dead)} by ${part.uplink ?? 'an interface not told'}`),
    ...stuck.map(
      (part) =>
        `${size(part, part.dead)} still sent there and lost: nothing takes the route away${inBrackets(part.lines)}`,
    ),
    ...(share.lost > 0 ? [`${percent(share.lost)} dropped: no route is left`] : []),
  ];
  return `${share.certainty === 'may' ? 'perhaps ' : ''}${texts.join(', ')}`;
}

function isTold({ parts }: ExplainedState['shares'][number]): boolean {
  return parts.some(({ verdict, uplink }) => verdict !== 'forward' || uplink !== null);
}

function serviceText({ certainty, parts }: Pick<ExplainedState['services'][number], 'certainty' | 'parts'>): string {
  const texts = parts.map(({ verdict, server, part, dead, lines }) => {
    if (server === null) return `${percent(part)} get no server (${whatBecomes(verdict)})`;
    return dead
      ? `${percent(part)} still sent to ${server}, which is dead${inBrackets(lines)}`
      : `${percent(part)} to ${server}`;
  });
  return `${certainty === 'may' ? 'perhaps ' : ''}${texts.join(', ')}`;
}

const RUNS: Readonly<Record<string, string>> = {
  'down-script': 'netwatch runs its down-script',
  'up-script': 'netwatch runs its up-script',
  script: 'the lease’s script runs',
  'on-down': 'the profile’s on-down runs',
  'on-up': 'the profile’s on-up runs',
  'on-event': 'the scheduler runs its script',
};

function scriptRows({ scripts }: Pick<ExplainedState, 'scripts'>): readonly string[] {
  return scripts.map(({ line, property, changes, clearsConnections }) => {
    const does = [...changesText(changes), ...(clearsConnections ? ['removes connections'] : [])];
    return `${RUNS[property] ?? property} (line ${line}): ${does.length === 0 ? 'it switches nothing' : does.join(', ')}`;
  });
}

/** Connections keep the server that NAT chose for their first packet. */
function drainRows({ event, name, scripts }: ExplainedFailover): readonly string[] {
  const isCleared = scripts.some(({ clearsConnections }) => clearsConnections);
  if (event !== 'server-silent' || isCleared || scripts.length === 0) return [];
  return [`connections that ${name} has stay with it: no script removes them`];
}

const DOUBTS: Readonly<Record<ExplainedState['doubts'][number]['why'], string>> = {
  'script-not-told': 'the text does not tell what a script does',
  'asked-either-way': 'whether netwatch notices hangs on the uplink that it asks by',
  'host-not-told': 'netwatch asks a host of which the text tells no address',
  'back-and-forth':
    'after the switch the host answers by another way, so netwatch switches back, and forth again; a route to exactly this host by its uplink ends that',
  scheduled: 'a scheduled script may switch something, by what it finds when it runs',
};

function backRows({ after, scripts }: ExplainedFailover): readonly string[] {
  const { asBefore, left, doubts } = after;
  if (asBefore) return ['when it is back: all as before'];
  const isSeen = scripts.length === 0 || after.scripts.length > 0;
  const texts = [
    ...(isSeen ? [] : ['no script undoes what was done']),
    ...changesText(left).map((text) => `not as before: ${text}`),
    ...(after.unchanged ? [] : ['connections go another way than before']),
    ...doubts.map(({ why, line }) => `${DOUBTS[why]} (line ${line})`),
  ];
  return [`when it is back: ${texts.join('; ')}`];
}

const NOUNS: Readonly<Record<string, string>> = {
  '/ip/firewall/nat': 'NAT rule',
  '/ipv6/firewall/nat': 'IPv6 NAT rule',
  '/ip/firewall/filter': 'filter rule',
  '/ip/firewall/mangle': 'mangle rule',
  '/ip/route': 'route',
  '/ipv6/route': 'IPv6 route',
  '/routing/rule': 'routing rule',
  '/ip/route/rule': 'routing rule',
  '/ip/dhcp-client': 'DHCP client',
};

const DONE: Readonly<Record<ExplainedChange['what'], string>> = {
  disabled: 'disabled',
  enabled: 'enabled',
  removed: 'removed',
  added: 'added',
  moved: 'in another place',
  set: 'changed',
};

/** `2 NAT rules disabled (lines 38, 41)` */
function changesText(changes: readonly ExplainedChange[]): readonly string[] {
  return grouped(changes, ({ menu, what, property, certainty }) => [menu, what, property, certainty].join(' ')).flatMap(
    ([, alike]) => {
      const [first] = alike;
      if (!first) return [];
      const lines = [...new Set(alike.map(({ line }) => line))];
      const noun = NOUNS[first.menu] ?? (first.menu.startsWith('/interface/') ? 'interface' : `item of ${first.menu}`);
      const count = alike.length === 1 ? `${noun}${nameText(first)}` : `${alike.length} ${noun}s`;
      const how = first.what === 'set' ? `with another ${first.property}` : DONE[first.what];
      return [`${count} ${first.certainty === 'may' ? 'perhaps ' : ''}${how} (${linesText(lines)})`];
    },
  );
}

function nameText({ name }: ExplainedChange): string {
  return name === null ? '' : ` “${name}”`;
}

function routesText(lines: readonly LineReference[]): string {
  return `${lines.length === 1 ? 'route' : 'routes'} of ${linesText(lines)}`;
}
