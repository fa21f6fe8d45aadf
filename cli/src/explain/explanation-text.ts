import { percent } from '../../../server/src/base/percent';
import type { ExplainedPart, ExplainedReturn, ExplainedService, ExplainedShare, Explanation } from './explanation';
import { failoverRows } from './failover-text';
import { grouped, inBrackets, lanText, linesText, partSize, whatBecomes } from './share-words';

/** An explanation in plain words, a section for each question. */
export function explanationText(explanation: Explanation): string {
  const sections: readonly (readonly [title: string, rows: readonly string[]])[] = [
    ['Uplinks', uplinkRows(explanation)],
    ['What the Internet reaches', exposureRows(explanation)],
    ['Where new connections to the Internet go', explanation.share.flatMap(shareRows)],
    ['Answers to connections from the Internet', returnRows(explanation.returnPath)],
    ['When something dies, and when it is back', failoverRows(explanation)],
  ];
  return sections
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => `${title}\n${rows.map((row) => `  ${row}\n`).join('')}`)
    .join('\n');
}

const EVIDENCE: Readonly<Record<string, string>> = {
  'wan-list': 'in a list for the Internet side',
  masqueraded: 'private sources are masqueraded out of it',
  'default-route': 'a default route leaves by it',
  'dhcp-default-route': 'its DHCP client takes a default route',
  'ppp-client': 'a dial-up',
  lte: 'a mobile network',
};

function uplinkRows({ uplinks }: Explanation): readonly string[] {
  if (uplinks.length === 0) return ['none found: no default route, WAN list, dial-up or masquerading names one'];
  return uplinks.map(
    ({ interface: name, line, evidence }) => `${name}: ${EVIDENCE[evidence] ?? evidence} (line ${line})`,
  );
}

function exposureRows({ uplinks, exposure, returnPath }: Explanation): readonly string[] {
  return uplinks.flatMap(({ interface: uplink }) => {
    const open = exposure.router.filter((each) => each.uplink === uplink);
    const published = exposure.published.filter((each) => each.uplink === uplink);
    const behind = exposure.behind.filter((each) => each.uplink === uplink);
    const pings = returnPath.some((each) => each.uplink === uplink && each.service === 'ping');
    const rows = openRows(open);
    if (open.length === 0) rows.push(`no service of the router${pings ? ', only ping' : ''}`);
    rows.push(...publishedRows(published));
    for (const { inside, family, host, certainty } of behind) {
      const who = family === 6 ? 'anyone reaches' : 'neighbours at the provider reach';
      rows.push(
        `${certainty === 'must' ? '' : 'perhaps '}${who} hosts behind ${inside} by their own addresses (${host}): chain forward does not stop new connections`,
      );
    }
    if (published.length === 0 && behind.length === 0) rows.push('nothing behind the router');
    return rows.map((row) => `${uplink}: ${row}`);
  });
}

/** Services that the same rules let in, in one row. */
function openRows(services: Explanation['exposure']['router']): string[] {
  const rows = grouped(services, ({ certainty, path }) => {
    const by = linesText(path.flatMap(({ line }) => line ?? []));
    return `${certainty === 'must' ? 'open' : 'perhaps open'}, ${by === '' ? 'no rule stops it' : `let in by ${by}`}`;
  });
  return rows.map(([how, all]) => {
    const names = all.map(({ service, protocol, port }) => `${service} (${protocol} ${port})`);
    return `the router's ${names.join(', ')}: ${how}`;
  });
}

/** Ports that the same servers share alike, in one row. */
function publishedRows(services: readonly ExplainedService[]): readonly string[] {
  return grouped(services, serversText).map(([servers, all]) => {
    const names = all.map(({ protocol, port }) => (port === null ? protocol : `${protocol} ${port}`));
    return `${names.join(', ')}: ${servers}`;
  });
}

