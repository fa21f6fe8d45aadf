import { parseIpv4 } from '../../../server/src/base/ip-address';
import { parseIpv4Prefix, parseIpv4Set } from '../../../server/src/base/ip-set';
import { buildConfiguration } from '../../../server/src/config/build-configuration';
import { type NetworkModel, networkModel } from '../../../server/src/network/network-model';
import { replyTo } from '../../../server/src/network/trace/reply';
import { type TraceEnding, trace } from '../../../server/src/network/trace/trace';
import type { TracedConnection, TracedPacket } from '../../../server/src/network/trace/traced-packet';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { parse } from '../../../server/src/syntax/syntax-tree';
import type { PracticeDevice } from './device';
import { exportText } from './export-text';

/** How whoever manages the router reaches it: as packets by an interface of it. */
export interface ManagementPath {
  /** The port where their packets arrive, by its first name: `ether5`. Where it is in a bridge, they arrive by that. */
  readonly inInterface: string;
  /** Their address. */
  readonly source: string;
  /** The router's address that they connect to. */
  readonly destination: string;
}

/** What becomes of a new connection. */
export type Admission =
  | { readonly kind: 'accept'; readonly connection: TracedConnection | undefined }
  | { readonly kind: 'drop' | 'reject' };

const TCP = 6;
const CLIENT_PORT = 50_000;

/**
 * Decides by the packet engine, over the router's own configuration, which packets of management connections arrive and
 * leave. A packet of which the configuration does not tell what becomes passes. Answers are kept as long as nothing
 * changes.
 */
export class PacketGuard {
  #model: { readonly revision: number; readonly model: NetworkModel } | undefined;
  readonly #answers = new Map<string, unknown>();

  constructor(
    private readonly device: PracticeDevice,
    readonly path: ManagementPath,
  ) {}

  /** A new connection to a port of the router. */
  admit(port: number): Admission {
    return this.#once(`new ${port}`, () => {
      const packet = this.#packet(port);
      if (!packet) return { kind: 'drop' };
      const arrived = trace(this.#network, packet);
      if (arrived.verdict !== 'accept') return { kind: arrived.verdict === 'reject' ? 'reject' : 'drop' };
      return this.#leaves(packet, arrived) ? { kind: 'accept', connection: arrived.connection } : { kind: 'drop' };
    });
  }

  /** Whether packets of a connection that was admitted still arrive. */
  arrives(port: number, connection: TracedConnection | undefined): boolean {
    return this.#once(`in ${port} ${keyOf(connection)}`, () => {
      const packet = this.#packet(port);
      return packet !== undefined && trace(this.#network, established(packet, connection)).verdict === 'accept';
    });
  }

  /** Whether the router's packets of a connection that was admitted still get out the way it came. */
  leaves(port: number, connection: TracedConnection | undefined): boolean {
    return this.#once(`out ${port} ${keyOf(connection)}`, () => {
      const packet = this.#packet(port);
      if (!packet) return false;
      const answer: TracedPacket = {
        ...{ family: 4, inInterface: undefined, src: packet.dst, dst: packet.src, protocol: TCP },
        ...{ srcPort: port, dstPort: CLIENT_PORT, connectionState: 'established', connection, isReply: true },
      };
      return this.#comesBack(answer);
    });
  }

  /** Whether `/ip/service address=` lets the source in. */
  isAllowed(addresses: string): boolean {
    if (addresses === '') return true;
    const source = parseIpv4(this.path.source);
    return source !== undefined && addresses.split(',').some((text) => parseIpv4Set(text)?.has(source));
  }

  #leaves(packet: TracedPacket, arrived: TraceEnding): boolean {
    const reply = replyTo(packet, arrived);
    return reply === undefined || this.#comesBack(reply);
  }

  #comesBack(reply: TracedPacket): boolean {
    const { verdict, outInterface } = trace(this.#network, reply);
    return verdict === 'forward' && (outInterface === undefined || outInterface === this.#inInterface);
  }

  /** The first packet of a connection; undefined where none arrives at all. */
  #packet(port: number): TracedPacket | undefined {
    const inInterface = this.#inInterface;
    const [src, dst] = [parseIpv4(this.path.source), parseIpv4(this.path.destination)];
    if (inInterface === undefined || src === undefined || dst === undefined || !this.#hasAddress(dst)) return undefined;
    return {
      ...{ family: 4, inInterface, src: BigInt(src), dst: BigInt(dst), protocol: TCP },
      ...{ srcPort: CLIENT_PORT, dstPort: port, connectionState: 'new' },
    };
  }

  #hasAddress(address: number): boolean {
    return this.device.store
      .items('/ip/address')
      .some(
        (item) => item.get('disabled') !== 'true' && parseIpv4Prefix(item.get('address') ?? '')?.address === address,
      );
  }

  /** Where packets arrive now: the port by its present name, or the bridge that it is in. */
  get #inInterface(): string | undefined {
    const { store } = this.device;
    const first = this.path.inInterface;
    const port = store.items('/interface').find((item) => (item.get('default-name') ?? item.get('name')) === first);
    if (!port || port.get('disabled') === 'true') return undefined;
    const name = port.get('name') ?? first;
    const member = store
      .items('/interface/bridge/port')
      .find((item) => item.get('interface') === name && item.get('disabled') !== 'true');
    if (!member) return name;
    const bridge = store.items('/interface/bridge').find((item) => item.get('name') === member.get('bridge'));
    return bridge?.get('disabled') === 'true' ? undefined : member.get('bridge');
  }

  get #network(): NetworkModel {
    const { store, version, versionText } = this.device;
    if (this.#model?.revision === store.revision) return this.#model.model;
    const script = resolveScript(parse(exportText(store, versionText)), store.catalogue);
    const model = networkModel(buildConfiguration(script, { uri: 'practice-router', version, complete: true }));
    this.#model = { revision: store.revision, model };
    this.#answers.clear();
    return model;
  }

  #once<T>(question: string, ask: () => T): T {
    // The answers are those of the present configuration.
    void this.#network;
    if (!this.#answers.has(question)) this.#answers.set(question, ask());
    return this.#answers.get(question) as T;
  }
}

function established(packet: TracedPacket, connection: TracedConnection | undefined): TracedPacket {
  return { ...packet, connectionState: 'established', connection };
}

const keys = new WeakMap<TracedConnection, number>();
let nextKey = 0;
function keyOf(connection: TracedConnection | undefined): number {
  if (!connection) return -1;
  if (!keys.has(connection)) keys.set(connection, nextKey++);
  return keys.get(connection) ?? -1;
}
