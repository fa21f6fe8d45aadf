import type { AllowEntry } from '../lint/allow-list';
import type { Severity } from '../lint/lint-rule';
import { isRuleOrGroup } from '../lint/rule-severities';

/** The file beside the scripts that says the same as the settings of the editor. */
export const CONFIG_FILE = '.rscope.json';

/** What can be set for scripts, in the editor and in a file. */
export interface RscopeConfig {
  readonly routerosVersion?: string;
  readonly project?: {
    readonly complete?: boolean;
    /** Files, folders and patterns that are one configuration, in the order in which they run. */
    readonly files?: readonly string[];
  };
  /** By the id of a rule or a group of rules. */
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
  readonly allow?: readonly AllowEntry[];
}

/** A file of settings, and what is wrong with it in words for people. What is wrong is left out. */
export interface ConfigFile {
  readonly config: RscopeConfig;
  readonly problems: readonly string[];
}

const SEVERITIES = ['error', 'warning', 'info', 'hint', 'off'];
const KNOWN: Readonly<Record<string, (value: unknown, reader: Reader) => unknown>> = {
  routerosVersion: (value, reader) => {
    if (typeof value === 'string' && /^$|^[67](\.\d+){0,2}$/.test(value)) return value;
    return reader.wrong('“routerosVersion” is a version such as "6.49" or "7.20"');
  },
  project: readProjectPart,
  rules: readRules,
  allow: readAllowList,
};

/** Reads the text of a file of settings. Comments in it and a comma too many are an error, as JSON has it. */
export function readConfigFile(text: string): ConfigFile {
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { config: {}, problems: [`This is no JSON, so nothing in it counts: ${reason}.`] };
  }
  return checkConfig(root);
}

/** Checks settings, wherever they come from. */
export function checkConfig(root: unknown): ConfigFile {
  const reader = new Reader();
  if (!isRecord(root)) {
    reader.wrong('The settings are an object: { "rules": { … } }');
    return { config: {}, problems: reader.problems };
  }
  const config: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(root)) {
    const read = KNOWN[name];
    if (name === '$schema') continue;
    const found = read ? read(value, reader) : reader.unknown(name, Object.keys(KNOWN));
    if (found !== undefined) config[name] = found;
  }
  return { config, problems: reader.problems };
}

class Reader {
  readonly problems: string[] = [];

  wrong(problem: string): undefined {
    this.problems.push(`${problem}.`);
    return undefined;
  }
  unknown(name: string, known: readonly string[]): undefined {
    return this.wrong(`There is no “${name}”; known are ${known.join(', ')}`);
  }
}

function readProjectPart(value: unknown, reader: Reader): RscopeConfig['project'] {
  if (!isRecord(value)) return reader.wrong('“project” is an object: { "files": ["00-base.rsc", "10-wan.rsc"] }');
  const { files, complete, ...more } = value;
  for (const name of Object.keys(more)) reader.unknown(`project.${name}`, ['project.files', 'project.complete']);
  const isList = Array.isArray(files) && files.every((file) => typeof file === 'string' && file.trim() !== '');
  if (files !== undefined && !isList)
    reader.wrong('“project.files” is a list of files, folders and patterns: ["00-base.rsc", "parts/*.rsc"]');
  if (complete !== undefined && typeof complete !== 'boolean') reader.wrong('“project.complete” is true or false');
  return { ...(isList && { files }), ...(typeof complete === 'boolean' && { complete }) };
}

function readRules(value: unknown, reader: Reader): RscopeConfig['rules'] {
  if (!isRecord(value)) return reader.wrong('“rules” is an object: { "security": "warning" }');
  const rules: Record<string, Severity | 'off'> = {};
  for (const [id, severity] of Object.entries(value)) {
    if (!isRuleOrGroup(id)) reader.wrong(`There is no rule and no group of rules “${id}”`);
    else if (!SEVERITIES.includes(String(severity)))
      reader.wrong(`“rules.${id}” is one of ${SEVERITIES.join(', ')}, not ${JSON.stringify(severity)}`);
    else rules[id] = severity as Severity | 'off';
  }
  return rules;
}

function readAllowList(value: unknown, reader: Reader): RscopeConfig['allow'] {
  if (!Array.isArray(value))
    return reader.wrong('“allow” is a list: [{ "rule": "service-plaintext", "reason": "inside only" }]');
  return value.flatMap((entry: unknown, index) => readAllowEntry(entry, `allow[${index}]`, reader) ?? []);
}

const ENTRY = ['rule', 'file', 'line', 'comment', 'reason'] as const;

function readAllowEntry(entry: unknown, name: string, reader: Reader): AllowEntry | undefined {
  if (!isRecord(entry)) return reader.wrong(`“${name}” is an object with a rule and a reason`);
  for (const key of Object.keys(entry))
    if (!ENTRY.some((known) => known === key)) return reader.unknown(`${name}.${key}`, ENTRY);
  const { rule, file, line, comment, reason } = entry;
  if (typeof rule !== 'string' || !isRuleOrGroup(rule))
    return reader.wrong(`“${name}.rule” is the id of a rule or a group, not ${JSON.stringify(rule) ?? 'left out'}`);
  if (typeof reason !== 'string' || reason.trim() === '')
    return reader.wrong(`“${name}.reason” says why “${rule}” is right here; without one the entry does not count`);
  for (const [key, text] of Object.entries({ file, line, comment }))
    if (text !== undefined && (typeof text !== 'string' || text === ''))
      return reader.wrong(`“${name}.${key}” is a text`);
  return {
    ...{ rule, reason },
    ...(typeof file === 'string' && { file }),
    ...(typeof line === 'string' && { line }),
    ...(typeof comment === 'string' && { comment }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Two sources of settings as one: what the first says wins, rule by rule; the allow lists count both. */
export function mergeConfig(first: RscopeConfig, second: RscopeConfig): RscopeConfig {
  const version = first.routerosVersion || second.routerosVersion;
  const files = first.project?.files?.length ? first.project.files : second.project?.files;
  return {
    ...(version && { routerosVersion: version }),
    project: {
      complete: first.project?.complete === true || second.project?.complete === true,
      ...(files && { files }),
    },
    rules: { ...second.rules, ...first.rules },
    allow: [...(first.allow ?? []), ...(second.allow ?? [])],
  };
}
