import { uplinkInterfaces } from '../uplink-interfaces';
import { type DiagnosisFacts, type Finding, fine, listed, unknown } from './finding';

/** Are the ports of the uplinks on and connected? Did links go down? */
export function askInterfaces({ earlier, state }: DiagnosisFacts): Finding | undefined {
  const title = 'Are the uplinks’ interfaces on and connected?';
  const { interfaces, pppoeClients } = state;
  if (!interfaces) return unknown(title, state, 'interfaces');
  const carriers = new Map((pppoeClients ?? []).map((client) => [client.name, client.interface]));
  const names = new Set([
    ...uplinkInterfaces(state).flatMap((name) => [carriers.get(name) ?? [], name].flat()),
    ...(state.dhcpClients ?? []).map((client) => client.interface),
  ]);
  const found = interfaces.filter(({ name }) => names.has(name));
  if (found.length === 0)
    return {
      ...{ title, state: 'failed', evidence: interfaces.map(({ name, isRunning }) => `${name}: ${word(isRunning)}`) },
      why: 'No interface leads to the Internet: there is no default route, and no DHCP or PPPoE client that makes one.',
      whatToDo: 'Set up the uplink: a DHCP or PPPoE client on its port, or an address and a default route.',
    };
  const evidence = found.map(
    ({ name, isDisabled, isRunning, linkDowns }) =>
      `${name}: ${isDisabled ? 'disabled' : word(isRunning)}${linkDowns ? `, link went down ${linkDowns} times` : ''}`,
  );
  const off = found.filter(({ isDisabled }) => isDisabled).map(({ name }) => name);
  if (off.length > 0)
    return {
      ...{ title, state: 'failed', evidence },
      why: `${listed(off)} ${off.length > 1 ? 'are' : 'is'} switched off.`,
      whatToDo: `/interface enable ${off.join(',')}`,
    };
  const down = found.filter(({ isRunning }) => !isRunning).map(({ name }) => name);
  if (down.length > 0)
    return {
      ...{ title, state: 'failed', evidence },
      why: `${listed(down)} ${down.length > 1 ? 'have' : 'has'} no link.`,
      whatToDo: 'Check the cable, the modem’s power, and for a dial-up its log lines (topic pppoe).',
    };
  const dropping = found.filter(({ name, linkDowns }) => {
    const former = earlier?.interfaces?.find((each) => each.name === name)?.linkDowns;
    return (linkDowns ?? 0) > (former ?? linkDowns ?? 0) || (linkDowns ?? 0) >= MANY_DOWNS;
  });
  if (dropping.length > 0)
    return {
      ...{ title, state: 'doubtful', evidence },
      why: `The link of ${listed(dropping.map(({ name }) => name))} went down again and again since the router started.`,
      whatToDo: 'Change the cable or the port of the modem, and see in the log when it happens.',
    };
  return fine(title, 'All are on and have a link.', evidence);
}

/** Links that went down this often since the start are worth a word. */
const MANY_DOWNS = 10;

function word(isRunning: boolean): string {
  return isRunning ? 'running' : 'no link';
}

/** Have the DHCP and PPPoE clients got an address? */
export function askClients({ state }: DiagnosisFacts): Finding | undefined {
  const title = 'Have the clients of the uplinks got an address?';
  const { dhcpClients, pppoeClients } = state;
  if (!dhcpClients) return unknown(title, state, 'dhcpClients');
  const dhcp = dhcpClients.filter(({ isDisabled }) => !isDisabled);
  const dialups = (pppoeClients ?? []).filter(({ isDisabled }) => !isDisabled);
  const evidence = [
    ...dhcp.map(
      (client) =>
        `DHCP client on ${client.interface}: ${client.status || 'no status'}${client.address ? `, ${client.address}` : ''}${client.gateway ? `, gateway ${client.gateway}` : ''}`,
    ),
    ...dialups.map(({ name, isRunning }) => `PPPoE client ${name}: ${isRunning ? 'connected' : 'not connected'}`),
  ];
  if (evidence.length === 0) {
    const off = dhcpClients.map((client) => client.interface);
    if (off.length === 0) return undefined;
    return {
      ...{ title, state: 'doubtful', evidence: off.map((name) => `DHCP client on ${name}: disabled`) },
      why: 'All DHCP clients are switched off.',
      whatToDo: 'Switch them on where the provider hands out the address: /ip dhcp-client enable [find].',
    };
  }
  const unbound = dhcp.filter(({ status }) => status !== 'bound').map((client) => client.interface);
  const unconnected = dialups.filter(({ isRunning }) => !isRunning).map(({ name }) => name);
  if (unbound.length + unconnected.length > 0)
    return {
      ...{ title, state: 'failed', evidence },
      why: [
        ...(unbound.length > 0 ? [`The provider gave ${listed(unbound)} no address.`] : []),
        ...(unconnected.length > 0 ? [`${listed(unconnected)} could not dial in.`] : []),
      ].join(' '),
      whatToDo:
        unbound.length > 0
          ? 'Restart the modem; some providers give an address to one MAC address only. Then /ip dhcp-client release and look at the status again.'
          : 'Check the name and the password of the dial-up, and the log lines with the topic pppoe.',
    };
  const nowhere = dhcp.filter(({ addsDefaultRoute, gateway }) => addsDefaultRoute && gateway === '');
  if (nowhere.length > 0)
    return {
      ...{ title, state: 'doubtful', evidence },
      why: `The lease of ${listed(nowhere.map((client) => client.interface))} has no gateway, so it brings no default route.`,
      whatToDo: 'Is this the provider’s network? An own DHCP server on the wrong port answers like that.',
    };
  return fine(title, 'All are bound or connected.', evidence);
}

/** What does netwatch see? */
export function askNetwatch({ state }: DiagnosisFacts): Finding | undefined {
  const title = 'What does netwatch see?';
  const { netwatch } = state;
  if (!netwatch) return unknown(title, state, 'netwatch');
  const watched = netwatch.filter(({ isDisabled }) => !isDisabled);
  if (watched.length === 0) return undefined;
  const evidence = watched.map(
    ({ host, comment, status, since }) =>
      `${host}${comment ? ` (${comment})` : ''}: ${status}${since ? ` since ${since}` : ''}`,
  );
  const down = watched.filter(({ status }) => status === 'down').map(({ host }) => host);
  return down.length === 0
    ? fine(title, 'No watched host is down.', evidence)
    : {
        ...{ title, state: 'failed', evidence },
        why: `${listed(down)} ${down.length > 1 ? 'do' : 'does'} not answer; what its down-script switched is switched now.`,
        whatToDo: 'Find out whether the host or the way to it is down: /ping it from the router.',
      };
}
