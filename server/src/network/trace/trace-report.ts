import type { LineReference } from '../../config/line-in-words';
import { protocolName } from '../protocol-numbers';
import { formatAddress, type IpFamily } from '../routing/ip-family';
import { describeAssumption } from './step-effects';
import { knownEnds, knownMarks, type Trace, type TraceEnding } from './trace';
import type { TracedPacket } from './traced-packet';

type LineOf = (offset: number) => LineReference;

/** The answer of a trace in plain data: lines from 1, null where nothing written decided. */
export interface TraceReport extends EndingReport {
  readonly certainty: 'must' | 'may';
  readonly otherwise: readonly EndingReport[];
}

interface EndingReport {
  readonly verdict: TraceEnding['verdict'];
  readonly outInterface: string | null;
  readonly path: readonly StepReport[];
  readonly packet: Readonly<Record<'src' | 'dst' | 'srcPort' | 'dstPort', string | number | null>>;
  readonly marks: Readonly<Record<'connection' | 'packet' | 'routing', string | null>>;
  readonly fastTracked: boolean;
  readonly assumptions: readonly string[];
}

interface StepReport {
  readonly menu: string;
  readonly line: LineReference | null;
  readonly action: string;
  readonly effect: string;
}

/**
 * @param lineOf the line of a place in the text
 */
export function reportTrace(result: Trace, family: IpFamily, lineOf: LineOf): TraceReport {
  const otherwise = result.otherwise.map((each) => reportEnding(each, family, lineOf));
  const { verdict, outInterface, path, ...rest } = reportEnding(result, family, lineOf);
  return { verdict, certainty: result.certainty, outInterface, path, ...rest, otherwise };
}

function reportEnding(ending: TraceEnding, family: IpFamily, lineOf: LineOf): EndingReport {
  const { src, dst, srcPort, dstPort } = knownEnds(ending, family);
  const address = (value: bigint | undefined) => (value === undefined ? null : formatAddress(value, family));
  const marks = knownMarks(ending);
  return {
    verdict: ending.verdict,
    outInterface: ending.outInterface ?? null,
    path: ending.path.map(({ menu, item, action, effect }) => {
      return { menu, line: item ? lineOf(item.origin.range.start) : null, action, effect };
    }),
    packet: { src: address(src), dst: address(dst), srcPort: srcPort ?? null, dstPort: dstPort ?? null },
    marks: { connection: marks.connection ?? null, packet: marks.packet ?? null, routing: marks.routing ?? null },
    fastTracked: ending.isFastTracked,
    assumptions: ending.assumptions.map(describeAssumption),
  };
}

/** `tcp from 203.0.113.7 to 198.51.100.2:22, in by ether1 (new)` */
export function describePacket(packet: TracedPacket): string {
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

/** The verdict in a line, then each step, the other ways too. */
export function describeTrace(result: TraceReport): string {
  const text = [describeOutcome(result), ...describePath(result)];
  for (const ending of result.otherwise)
    text.push(`or else it is ${describeVerdict(ending)}:`, ...describePath(ending));
  return `${text.join('\n')}\n`;
}

/** `dropped`, `may be sent out by ether1` */
export function describeOutcome(result: TraceReport): string {
  const verdict = describeVerdict(result);
  return result.certainty === 'must' ? verdict : `may be ${verdict}`;
}

function describeVerdict({ verdict, outInterface }: EndingReport): string {
  if (verdict !== 'forward') return VERDICTS[verdict];
  return outInterface === null
    ? `${VERDICTS.forward} (by which interface, the text does not tell)`
    : `sent out by ${outInterface}`;
}

function describePath({ path, packet, marks, assumptions }: EndingReport): string[] {
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
