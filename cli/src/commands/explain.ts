import { topologyMermaid } from '../../../server/src/ide/topology-mermaid';
import { topologyPicture } from '../../../server/src/ide/topology-picture';
import { topologySvg } from '../../../server/src/ide/topology-svg';
import { eventScripts } from '../../../server/src/lint/event-scripts';
import { type AskedConfiguration, readConfiguration } from '../asked-configuration';
import { explain } from '../explain/explanation';
import { explanationText } from '../explain/explanation-text';
import type { CliCommand } from '../program';
import { readArguments, readFormat } from '../usage';

const HELP = `rscope explain [OPTIONS] FILE tells what a router with this configuration does to packets:

  - what the Internet reaches on the router and behind it, by each uplink
  - which part of each LAN's new connections leaves by which uplink, and what keeps a client there
  - whether the answers to connections from the Internet leave by the uplink that they came in by
  - what becomes of the connections when an uplink, a gateway, a watched host or a server dies, what the scripts of
    netwatch, leases and dial-ups do then, and what is not as before when it is back

  --project                    the files, and all .rsc files of the folders, are one configuration, run in this order;
                               without a file what .rscope.json lists
  --routeros VERSION           the version of the router, 6.49 or 7.20.8; without it the script's own
  --format text|json|svg|mermaid
                               words with line numbers (text), everything with the rules met on the way, or a picture of
                               the network: as an SVG file, or for a Mermaid viewer

What a script imports from a file beside it counts as part of it; lines of other files are told as wan.rsc:12.
A connection to the Internet is HTTPS to an address that no rule treats apart; rscope trace follows any other.
Scripts run on a copy of the configuration; where they hang on what only a router knows, the answer says “perhaps”.
`;

const FORMATS: Readonly<Record<Format, (asked: AskedConfiguration) => string>> = {
  text: (asked) => explanationText(explanationOf(asked)),
  json: (asked) => `${JSON.stringify(explanationOf(asked), null, 2)}\n`,
  svg: ({ analysis }) => topologySvg(topologyPicture(analysis)),
  mermaid: ({ analysis }) => topologyMermaid(topologyPicture(analysis)),
};
const FORMAT_NAMES = ['text', 'json', 'svg', 'mermaid'] as const;
type Format = (typeof FORMAT_NAMES)[number];

function explanationOf({ analysis, lineOf }: AskedConfiguration) {
  return explain(analysis.network, lineOf, eventScripts(analysis));
}

export const explainCommand: CliCommand = {
  name: 'explain',
  summary: 'tell what a configuration does to packets: exposure, shares, failover',
  async run(args) {
    const { values, positionals } = readArguments('explain', args, {
      project: { type: 'boolean', default: false },
      routeros: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const print = FORMATS[readFormat(values.format, FORMAT_NAMES)];
    process.stdout.write(print(await readConfiguration('explain', positionals, values)));
    return 0;
  },
};
