import { PacketError, placePacket, readPacket } from '../../../server/src/network/trace/read-packet';
import { replyTo } from '../../../server/src/network/trace/reply';
import { trace } from '../../../server/src/network/trace/trace';
import {
  describePacket,
  describeTrace,
  reportTrace,
  type TraceReport,
} from '../../../server/src/network/trace/trace-report';
import { readConfiguration } from '../asked-configuration';
import type { CliCommand } from '../program';
import { readArguments, readFormat, UsageError } from '../usage';

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
  --project                the files, and all .rsc files of the folders, are one configuration, run in this order;
                           without a file what .rscope.json lists
  --routeros VERSION       the version of the router, 6.49 or 7.20.8; without it the script's own
  --format text|json       how to print the answer (text)

The verdict is accept (the firewall delivers it to the router itself), forward (it leaves by outInterface), reject or
drop. It is certain ("must"), or hangs on what no text tells, such as a rate limit ("may"): then the other ways that it
may take are told, too. All links are taken as up. What a script imports from a file beside it counts as part of it;
lines of other files are told as wan.rsc:12.
`;

/** The answer as `--format json` prints it. */
interface JsonTrace extends TraceReport {
  readonly reply?: TraceReport | null;
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
      project: { type: 'boolean', default: false },
      routeros: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const format = readFormat(values.format, ['text', 'json']);
    const asked = orUsageError(() => readPacket(values, (field) => `--${field}`));
    const { analysis, lineOf } = await readConfiguration('trace', positionals, values);
    const model = analysis.network;
    const packet = orUsageError(() => placePacket(model, asked));
    const result = trace(model, packet);
    const answer = values.reply ? replyTo(packet, result) : undefined;
    const reply = answer && { packet: answer, result: trace(model, answer) };
    const json = reportTrace(result, packet.family, lineOf);
    const replyJson = reply && reportTrace(reply.result, packet.family, lineOf);
    if (format === 'json') {
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

function orUsageError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof PacketError ? new UsageError(error.message) : error;
  }
}
