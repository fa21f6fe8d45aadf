import { uplinkInterfaces } from '../uplink-interfaces';
import { type DiagnosisFacts, type Finding, fine, listed, unknown } from './finding';
import { pingFinding } from './route-questions';

/** Can the router resolve names? */
export function askDns({ probes, state }: DiagnosisFacts): Finding {
  const title = 'Do names resolve?';
  const { dns } = state;
  if (!dns) return unknown(title, state, 'dns');
  const servers = [...dns.servers, ...dns.dynamicServers];
  const evidence = [
    `/ip/dns servers=${dns.servers.join(',') || '(none)'}`,
    ...(dns.dynamicServers.length > 0 ? [`from the provider: ${dns.dynamicServers.join(',')}`] : []),
    `allow-remote-requests=${dns.allowsRemoteRequests ? 'yes' : 'no'}`,
    ...(probes ? [`${probes.name.target}: ${probes.name.text}`] : []),
  ];
  if (servers.length === 0 && !dns.usesDoh)
    return {
      ...{ title, state: 'failed', evidence },
      why: 'The router has no DNS server to ask.',
      whatToDo: '/ip dns set servers=9.9.9.9,1.1.1.1, or use-peer-dns=yes on the client of the uplink.',
    };
  if (probes?.name.result === 'silent') {
    const silent = probes.dnsServers.filter(({ result }) => result === 'silent').map(({ target }) => target);
    return {
      ...{ title, state: 'failed', evidence },
      why: `The router could not resolve ${probes.name.target}: “${probes.name.text}”.${silent.length > 0 ? ` ${listed(silent)} ${silent.length > 1 ? 'do' : 'does'} not answer pings either.` : ''}`,
      whatToDo:
        'If gateways answer, choose other servers: /ip dns set servers=9.9.9.9,1.1.1.1, then /ip dns cache flush.',
    };
  }
  if (!dns.allowsRemoteRequests)
    return {
      ...{ title, state: 'doubtful', evidence },
      why: 'The router resolves names for itself, but not for the LAN: computers that have it as their DNS server get no answer.',
      whatToDo:
        'Hand out other DNS servers by DHCP; or /ip dns set allow-remote-requests=yes, with input from the Internet closed.',
    };
  if (probes?.name.result === 'answered') return fine(title, `${probes.name.target} does.`, evidence);
  return fine(title, 'The router has servers to ask; whether they answer was not tried.', evidence);
}

/** Do the DNS servers answer? */
export function askDnsServers({ probes }: DiagnosisFacts): Finding | undefined {
  if (!probes || probes.dnsServers.length === 0) return undefined;
  return pingFinding(
    'Can the router reach its DNS servers?',
    probes.dnsServers,
    'If the gateways answer but these do not, the provider behind the gateway is out, or NAT of the router’s own packets is wrong.',
  );
}

/** Is the router overloaded? */
export function askResources({ state }: DiagnosisFacts): Finding {
  const title = 'Is the router overloaded?';
  const { resource, tracking } = state;
  if (!resource) return unknown(title, state, 'resource');
  const { cpuLoad, freeMemory, totalMemory, uptime } = resource;
  const evidence = [
    ...(cpuLoad === undefined ? [] : [`cpu-load ${cpuLoad} %`]),
    ...(freeMemory === undefined
      ? []
      : [`free-memory ${mebibytes(freeMemory)}${totalMemory === undefined ? '' : ` of ${mebibytes(totalMemory)}`}`]),
    `uptime ${uptime}`,
    ...(tracking?.entries === undefined
      ? []
      : [`tracked connections ${tracking.entries}${tracking.maximum === undefined ? '' : ` of ${tracking.maximum}`}`]),
  ];
  const full =
    tracking?.entries !== undefined && tracking.maximum !== undefined && tracking.entries > 0.9 * tracking.maximum;
  if (full)
    return {
      ...{ title, state: 'failed', evidence },
      why: 'The table of connections is nearly full: new ones are thrown away.',
      whatToDo:
        'Find the host that opens them (/ip firewall connection print), and shorten tcp-established-timeout in /ip firewall connection tracking.',
    };
  if (cpuLoad !== undefined && cpuLoad >= 85)
    return {
      ...{ title, state: 'failed', evidence },
      why: `The processor is busy at ${cpuLoad} %: packets wait or are lost.`,
      whatToDo:
        'See what takes it: /tool profile. FastTrack for unmarked connections, fewer layer-7 and content rules, or a stronger router.',
    };
  if (freeMemory !== undefined && totalMemory !== undefined && freeMemory < 0.05 * totalMemory)
    return {
      ...{ title, state: 'doubtful', evidence },
      why: `Only ${mebibytes(freeMemory)} of memory are free.`,
      whatToDo: 'Look for files in memory (/file print), long address lists and a large DNS cache.',
    };
  if (startedLately(uptime))
    return {
      ...{ title, state: 'doubtful', evidence },
      why: `The router started ${uptime} ago.`,
      whatToDo: 'If nobody restarted it, look at its power supply and its log.',
    };
  return fine(title, 'It is not.', evidence);
}

/** Minutes and seconds only. */
function startedLately(uptime: string): boolean {
  return /^(\d+m)?(\d+s)?$/.test(uptime) && uptime !== '' ? Number(/^(\d+)m/.exec(uptime)?.[1] ?? 0) < 10 : false;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`;
}

/** How busy is each uplink? */
export function askTraffic({ state }: DiagnosisFacts): Finding | undefined {
  const title = 'How busy are the uplinks?';
  if (!state.traffic) return unknown(title, state, 'traffic');
  if (state.traffic.length === 0 || uplinkInterfaces(state).length === 0) return undefined;
  return {
    ...{ title, state: 'ok', whatToDo: '' },
    why: 'Compare this with what the provider sells: an uplink that is full is slow for all.',
    evidence: state.traffic.map(
      (each) => `${each.interface}: ${megabits(each.rxBitsPerSecond)} in, ${megabits(each.txBitsPerSecond)} out`,
    ),
  };
}

function megabits(bits: number): string {
  return `${(bits / 1e6).toFixed(1)} Mbit/s`;
}

/** What does the log tell of gateways? */
export function askLog({ state }: DiagnosisFacts): Finding {
  const title = 'What does the log tell of gateways and clients?';
  const { log } = state;
  if (!log) return unknown(title, state, 'log');
  const evidence = log.slice(-8).map(({ time, topics, message }) => `${time} ${topics}: ${message}`);
  const bad = log.filter(({ message }) => TROUBLE.test(message));
  if (bad.length === 0) return fine(title, 'Nothing that troubles.', evidence);
  return {
    ...{ title, state: 'doubtful', evidence },
    why: `${bad.length} of the last ${log.length} lines tell of trouble.`,
    whatToDo: 'Compare their times with those of the complaint.',
  };
}

const TROUBLE =
  /link down|lost|lease (stopped|expired)|unreachable|timed? ?out|terminat|disconnect|fail|no response|\bdown\b/i;
