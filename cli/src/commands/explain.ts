import { Analysis } from '../../../server/src/ide/analysis';
import { networkModel } from '../../../server/src/network/network-model';
import { LineIndex } from '../../../server/src/text/line-index';
import { type Explanation, explain } from '../explain/explanation';
import { explanationMermaid } from '../explain/explanation-mermaid';
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
  --format text|json|mermaid   words with line numbers (text), everything with the rules met on the way, or a picture of
                               the network for a Mermaid viewer

A connection to the Internet is HTTPS to an address that no rule treats apart; rscope trace follows any other. Of a dead
uplink the routes are followed, not the scripts that netwatch or a DHCP client runs.
`;

const FORMATS: Readonly<Record<'text' | 'json' | 'mermaid', (explanation: Explanation) => string>> = {
  text: explanationText,
  json: (explanation) => `${JSON.stringify(explanation, null, 2)}\n`,
  mermaid: explanationMermaid,
};

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
    const print = FORMATS[readFormat(values.format, ['text', 'json', 'mermaid'])];
    const file = readOneFile('explain', positionals);
    const { text } = await readScript(file);
    const model = networkModel(new Analysis(file, text, { forcedVersion }).configuration);
    process.stdout.write(print(explain(model, new LineIndex(text))));
    return 0;
  },
};
