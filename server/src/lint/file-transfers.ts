import type { CommandUse } from '../resolve/command-use';
import { argumentNamed, type CodeBody, isCommand } from './stored-code';

/** A command that writes a file, and the later command of the same code that sends a file away. */
export interface FileTransfer {
  readonly made: CommandUse;
  readonly sent: CommandUse;
  /** True where the code waits in between. */
  readonly waits: boolean;
}

/** The exports and backups of a piece of code that a mail or an upload behind them takes away. */
export function fileTransfers(body: CodeBody): readonly FileTransfer[] {
  const transfers: FileTransfer[] = [];
  let made: CommandUse[] = [];
  let waits = false;
  for (const use of body.uses) {
    if (isCommand(use, '/', 'export') || use.command?.name === 'export' || isCommand(use, '/system/backup', 'save')) {
      if (use.command?.name === 'export' && !argumentNamed(use, 'file')) continue;
      made.push(use);
      waits = false;
    } else if (isCommand(use, '/', 'delay')) waits = true;
    else if (isCommand(use, '/', 'while') || isCommand(use, '/', 'if')) {
      // A loop or a test around the sending may well wait for the file.
      if (/\bfile\b/.test(use.node.text) && /\bfind\b|\bdelay\b/.test(use.node.text)) waits = true;
    } else if (sendsFile(use)) {
      const taken = made.filter((each) => isSent(each, use, made));
      transfers.push(...taken.map((each) => ({ made: each, sent: use, waits })));
      made = made.filter((each) => !taken.includes(each));
    }
  }
  return transfers;
}

function sendsFile(use: CommandUse): boolean {
  if (isCommand(use, '/tool/e-mail', 'send')) return argumentNamed(use, 'file') !== undefined;
  return isCommand(use, '/tool', 'fetch') && argumentNamed(use, 'upload')?.text === 'yes';
}

/** Whether it is this file that is sent: by its ending, or because nothing else was made. */
function isSent(made: CommandUse, sent: CommandUse, all: readonly CommandUse[]): boolean {
  const file = argumentNamed(sent, 'file', 'src-path')?.value?.text ?? '';
  if (/\.rsc/.test(file)) return made.command?.name === 'export';
  if (/\.backup/.test(file)) return made.command?.name === 'save';
  return all.every((each) => each.command?.name === made.command?.name);
}
