import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A call that can't be understood: one line on standard error, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads the options of a command; throws {@link UsageError} with the command that shows the help. */
export function readArguments<T extends Options>(command: string, args: readonly string[], options: T) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' } } as T & { help: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.split('\n')[0]?.replace(/\. To specify.*/, '') : String(error);
    throw new UsageError(`${reason}; see rscope ${command} --help`);
  }
}
