import { setTimeout as sleep } from 'node:timers/promises';
import { readRouterInfo } from '../../../router/src/device/router-info';
import { type RouterState, readRouterState } from '../../../router/src/device/router-state';
import { statusReport } from '../../../router/src/device/status-report';
import type { CliCommand } from '../program';
import { withRouter } from '../router-login';
import { ROUTER_HELP, ROUTER_OPTIONS, readRouterAccess } from '../router-options';
import { statusText } from '../status-text';
import { readArguments, readFormat, readSeconds, UsageError } from '../usage';

const HELP = `rscope status --router HOST [OPTIONS] tells what a router does with its uplinks: version, uplinks, default routes, the
shares of marks and uplinks, DHCP, netwatch, counters of NAT and mangle, DNS, e-mail settings, and the log of gateways.

${ROUTER_HELP}
  --watch SECONDS          read again every so many seconds, until Ctrl+C; then also what happened in between
  --format text|json       how to print it (text); with --watch one JSON object a line

The user needs the policies read and api. Nothing is changed. Exits with 0 if the router could be asked.
`;

export const statusCommand: CliCommand = {
  name: 'status',
  summary: 'tell how the uplinks of a router are',
  async run(args) {
    const { values, positionals } = readArguments('status', args, {
      ...ROUTER_OPTIONS,
      watch: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const access = await readRouterAccess('status', values);
    const format = readFormat(values.format, ['text', 'json']);
    const seconds = values.watch === undefined ? undefined : readSeconds('--watch', values.watch, 1);
    if (positionals.length > 0) throw new UsageError('status takes no file; see rscope status --help');
    const ended = new AbortController();
    const onEnd = () => ended.abort();
    process.once('SIGINT', onEnd).once('SIGTERM', onEnd);
    try {
      await withRouter(access, async (connection) => {
        const info = await readRouterInfo(connection);
        let earlier: RouterState | undefined;
        do {
          const state = await readRouterState(connection, info);
          if (format === 'json') process.stdout.write(`${stateJson(state, earlier, seconds === undefined ? 2 : 0)}\n`);
          else {
            // On a terminal the new reading takes the place of the old one.
            if (seconds !== undefined && process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[H');
            else if (earlier) process.stdout.write('\n');
            process.stdout.write(statusText(statusReport(state, earlier)));
          }
          earlier = state;
          if (seconds !== undefined)
            await sleep(1000 * seconds, undefined, { signal: ended.signal }).catch(() => undefined);
        } while (seconds !== undefined && !ended.signal.aborted);
      });
    } finally {
      process.off('SIGINT', onEnd).off('SIGTERM', onEnd);
    }
    return 0;
  },
};

/** The state, and the lines that the text shows, for programs. */
function stateJson(state: RouterState, earlier: RouterState | undefined, indent: number): string {
  const plain = (_: string, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value);
  return JSON.stringify({ ...state, report: statusReport(state, earlier) }, plain, indent);
}
