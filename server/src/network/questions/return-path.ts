import type { NetworkModel } from '../network-model';
import { ICMP, protocolName } from '../protocol-numbers';
import { connectionParts, isShareKnown } from '../trace/connection-parts';
import { replyTo } from '../trace/reply';
import { type TraceEnding, trace, traceWays } from '../trace/trace';
import type { TracedPacket } from '../trace/traced-packet';
import { UNTOLD_ROUTES } from '../trace/way-choice';
import { uplinks } from '../uplinks';
import { askInputExposure } from './input-exposure';
import { packetFromInternet } from './internet-packet';
import { askPublishedServices } from './published-services';

/** Where the answers leave to connections that strangers open by an uplink. */
export interface ReturnPath {
  readonly uplink: string;
  /** Who answers. */
  readonly to: 'router' | 'server';
  /** `ping`, `tcp 443` */
  readonly service: string;
  readonly packet: TracedPacket;
  readonly reply: TracedPacket;
  /** The part of the answers that leaves by the uplink, from 0 to 1. */
  readonly part: number;
  /** The ways that answers take instead, the greatest part first; an undefined interface is one that nothing tells. */
  readonly elsewhere: readonly { readonly interface: string | undefined; readonly part: number }[];
  /** A way of the answer: a wrong one where there is one. */
  readonly ending: TraceEnding | undefined;
  readonly certainty: 'must' | 'may';
}

/**
 * Whether the reply to a connection in by each uplink leaves by it: for a ping, the router's services that strangers
 * reach and published servers. Connections that the firewall stops have no replies and are left out.
 */
export function askReturnPaths(model: NetworkModel): readonly ReturnPath[] {
  return model.once(findReturnPaths);
}

function findReturnPaths(model: NetworkModel): readonly ReturnPath[] {
  const paths: ReturnPath[] = [];
  for (const { interface: uplink, isCarrierOnly } of uplinks(model)) {
    if (isCarrierOnly) continue;
    const ask = (to: ReturnPath['to'], service: string, packet: TracedPacket): void => {
      const path = returnPathOf(model, uplink, to, service, packet);
      if (path) paths.push(path);
    };
    ask('router', 'ping', packetFromInternet(model, uplink, ICMP));
    for (const { uplink: by, witness } of askInputExposure(model)) {
      const { protocol, dstPort } = witness.packet;
      if (by.interface !== uplink) continue;
      ask('router', `${protocolName(protocol)} ${dstPort}`, packetFromInternet(model, uplink, protocol, dstPort));
    }
    for (const { uplink: by, protocol, port, packet } of askPublishedServices(model)) {
      if (by === uplink) ask('server', `${protocolName(protocol)}${port === undefined ? '' : ` ${port}`}`, packet);
    }
  }
  return paths;
}

function returnPathOf(
  model: NetworkModel,
  uplink: string,
  to: ReturnPath['to'],
  service: string,
  packet: TracedPacket,
): ReturnPath | undefined {
  const { interfaces } = model;
  const opened = trace(model, packet);
  const wanted = to === 'router' ? 'accept' : 'forward';
  if (opened.verdict !== wanted) return undefined;
  const reply = replyTo(packet, opened);
  if (reply === undefined) return undefined;
  const ways = traceWays(model, reply);
  const isSameWire = (out: string | undefined) =>
    out !== undefined && interfaces.wireOf(out) === interfaces.wireOf(uplink);
  const byInterface = new Map<string | undefined, number>();
  let ending: TraceEnding | undefined;
  for (const { ending: each, part } of connectionParts(ways[0]?.endings ?? [])) {
    const leaving = isUntold(each) ? undefined : each.outInterface;
    const out = isSameWire(leaving) ? uplink : leaving;
    byInterface.set(out, (byInterface.get(out) ?? 0) + part);
    if (ending === undefined || (ending.outInterface === uplink && out !== uplink)) ending = each;
  }
  const elsewhere = [...byInterface]
    .filter(([out]) => out !== uplink)
    .map(([out, part]) => ({ interface: out, part }))
    .sort((a, b) => b.part - a.part);
  // What the text leaves open need not matter: the first of two routing decisions, where a mark makes the second.
  const outs = new Set(ways.flatMap(({ endings }) => endings.map((each) => `${each.verdict} ${each.outInterface}`)));
  const isKnown = ways.every(
    ({ endings, isWhole }) =>
      isWhole && (isShareKnown(endings) || (outs.size === 1 && !endings.some((each) => isUntold(each)))),
  );
  return {
    ...{ uplink, to, service, packet, reply, part: byInterface.get(uplink) ?? 0, elsewhere, ending },
    certainty: isKnown ? 'must' : 'may',
  };
}

function isUntold({ assumptions }: TraceEnding): boolean {
  return assumptions.includes(UNTOLD_ROUTES);
}
