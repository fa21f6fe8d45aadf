import { type Item, valueOf } from '../../../server/src/config/item';
import { latest, untold, type Verification, type VerifyInput } from './verification';

/** Whether DHCP clients have an address and dial-ups are connected. */
export function verifyClients(input: VerifyInput): readonly Verification[] {
  return [...verifyDhcp(input), ...verifyPppoe(input)];
}

function verifyDhcp(input: VerifyInput): readonly Verification[] {
  const state = latest(input);
  const expected = certain(input, '/ip/dhcp-client');
  if (expected.length > 0 && !state.dhcpClients) return [untold('DHCP clients', state.refused.dhcpClients)];
  return expected.flatMap((item): Verification[] => {
    const name = input.planned.interfaces.canonical(valueOf(item, 'interface'));
    if (name === undefined) return [];
    const check = `DHCP client on ${name}`;
    const client = state.dhcpClients?.find((each) => each.interface === name);
    if (client?.status === 'bound')
      return [
        {
          ...{ check, result: 'ok', whatToDo: '' },
          text: `It is bound to ${client.address || 'an address'}${client.gateway ? `, gateway ${client.gateway}` : ''}.`,
        },
      ];
    if (!client)
      return [
        {
          ...{ check, result: 'failed', text: 'The router has no such client.' },
          whatToDo: 'Look for it in /ip dhcp-client print.',
        },
      ];
    if (client.status === '' && !client.isDisabled) return [untold(check, 'it gives no status of this client')];
    const former = input.before?.dhcpClients?.find((each) => each.interface === name);
    const wasBound = !input.before || former?.status === 'bound';
    // A client that is new may need a moment.
    const isNew = input.before !== undefined && former === undefined;
    return [
      {
        check,
        result: wasBound || (isNew && input.later !== undefined) ? 'failed' : 'doubtful',
        text: `Its status is “${client.isDisabled ? 'disabled' : client.status || 'unknown'}”${wasBound || isNew ? '' : ', as it was before the deploy'}.`,
        whatToDo: 'Check the cable and the modem of that port, and that the provider hands out addresses there.',
      },
    ];
  });
}

function verifyPppoe(input: VerifyInput): readonly Verification[] {
  const state = latest(input);
  const expected = certain(input, '/interface/pppoe-client');
  if (expected.length > 0 && !state.pppoeClients) return [untold('PPPoE clients', state.refused.pppoeClients)];
  return expected.flatMap((item): Verification[] => {
    const name = valueOf(item, 'name');
    // Unlike other items a dial-up is made switched off.
    const isOn = ['no', 'false'].includes(valueOf(item, 'disabled') ?? '');
    if (name === undefined || !isOn) return [];
    const check = `PPPoE client ${name}`;
    const client = state.pppoeClients?.find((each) => each.name === name);
    if (client?.isRunning) return [{ check, result: 'ok', text: 'It is connected.', whatToDo: '' }];
    const former = input.before?.pppoeClients?.find((each) => each.name === name);
    const wasDown = former !== undefined && !former.isRunning;
    return [
      {
        check,
        result: client && (wasDown || !input.later) ? 'doubtful' : 'failed',
        text: client
          ? `It is not connected${wasDown ? ', as before the deploy' : ''}.`
          : 'The router has no such client.',
        whatToDo:
          'Look in the log for its topic pppoe: whether the provider answers, and takes the name and the password.',
      },
    ];
  });
}

/** Whether netwatch sees its hosts up. */
export function verifyNetwatch(input: VerifyInput): readonly Verification[] {
  const state = latest(input);
  const expected = certain(input, '/tool/netwatch');
  if (expected.length > 0 && !state.netwatch) return [untold('netwatch', state.refused.netwatch)];
  return expected.flatMap((item): Verification[] => {
    const host = valueOf(item, 'host');
    if (host === undefined) return [];
    const check = `netwatch of ${host}`;
    const found = state.netwatch?.find((each) => each.host === host);
    if (!found)
      return [
        { check, result: 'failed', text: 'The router does not watch it.', whatToDo: 'Look in /tool netwatch print.' },
      ];
    if (found.status === 'up')
      return [{ check, result: 'ok', text: `It is up${found.since ? ` since ${found.since}` : ''}.`, whatToDo: '' }];
    if (found.status !== 'down')
      return [
        {
          ...{ check, result: 'doubtful' },
          text: `Its state is “${found.isDisabled ? 'disabled' : found.status}”: the router has not probed it yet.`,
          whatToDo: 'Look again after one interval.',
        },
      ];
    const wasDown = input.before?.netwatch?.find((each) => each.host === host)?.status === 'down';
    return [
      {
        check,
        result: wasDown ? 'doubtful' : 'failed',
        text: `It is down${found.since ? ` since ${found.since}` : ''}${wasDown ? ', as before the deploy' : ''}.`,
        whatToDo: 'Ping it from the router; if its uplink is fine, see by which route the router reaches it.',
      },
    ];
  });
}

function certain({ planned }: VerifyInput, menu: string): readonly Item[] {
  return planned.items(menu).filter((item) => item.certain && item.added);
}
