import { createInterface } from 'node:readline/promises';

/** Whether somebody is there to ask: input and error output are a terminal. */
export function isTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks for a line that is not shown while it is typed. Undefined where the user left (Ctrl+C, Ctrl+D). */
export function askHidden(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  // Before the question: what is typed the moment it stands there must not be shown either.
  stdin.setRawMode(true);
  stderr.write(question);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve) => {
    let typed = '';
    const end = (answer: string | undefined) => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      resolve(answer);
    };
    const onData = (data: string) => {
      for (const character of data) {
        if (character === '\r' || character === '\n') return end(typed);
        if (character === '\u0003' || character === '\u0004') return end(undefined);
        if (character === '\u007f' || character === '\b') typed = [...typed].slice(0, -1).join('');
        else typed += character;
      }
    };
    stdin.on('data', onData);
  });
}

/** Asks a question that only the word `yes` agrees to. */
export async function askYes(question: string): Promise<boolean> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await reader.question(question)).trim().toLowerCase() === 'yes';
  } finally {
    reader.close();
  }
}
