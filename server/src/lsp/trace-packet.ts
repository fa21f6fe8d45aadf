import { formatIpv4 } from '../base/ip-address';
import { lineReference } from '../config/line-in-words';
import type { Analysis } from '../ide/analysis';
import type { NetworkModel } from '../network/network-model';
import { PacketError, placePacket, readPacketLine } from '../network/trace/read-packet';
import { trace } from '../network/trace/trace';
import { describeOutcome, describePacket, describeTrace, reportTrace } from '../network/trace/trace-report';
import { uplinks } from '../network/uplinks';
import type { TraceResult, TraceStepPlace } from './protocol-extensions';
import type { ScriptText } from './script-document';

/** Sends a packet, written in one line, through the configuration of a document; proposes one where there is none. */
export function tracePacket(document: ScriptText, analysis: Analysis, line: string | undefined): TraceResult {
  const { network } = analysis;
  if (line === undefined) return { kind: 'proposal', packet: proposal(network) };
  try {
    const packet = placePacket(network, readPacketLine(line));
    const result = trace(network, packet);
    const report = reportTrace(result, packet.family, (offset) =>
      lineReference(document.uriAt(offset), document.positionAt(offset).line + 1, document.uri),
    );
    const steps = result.path.flatMap(({ menu, item, action, effect }, index): TraceStepPlace[] => {
      if (!item) return [];
      // A step in another file of the project has its line in the text alone.
      if (document.uriAt(item.origin.range.start) !== document.uri) return [];
      const range = document.rangeAt(item.origin.range);
      return [{ number: index + 1, range, menu, action, effect }];
    });
    const text = `${describePacket(packet)}: ${describeTrace(report)}`;
    return { kind: 'answer', outcome: describeOutcome(report), text, steps };
  } catch (error) {
    if (!(error instanceof PacketError)) throw error;
    return { kind: 'problem', problem: `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.` };
  }
}

/** A stranger who tries Winbox: what most people ask first. */
function proposal(network: NetworkModel): string {
  const uplink = uplinks(network).find(({ isCarrierOnly }) => !isCarrierOnly)?.interface ?? 'ether1';
  const own = network.addresses.find((each) => each.interface === uplink)?.address;
  const name = /\s/.test(uplink) ? JSON.stringify(uplink) : uplink;
  return `in=${name} src=203.0.113.7 dst=${own === undefined ? '198.51.100.2' : formatIpv4(own)} protocol=tcp dst-port=8291`;
}
