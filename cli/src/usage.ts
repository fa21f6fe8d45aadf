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

/** The value of `--format`, one of those that the command prints. */
export function readFormat<Format extends string>(value: string, formats: readonly [Format, ...Format[]]): Format {
  const format = formats.find((known) => known === value);
  if (format !== undefined) return format;
  const names = [formats.slice(0, -1).join(', '), formats[formats.length - 1]].filter(Boolean).join(' or ');
  throw new UsageError(`--format takes ${names}, not ${JSON.stringify(value)}`);
}

/** The one file of a command that takes just one. */
export function readOneFile(command: string, positionals: readonly string[]): string {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError(`${command} needs one file; see rscope ${command} --help`);
  return file;
}

/** A number of seconds of an option. Throws {@link UsageError}. */
export function readSeconds(option: string, text: string, least: number): number {
  const seconds = Number(text);
  if (!/^\d{1,5}(\.\d+)?$/.test(text) || seconds < least)
    throw new UsageError(`${option} takes a number of seconds from ${least}, not ${JSON.stringify(text)}`);
  return seconds;
}
