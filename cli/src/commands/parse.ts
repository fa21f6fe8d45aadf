import { catalogueFor } from '../../../server/src/catalogue/catalogue';
import { intermediateForm } from '../../../server/src/resolve/intermediate-form/intermediate-form';
import type { Refusal } from '../../../server/src/resolve/refusal';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { routerHighlight } from '../../../server/src/resolve/router-highlight';
import { refusalOf } from '../../../server/src/resolve/router-verdict';
import { scriptVersion } from '../../../server/src/resolve/script-version';
import { parse } from '../../../server/src/syntax/syntax-tree';
import type { CliCommand } from '../program';
import { readScript, readVersionOption } from '../script-file';
import { readArguments, UsageError } from '../usage';

const HELP = `rscope parse FILE… tells what a router makes of scripts, one line of JSON a file.

  --emit verdict,il,highlight   what to tell: whether and where a router refuses the script (positions in bytes);
                                its highlighting (positions in UTF-16 units, the router's own class names);
                                the intermediate form, as :put [:parse $script] prints it there, but for the list of
                                the menu's properties behind where=
  --routeros VERSION            the version of the router, 7.20.8; without it the script's own

The router is one without extra packages: a script that needs /container is refused by it.
`;

const EMITS = new Set(['verdict', 'il', 'highlight']);

export const parseCommand: CliCommand = {
  name: 'parse',
  summary: 'tell whether a router accepts scripts, and where it stops',
  async run(args) {
    const { values, positionals } = readArguments('parse', args, {
      routeros: { type: 'string' },
      emit: { type: 'string', default: 'verdict' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const emits = String(values.emit).split(',');
    const wrong = emits.find((emit) => !EMITS.has(emit));
    if (wrong !== undefined)
      throw new UsageError(`--emit takes verdict, il and highlight, not ${JSON.stringify(wrong)}`);
    const version = readVersionOption(values.routeros);
    if (positionals.length === 0) throw new UsageError('parse needs a file; see rscope parse --help');
    for (const file of positionals) {
      const { text, encoding } = await readScript(file);
      const tree = parse(text);
      const catalogue = catalogueFor(version ?? scriptVersion(tree).version, 'none');
      const script = resolveScript(tree, catalogue);
      const refusal = refusalOf(tree, script, catalogue);
      const answer = {
        file,
        ok: refusal === undefined,
        error: refusal ? inBytes(refusal, text, encoding) : null,
        il:
          emits.includes('il') && !refusal
            ? intermediateForm(tree, script, catalogue, (part) => Buffer.byteLength(part, encoding))
            : null,
        highlight: emits.includes('highlight') ? routerHighlight(tree, script, { errorOffset: refusal?.offset }) : null,
      };
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    }
    return 0;
  },
};

/** The router counts bytes: lines and columns from 1, the offset from 0. */
function inBytes({ offset, verdict, message }: Refusal, text: string, encoding: 'utf8' | 'latin1') {
  const before = text.slice(0, offset);
  const lastLine = before.slice(before.lastIndexOf('\n') + 1);
  return {
    message: verdict,
    line: before.split('\n').length,
    column: Buffer.byteLength(lastLine, encoding) + 1,
    offset: Buffer.byteLength(before, encoding),
    explanation: message,
  };
}
