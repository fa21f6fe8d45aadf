/** A command of the script language, for people. */
export interface ScriptCommand {
  /** Its values as one writes them, in order: `value`, `[end]`, `do={…}`. The part before a `=` is the argument's name. */
  readonly parameters: readonly ScriptParameter[];
  /** One sentence: what it does, and what it gives. */
  readonly summary: string;
}

export interface ScriptParameter {
  /** As the signature shows it; in brackets where it may be left out. */
  readonly label: string;
  /** The argument of the catalogue that it is. */
  readonly argument: string;
  readonly summary: string;
}

const p = (label: string, argument: string, summary: string): ScriptParameter => ({ label, argument, summary });
const VALUE = p('value', 'value', 'Any value.');

/** The commands that stand behind `:` (facts: grammar, section 8; command data, "Script commands"). */
export const SCRIPT_COMMANDS: Readonly<Record<string, ScriptCommand>> = {
  beep: {
    parameters: [
      p('[frequency]', 'frequency', 'In Hz.'),
      p('[length]', 'length', 'How long it sounds, such as `100ms`.'),
    ],
    summary: 'Sounds the speaker of the device.',
  },
  break: { parameters: [], summary: 'Leaves the innermost loop.' },
  continue: { parameters: [], summary: 'Goes on with the next round of the innermost loop.' },
  convert: {
    parameters: [VALUE, p('[from=…]', 'from', 'How the value is written now.'), p('to=…', 'to', 'How it is wanted.')],
    summary: 'Writes a value another way, such as base64, hex or URL encoding.',
  },
  delay: {
    parameters: [p('time', 'delay-time', 'How long, such as `10s`; a number without a unit is seconds.')],
    summary: 'Waits.',
  },
  deserialize: {
    parameters: [VALUE, p('from=…', 'from', 'The format of the text: `json`, `csv` or `dsv`.')],
    summary: 'Reads a text of a known format into an array.',
  },
  do: {
    parameters: [
      p('{…}', 'command', 'What to do.'),
      p('[while=(…)]', 'while', 'Does it again as long as this is true.'),
      p('[on-error={…}]', 'on-error', 'What to do if it fails; the script then goes on.'),
    ],
    summary: 'Runs a block: once, or again while a condition holds.',
  },
  error: { parameters: [p('message', 'message', 'The text of the error.')], summary: 'Ends the script with an error.' },
  execute: {
    parameters: [p('script', 'script', 'The code, as a text or in braces.')],
    summary: 'Runs code in a job of its own, and does not wait for it.',
  },
  exit: { parameters: [], summary: 'Ends the script without an error.' },
  find: {
    parameters: [
      p('in', 'in', 'The text or array to look in.'),
      p('key', 'key', 'What to look for.'),
      p('[from]', 'from', 'The place behind which to begin.'),
    ],
    summary: 'Gives the place, from 0, of a value in a text or an array; nothing where it is not found.',
  },
  for: {
    parameters: [
      p('name', 'counter', 'The variable that counts, without `$`.'),
      p('from=…', 'from', 'The first number.'),
      p('to=…', 'to', 'The last number, which is counted too.'),
      p('[step=…]', 'step', 'By how much it counts; negative to count down.'),
      p('do={…}', 'do', 'What to do in each round.'),
    ],
    summary: 'Counts from a number to another.',
  },
  foreach: {
    parameters: [
      p('name[,name]', 'counter', 'The variable for each value, without `$`; with two, the first is the key.'),
      p('in=…', 'in', 'An array, often `[find …]`.'),
      p('do={…}', 'do', 'What to do with each value.'),
    ],
    summary: 'Goes through the values of an array.',
  },
  global: {
    parameters: [
      p('name', 'name', 'Without `$`.'),
      p('[value]', 'value', 'Without one, the variable keeps the value that it has.'),
    ],
    summary: 'Makes a variable that stays on the router after the script, or makes one that exists visible here.',
  },
  grep: {
    parameters: [
      p('script', 'script', 'The code whose output is searched.'),
      p('[pattern=…]', 'pattern', 'A regular expression.'),
    ],
    summary: 'Keeps the lines of an output that fit a pattern.',
  },
  if: {
    parameters: [
      p('(condition)', 'condition', 'An expression that is true or false.'),
      p('do={…}', 'do', 'What to do where it is true.'),
      p('[else={…}]', 'else', 'What to do where it is not.'),
    ],
    summary: 'Does something only where a condition holds.',
  },
  import: {
    parameters: [p('file-name', 'file-name', 'A file on the router.')],
    summary: 'Runs a script file; it stops at the first line that is refused.',
  },
  jobname: { parameters: [], summary: 'Gives the name of the script that runs.' },
  len: {
    parameters: [p('value', 'value', 'A text or an array.')],
    summary: 'Gives the number of bytes of a text, or of values of an array.',
  },
  local: {
    parameters: [
      p('name', 'name', 'Letters and digits, without `$`; any other name in quotes.'),
      p('[value]', 'value', 'Its first value; `do={…}` instead makes it a function.'),
    ],
    summary: 'Makes a variable that lives to the end of this block.',
  },
  lock: {
    parameters: [p('[delay=…]', 'delay', 'How long to wait for it.')],
    summary: 'Keeps a second run of this script from starting meanwhile.',
  },
  log: { parameters: [], summary: 'Writes to the log: `:log info "text"`, or `warning`, `error`, `debug`.' },
  nothing: { parameters: [], summary: 'Gives the value nothing.' },
  onerror: {
    parameters: [
      p('name', 'error', 'The variable for the error’s text, without `$`.'),
      p('in={…}', 'in', 'What to try.'),
      p('do={…}', 'do', 'What to do if it fails.'),
    ],
    summary: 'Tries something, and catches its error with the text of it.',
  },
  parse: {
    parameters: [p('text', 'value', 'Code.')],
    summary: 'Reads a text as code, and gives a function that runs it.',
  },
  pick: {
    parameters: [
      p('value', 'counter', 'A text or an array.'),
      p('begin', 'begin', 'The first place, from 0.'),
      p('[end]', 'end', 'The place before which it ends; without it, one character or value.'),
    ],
    summary: 'Takes a part of a text or an array.',
  },
  ping: {
    parameters: [p('address', 'address', 'Whom to ask.'), p('[count=…]', 'count', 'How often; without it, for ever.')],
    summary: 'Asks an address for an answer, and gives the number of answers.',
  },
  put: { parameters: [p('value', 'message', 'What to show.')], summary: 'Shows a value on the console.' },
  range: {
    parameters: [p('from', 'from', 'The first number.'), p('to', 'to', 'The last one.')],
    summary: 'Makes an array of numbers.',
  },
  resolve: {
    parameters: [
      p('name', 'domain-name', 'A host name.'),
      p('[server=…]', 'server', 'The DNS server to ask; without it, the router’s own.'),
    ],
    summary: 'Gives the address of a host name; an error where there is none.',
  },
  retry: {
    parameters: [
      p('command={…}', 'command', 'What to try.'),
      p('delay=…', 'delay', 'How long to wait between two tries.'),
      p('max=…', 'max', 'How many tries there are.'),
      p('[on-error={…}]', 'on-error', 'What to do if all fail.'),
    ],
    summary: 'Tries something until it does not fail.',
  },
  return: {
    parameters: [p('[value]', 'value', 'What the function gives.')],
    summary: 'Ends the function, and gives its value.',
  },
  rndnum: {
    parameters: [p('from=…', 'from', 'The lowest number.'), p('to=…', 'to', 'The highest number.')],
    summary: 'Gives a random number.',
  },
  rndstr: {
    parameters: [
      p('length=…', 'length', 'How many characters.'),
      p('[from=…]', 'from', 'The characters to take from.'),
    ],
    summary: 'Gives a random text.',
  },
  serialize: {
    parameters: [VALUE, p('to=…', 'to', 'The format: `json`, `csv` or `dsv`.')],
    summary: 'Writes an array as a text of a known format.',
  },
  set: {
    parameters: [
      p('name', 'name', 'A variable that is declared above, without `$`.'),
      p('value', 'value', 'Its new value; `:set name` alone takes the variable away.'),
    ],
    summary: 'Changes a variable.',
  },
  time: {
    parameters: [p('{…}', 'command', 'What to run.')],
    summary: 'Runs a block, and gives the time that it took.',
  },
  timestamp: { parameters: [], summary: 'Gives the time since 1970.' },
  toarray: { parameters: [VALUE], summary: 'Makes an array; a text is split at its commas.' },
  tobool: { parameters: [VALUE], summary: 'Makes a value true or false.' },
  tocrlf: { parameters: [p('text', 'input', 'A text.')], summary: 'Ends the lines of a text as Windows does.' },
  toid: { parameters: [VALUE], summary: 'Makes an id of an item, such as `*1A`.' },
  toip: { parameters: [VALUE], summary: 'Makes an IPv4 address; nothing where the value is none.' },
  toip6: { parameters: [VALUE], summary: 'Makes an IPv6 address; nothing where the value is none.' },
  tolf: { parameters: [p('text', 'input', 'A text.')], summary: 'Ends the lines of a text as Linux does.' },
  tonsec: { parameters: [VALUE], summary: 'Gives a time in nanoseconds.' },
  tonum: { parameters: [VALUE], summary: 'Makes a number; nothing where the value is none.' },
  tostr: { parameters: [VALUE], summary: 'Makes a text.' },
  totime: { parameters: [VALUE], summary: 'Makes a time.' },
  typeof: { parameters: [VALUE], summary: 'Gives the name of a value’s type: `str`, `num`, `array`, `nothing` …' },
  while: {
    parameters: [
      p('(condition)', 'condition', 'An expression that is true or false.'),
      p('do={…}', 'do', 'What to do in each round.'),
    ],
    summary: 'Does something as long as a condition holds.',
  },
};

/** `:pick value begin [end]`. */
export function signatureOf(name: string, { parameters }: ScriptCommand): string {
  return [`:${name}`, ...parameters.map(({ label }) => label)].join(' ');
}
