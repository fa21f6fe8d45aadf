import { Analysis } from '../../../server/src/ide/analysis';
import { type NetworkModel, networkModel } from '../../../server/src/network/network-model';
import {
  ICMP,
  ICMPV6,
  PROTOCOLS_WITH_PORTS,
  parseProtocol,
  protocolName,
  TCP,
} from '../../../server/src/network/protocol-numbers';
import { formatAddress, type IpFamily, parseAddress } from '../../../server/src/network/routing/ip-family';
import { replyTo } from '../../../server/src/network/trace/reply';
import { knownEnds, knownMarks, type Trace, type TraceEnding, trace } from '../../../server/src/network/trace/trace';
import type { ConnectionState, TracedPacket } from '../../../server/src/network/trace/traced-packet';
import { LineIndex } from '../../../server/src/text/line-index';
import type { CliCommand } from '../program';
import { readScript, readVersionOption } from '../script-file';
import { readArguments, UsageError } from '../usage';

const HELP = `rscope trace --in INTERFACE --src ADDRESS --dst ADDRESS [OPTIONS] FILE tells what a router with this configuration
does with a packet: through raw, mangle, NAT, routes and filter, naming each rule and route that decides.

  --in INTERFACE           where it comes in; without it the router itself sends it
  --src ADDRESS            whom it is from, IPv4 or IPv6; what the router sends needs none
  --dst ADDRESS            whom it is for
  --protocol NAME          tcp (without this), udp, icmp, icmpv6, gre, … or a number
  --src-port PORT          without it some port above 49151
  --dst-port PORT          without it any port: the answer then holds for all, or says "may"
  --tcp-flags LIST         the flags that are set: syn for a new connection (without this), ack, syn,ack
  --icmp-type TYPE[:CODE]  without it an echo request, 8:0 or for IPv6 128:0
  --connection-state NAME  new (without this), established, related, invalid, untracked
  --connection-mark NAME   of an established connection; without it, it may have any mark that the script sets
  --reply                  also trace the answer to it, which belongs to the same connection
  --routeros VERSION       the version of the router, 6.49 or 7.20.8; without it the script's own
  --format text|json       how to print the answer (text)

The verdict is accept (the firewall delivers it to the router itself), forward (it leaves by outInterface), reject or
drop. It is certain ("must"), or hangs on what no text tells, such as a rate limit ("may"): then the other ways that it
may take are told, too. All links are taken as up.
`;

/** The answer as `--format json` prints it: lines from 1, null where nothing written decided. */
interface JsonTrace extends JsonEnding {
  readonly certainty: 'must' | 'may';
  readonly otherwise: readonly JsonEnding[];
  readonly reply?: JsonTrace | null;
}

interface JsonEnding {
  readonly verdict: TraceEnding['verdict'];
  readonly outInterface: string | null;
  readonly path: readonly JsonStep[];
  readonly packet: Readonly<Record<'src' | 'dst' | 'srcPort' | 'dstPort', string | number | null>>;
  readonly marks: Readonly<Record<'connection' | 'packet' | 'routing', string | null>>;
  readonly fastTracked: boolean;
  readonly assumptions: readonly string[];
}

interface JsonStep {
  readonly menu: string;
  readonly line: number | null;
  readonly action: string;
  readonly effect: string;
}

