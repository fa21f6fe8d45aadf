import { settleCommand, settleHelp } from '../deploy/settle-router';
import type { CliCommand } from '../program';

const HELP = `${settleHelp('revert', 'undoes what rscope deploy --keep later left waiting, or a deploy that was interrupted')}
Exits with 0 if it is undone, 1 if it was kept or none waits, 2 if the router can’t be asked, 3 if it is not known how it ended.
`;

export const revertCommand: CliCommand = {
  name: 'revert',
  summary: 'undo what a deploy left to be kept later',
  run: (args) => settleCommand('revert', HELP, args),
};
