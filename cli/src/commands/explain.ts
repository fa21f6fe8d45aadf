import { Analysis } from '../../../server/src/ide/analysis';
import { topologyMermaid } from '../../../server/src/ide/topology-mermaid';
import { topologyPicture } from '../../../server/src/ide/topology-picture';
import { topologySvg } from '../../../server/src/ide/topology-svg';
import { eventScripts } from '../../../server/src/lint/event-scripts';
import { LineIndex } from '../../../server/src/text/line-index';
import { explain } from '../explain/explanation';
import { explanationText } from '../explain/explanation-text';
import type { CliCommand } from '../program';
import { readScript, readVersionOption } from '../script-file';
import { readArguments, readFormat, readOneFile } from '../usage';

const HELP = `rscope explain [OPTIONS] FILE tells what a router with this configuration does to packets:

  - what the Internet reaches on the router and behind it, by each uplink
  - which part of each LAN's new connections leaves by which uplink, and what keeps a client there
  - whether the answers to connections from the Internet leave by the uplink that they came in by
  - what becomes of the connections when an uplink, a gateway, a watched host or a server dies, what the scripts of
    netwatch, leases and dial-ups do then, and what is not as before when it is back

  --routeros VERSION           the version of the router, 6.49 or 7.20.8; without it the script's own
  --format text|json|svg|mermaid
                               words with line numbers (text), everything with the rules met on the way, or a picture of
                               the network: as an SVG file, or for a Mermaid viewer

A connection to the Internet is HTTPS to an address that no rule treats apart; rscope trace follows any other.
Scripts run on a copy of the configuration; where they hang on what only a router knows, the answer says “perhaps”.
`;

const FORMATS: Readonly<Record<Format, (analysis: Analysis, lines: LineIndex) => string>> = {
  text: (analysis, lines) => explanationText(explain(analysis.network, lines, eventScripts(analysis))),
  json: (analysis, lines) => `${JSON.stringify(explain(analysis.network, lines, eventScripts(analysis)), null, 2)}\n`,
  svg: (analysis) => topologySvg(topologyPicture(analysis)),
  mermaid: (analysis) => topologyMermaid(topologyPicture(analysis)),
};
const FORMAT_NAMES = ['text', 'json', 'svg', 'mermaid'] as const;
type Format = (typeof FORMAT_NAMES)[number];

export const explainCommand: CliCommand = {
  name: 'explain',
  summary: 'tell what a configuration does to packets: exposure, shares, failover',
  async run(args) {
    const { values, positionals } = readArguments('explain', args, {
      routeros: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const forcedVersion = readVersionOption(values.routeros);
    const print = FORMATS[readFormat(values.format, FORMAT_NAMES)];
    const file = readOneFile('explain', positionals);
    const { text } = await readScript(file);
    const analysis = new Analysis(file, text, { forcedVersion });
    process.stdout.write(print(analysis, new LineIndex(text)));
    return 0;
  },
};
