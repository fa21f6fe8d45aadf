import { Analysis } from '../../../server/src/ide/analysis';
import { topologyMermaid } from '../../../server/src/ide/topology-mermaid';
import { topologyPicture } from '../../../server/src/ide/topology-picture';
import { topologySvg } from '../../../server/src/ide/topology-svg';
import { type NetworkModel, networkModel } from '../../../server/src/network/network-model';
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
  - what becomes of the connections when an uplink dies

  --routeros VERSION           the version of the router, 6.49 or 7.20.8; without it the script's own
  --format text|json|svg|mermaid
                               words with line numbers (text), everything with the rules met on the way, or a picture of
                               the network: as an SVG file, or for a Mermaid viewer

A connection to the Internet is HTTPS to an address that no rule treats apart; rscope trace follows any other. Of a dead
uplink the routes are followed, not the scripts that netwatch or a DHCP client runs.
`;

const FORMATS: Readonly<Record<Format, (model: NetworkModel, lines: LineIndex) => string>> = {
  text: (model, lines) => explanationText(explain(model, lines)),
  json: (model, lines) => `${JSON.stringify(explain(model, lines), null, 2)}\n`,
  svg: (model) => topologySvg(topologyPicture(model)),
  mermaid: (model) => topologyMermaid(topologyPicture(model)),
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
    const model = networkModel(new Analysis(file, text, { forcedVersion }).configuration);
    process.stdout.write(print(model, new LineIndex(text)));
    return 0;
  },
};