function serversText({ port, certainty, parts }: ExplainedService): string {
  const shares = parts.map(({ verdict, server, port: at, part, lines }) => {
    const to =
      server === null ? whatBecomes(verdict) : `to ${server}${at === null || at === port ? '' : ` port ${at}`}`;
    const stopped = server !== null && verdict !== 'forward' ? `, but ${whatBecomes(verdict)}` : '';
    return `${parts.length === 1 ? '' : `${percent(part)} `}${to}${stopped}${inBrackets(lines)}`;
  });
  return `${certainty === 'must' ? '' : 'perhaps '}${shares.join(', ')}`;
}

function shareRows(share: ExplainedShare): readonly string[] {
  const rows = [`${lanText(share)}:`];
  const isTold = share.parts.some(({ verdict, uplink }) => verdict !== 'forward' || uplink !== null);
  if (!isTold)
    return [
      `${lanText(share)}: the text does not tell; routes come with a lease or from neighbours, or are switched on by a script`,
    ];
  rows.push(...share.parts.map((part) => `  ${partText(part, share)}${inBrackets(part.lines)}`));
  rows.push(...stickinessOf(share).map((text) => `  ${text}`));
  const marked = share.parts.some(({ path }) => path.some(({ action }) => action.startsWith('mark-')));
  if (marked && share.unmarked > 0)
    rows.push(`  ${percent(share.unmarked)} of the connections have no mark: table main alone decides about them`);
  if (share.afterScripts) rows.push('  once the scripts of leases, dial-ups and netwatch have run');
  if (share.parts.some(({ either }) => either))
    rows.push(
      '  one of them takes all: RouterOS 6 uses one of several equally distant routes; one route with gateway=A,B shares',
    );
  else if (share.certainty === 'may')
    rows.push('  not certain: a rule or route hangs on what no text tells, or RouterOS 6 and 7 differ here');
  return rows;
}

function partText({ verdict, uplink, ...part }: ExplainedPart, of: ExplainedShare): string {
  const share = partSize(part, of).padStart(5);
  if (verdict !== 'forward') return `${share} ${whatBecomes(verdict)}`;
  return uplink === null ? `${share} by an interface that the text does not tell` : `${share} by ${uplink}`;
}

const FIELDS: Readonly<Record<string, string>> = {
  'src-address': 'all connections of a client take the same uplink',
  'dst-address': 'all connections to one destination take the same uplink',
  'both-addresses': 'all connections of a client to one destination take the same uplink',
};

function stickinessOf({ stickiness }: ExplainedShare): readonly string[] {
  return stickiness.map(({ by, fields }) => {
    if (by === 'nth')
      return 'nothing keeps a client on its uplink: NTH counts connections, the next one goes elsewhere';
    if (by === 'random') return 'nothing keeps a client on its uplink: chance decides for each connection anew';
    if (by === 'ecmp')
      return 'equal routes: source and destination address choose, unless the hash policy says otherwise';
    const kept = FIELDS[fields ?? ''] ?? 'ports count, too: two connections of a client may take two uplinks';
    return `${kept} (PCC by ${fields})`;
  });
}

function returnRows(paths: readonly ExplainedReturn[]): readonly string[] {
  return grouped(paths, ({ uplink }) => uplink).flatMap(([uplink, own]) =>
    grouped(own, returnText).map(([text, all]) => {
      const services = all.map(({ to, service }) => (to === 'server' ? `${service} of a server` : service));
      return `in by ${uplink} (${services.join(', ')}): ${text}`;
    }),
  );
}

function returnText({ uplink, certainty, part, elsewhere, path }: ExplainedReturn): string {
  if (part > 1 - 1e-9) return certainty === 'must' ? 'answers leave by it as well' : 'answers may leave by it as well';
  if (elsewhere.every((each) => each.interface === null)) return 'the text does not tell where answers leave';
  const isSure = certainty === 'must';
  const others = elsewhere.map((each) => {
    const by = `by ${each.interface ?? 'an interface not told'}`;
    return isSure ? `${percent(each.part)} ${by}` : by;
  });
  const by = inBrackets(path.flatMap(({ line, menu }) => (line !== null && menu.endsWith('/route') ? [line] : [])));
  return `${isSure ? 'wrong way: answers leave' : 'perhaps the wrong way: answers may leave'} ${others.join(', ')}${by}; mark connections that come in by ${uplink}, and route their answers by the mark`;
}
