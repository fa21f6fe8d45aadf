import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS | undefined>();

/**
 * Whether a text matches a pattern of `~`, as RouterOS (POSIX extended) reads it. Undefined for a pattern that can't be
 * read here. The time is linear in the text whatever the pattern: it may come from a stranger's script.
 */
export function matchesPattern(text: string, pattern: string): boolean | undefined {
  if (!compiled.has(pattern)) {
    if (compiled.size > 500) compiled.clear();
    compiled.set(pattern, compile(pattern));
  }
  return compiled.get(pattern)?.matcher(text).find();
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
