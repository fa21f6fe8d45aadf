import { createInterface } from 'node:readline';

/** Where one is asked: the terminal, where nothing else is said. */
const TERMINAL: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream } = {
  input: process.stdin,
  output: process.stderr,
};

/** Asks on the terminal whether to keep, counting down; undefined where nobody said yes or no before the signal. */
export function askKeep(
  router: string,
  remainingMs: () => number,
  signal: AbortSignal,
  { input, output } = TERMINAL,
): Promise<'keep' | 'revert' | undefined> {
  const reader = createInterface({ input, output });
  const prompt = () => {
    reader.setPrompt(`${router}: keep it? (yes/no, ${Math.max(0, Math.floor(remainingMs() / 1000))} s) `);
    reader.prompt(true);
  };
  return new Promise((resolve) => {
    const end = (answer: 'keep' | 'revert' | undefined) => {
      // First of all: closing says “close” at once, which is an answer as well.
      resolve(answer);
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
      reader.close();
    };
    const onAbort = () => {
      output.write('\n');
      end(undefined);
    };
    const timer = setInterval(prompt, 1000);
    signal.addEventListener('abort', onAbort, { once: true });
    reader.on('line', (line) => {
      const answer = line.trim().toLowerCase();
      if (answer === 'yes') end('keep');
      else if (answer === 'no') end('revert');
      else prompt();
    });
    // Ctrl+C and Ctrl+D.
    reader.on('SIGINT', () => end('revert'));
    reader.on('close', () => end('revert'));
    if (signal.aborted) onAbort();
    else prompt();
  });
}