export const traceCommand: CliCommand = {
  name: 'trace',
  summary: 'tell what a configuration does with a packet',
  async run(args) {
    const { values, positionals } = readArguments('trace', args, {
      in: { type: 'string' },
      src: { type: 'string' },
      dst: { type: 'string' },
      protocol: { type: 'string' },
      'src-port': { type: 'string' },
      'dst-port': { type: 'string' },
      'tcp-flags': { type: 'string' },
      'icmp-type': { type: 'string' },
      'connection-state': { type: 'string' },
      'connection-mark': { type: 'string' },
      reply: { type: 'boolean' },
      routeros: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const forcedVersion = readVersionOption(values.routeros);
    if (values.format !== 'text' && values.format !== 'json')
      throw new UsageError(`--format takes text or json, not ${JSON.stringify(values.format)}`);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageError('trace needs one file; see rscope trace --help');
    const asked = readPacket(values);
    const { text } = await readScript(file);
    const model = networkModel(new Analysis(file, text, { forcedVersion }).configuration);
    const packet = { ...asked, inInterface: asked.inInterface && interfaceOf(model, asked.inInterface, file) };
    const result = trace(model, packet);
    const answer = values.reply ? replyTo(packet, result) : undefined;
    const reply = answer && { packet: answer, result: trace(model, answer) };
    const lines = new LineIndex(text);
    const json = inJson(result, packet.family, lines);
    const replyJson = reply && inJson(reply.result, packet.family, lines);
    if (values.format === 'json') {
      const whole: JsonTrace = values.reply ? { ...json, reply: replyJson ?? null } : json;
      process.stdout.write(`${JSON.stringify(whole, null, 2)}\n`);
      return 0;
    }
    process.stdout.write(`${describePacket(packet)}: ${describeTrace(json)}`);
    if (reply && replyJson)
      process.stdout.write(`\nthe answer, ${describePacket(reply.packet)}: ${describeTrace(replyJson)}`);
    else if (values.reply) process.stdout.write('\nThere is no answer.\n');
    return 0;
  },
};

type Values = Readonly<Record<string, string | boolean | undefined>>;

function readPacket(values: Values): TracedPacket {
  const option = (name: string) => values[name] as string | undefined;
  const dst = option('dst');
  if (dst === undefined) throw new UsageError('trace needs --dst, the address that the packet is for');
  const family: IpFamily = dst.includes(':') ? 6 : 4;
  const inInterface = option('in');
  const src = option('src');
  if (inInterface === '') throw new UsageError('--in takes the name of an interface');
  if (inInterface !== undefined && src === undefined)
    throw new UsageError('trace needs --src, the address that the packet is from');
  const protocol = readProtocol(option('protocol') ?? 'tcp', family);
  const hasPorts = PROTOCOLS_WITH_PORTS.includes(protocol);
  const port = (name: 'src-port' | 'dst-port') => {
    const value = option(name);
    if (value === undefined) return undefined;
    if (!hasPorts) throw new UsageError(`--${name} is for tcp and udp; ${protocolName(protocol)} has no ports`);
    if (!/^\d{1,5}$/.test(value) || Number(value) > 65535)
      throw new UsageError(`--${name} takes a port from 0 to 65535, not ${JSON.stringify(value)}`);
    return Number(value);
  };
  return {
    family,
    inInterface,
    src: src === undefined ? undefined : readAddress('src', src, family),
    dst: readAddress('dst', dst, family),
    protocol,
    srcPort: port('src-port'),
    dstPort: port('dst-port'),
    tcpFlags: readTcpFlags(option('tcp-flags'), protocol),
    icmp: readIcmpType(option('icmp-type'), protocol),
    connectionState: readState(option('connection-state')),
    connectionMark: option('connection-mark'),
  };
}

function readAddress(name: 'src' | 'dst', text: string, family: IpFamily): bigint {
  const address = parseAddress(text, family);
  if (address !== undefined) return address;
  const other = parseAddress(text, family === 4 ? 6 : 4) !== undefined;
  throw new UsageError(
    other
      ? `--src and --dst are of two kinds: one is IPv4, the other IPv6`
      : `--${name} takes an IPv4 or IPv6 address, not ${JSON.stringify(text)}`,
  );
}

function readProtocol(text: string, family: IpFamily): number {
  const number = parseProtocol(text.toLowerCase());
  if (number === undefined)
    throw new UsageError(`--protocol takes tcp, udp, icmp, … or a number to 255, not ${JSON.stringify(text)}`);
  return family === 6 && number === ICMP ? ICMPV6 : number;
}

const TCP_FLAGS = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'];

function readTcpFlags(text: string | undefined, protocol: number): number | undefined {
  if (text === undefined) return undefined;
  if (protocol !== TCP) throw new UsageError('--tcp-flags is for --protocol tcp');
  return text.split(',').reduce((bits, flag) => {
    const bit = TCP_FLAGS.indexOf(flag.trim());
    if (bit < 0) throw new UsageError(`--tcp-flags takes ${TCP_FLAGS.join(', ')}, not ${JSON.stringify(flag)}`);
    return bits | (1 << bit);
  }, 0);
}

function readIcmpType(text: string | undefined, protocol: number): number | undefined {
  if (text === undefined) return undefined;
  if (protocol !== ICMP && protocol !== ICMPV6) throw new UsageError('--icmp-type is for --protocol icmp');
  const match = /^(\d{1,3})(?::(\d{1,3}))?$/.exec(text);
  const [type, code] = [Number(match?.[1]), Number(match?.[2] ?? 0)];
  if (!match || type > 255 || code > 255)
    throw new UsageError(`--icmp-type takes a type and a code such as 8:0, not ${JSON.stringify(text)}`);
  return type * 256 + code;
}

const STATES: readonly ConnectionState[] = ['new', 'established', 'related', 'invalid', 'untracked'];

function readState(text: string | undefined): ConnectionState | undefined {
  const state = STATES.find((each) => each === text);
  if (text !== undefined && state === undefined)
    throw new UsageError(`--connection-state takes ${STATES.join(', ')}, not ${JSON.stringify(text)}`);
  return state;
}

const MAX_LISTED = 12;

/** The interface that packets are routed at: the bridge for one of its ports. */
function interfaceOf(model: NetworkModel, name: string, file: string): string {
  const { interfaces } = model;
  const present = interfaces.canonical(name);
  const known = interfaces.names;
  // A blank router has its ports, and a rule may name an interface that another file makes.
  const isPort = interfaces.kindOf(present) !== 'unknown';
  if (known.length > 0 && !isPort && !known.includes(present) && !isNamedByRules(model, present)) {
    const listed = known.slice(0, MAX_LISTED).join(', ') + (known.length > MAX_LISTED ? ', …' : '');
    throw new UsageError(`${file} knows no interface ${JSON.stringify(name)}; it has ${listed}`);
  }
  return interfaces.routed(present);
}

function isNamedByRules(model: NetworkModel, name: string): boolean {
  const tables = ['raw', 'mangle', 'nat', 'filter', 'ipv6-raw', 'ipv6-mangle', 'ipv6-nat', 'ipv6-filter'] as const;
  const names = ['in-interface', 'out-interface'];
  return tables.some((table) =>
    model.allRules(table).some((rule) => names.some((each) => rule.value(each)?.replace('!', '') === name)),
  );
}

function inJson(result: Trace, family: IpFamily, lines: LineIndex): JsonTrace {
  const otherwise = result.otherwise.map((each) => endingInJson(each, family, lines));
  const { verdict, outInterface, path, ...rest } = endingInJson(result, family, lines);
  return { verdict, certainty: result.certainty, outInterface, path, ...rest, otherwise };
}

function endingInJson(ending: TraceEnding, family: IpFamily, lines: LineIndex): JsonEnding {
  const { src, dst, srcPort, dstPort } = knownEnds(ending, family);
  const address = (value: bigint | undefined) => (value === undefined ? null : formatAddress(value, family));
  const marks = knownMarks(ending);
  return {
    verdict: ending.verdict,
    outInterface: ending.outInterface ?? null,
    path: ending.path.map(({ menu, item, action, effect }) => {
      return { menu, line: item ? lines.positionAt(item.origin.range.start).line + 1 : null, action, effect };
    }),
    packet: { src: address(src), dst: address(dst), srcPort: srcPort ?? null, dstPort: dstPort ?? null },
    marks: { connection: marks.connection ?? null, packet: marks.packet ?? null, routing: marks.routing ?? null },
    fastTracked: ending.isFastTracked,
    assumptions: ending.assumptions,
  };
}

function describePacket(packet: TracedPacket): string {
  const { family, protocol, inInterface, src, dst, srcPort, dstPort } = packet;
  const end = (address: bigint | undefined, port: number | undefined) => {
    const text = address === undefined ? 'an address that the text does not tell' : formatAddress(address, family);
    return port === undefined ? text : family === 6 ? `[${text}]:${port}` : `${text}:${port}`;
  };
  const from = src === undefined && inInterface === undefined ? 'the router' : end(src, srcPort);
  const by = inInterface === undefined ? 'sent by the router' : `in by ${inInterface}`;
  return `${protocolName(protocol)} from ${from} to ${end(dst, dstPort)}, ${by} (${packet.connectionState ?? 'new'})`;
}

const VERDICTS = {
  accept: 'delivered to the router',
  forward: 'sent on',
  reject: 'rejected',
  drop: 'dropped',
} as const;

function describeTrace(result: JsonTrace): string {
  const verdict = describeVerdict(result);
  const text = [result.certainty === 'must' ? verdict : `may be ${verdict}`, ...describePath(result)];
  for (const ending of result.otherwise)
    text.push(`or else it is ${describeVerdict(ending)}:`, ...describePath(ending));
  return `${text.join('\n')}\n`;
}

function describeVerdict({ verdict, outInterface }: JsonEnding): string {
  if (verdict !== 'forward') return VERDICTS[verdict];
  return outInterface === null
    ? `${VERDICTS.forward} (by which interface, the text does not tell)`
    : `sent out by ${outInterface}`;
}

function describePath({ path, packet, marks, assumptions }: JsonEnding): string[] {
  const rows = path.map(({ menu, line, action, effect }) => [
    line === null ? '' : `line ${line}`,
    menu,
    action,
    effect,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  const named = Object.entries(marks).filter(([, mark]) => mark !== null && mark !== 'no-mark');
  const marked = named.map(([kind, mark]) => `${kind} mark ${mark}`).join(', ');
  return [
    ...table,
    ...(assumptions.length > 0 ? [`  if ${assumptions.join('; ')}`] : []),
    `  in the end from ${packet.src ?? 'an address that the text does not tell'} to ${packet.dst ?? 'an address that the text does not tell'}${marked === '' ? '' : `, ${marked}`}`,
  ];
}
