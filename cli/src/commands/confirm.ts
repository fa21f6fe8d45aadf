import { settleCommand, settleHelp } from '../deploy/settle-router';
import type { CliCommand } from '../program';

const HELP = `${settleHelp('confirm', 'keeps what rscope deploy --keep later left waiting')}
Exits with 0 if it is kept, 1 if it was undone or none waits, 2 if the router can’t be asked, 3 if it is not known how it ended.
`;

export const confirmCommand: CliCommand = {
  name: 'confirm',
  summary: 'keep what a deploy left to be kept later',
  run: (args) => settleCommand('confirm', HELP, args),
};
