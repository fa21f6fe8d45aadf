/** Whether a path matches a pattern: `*` and `?` within a name, `**` for any folders. Both have `/` between names. */
export function matchesGlob(path: string, pattern: string): boolean {
  const source = pattern
    .split('/')
    .map((name) => (name === '**' ? '**' : nameSource(name)))
    .join('/')
    .replace(/(^|\/)\*\*\//g, '$1(?:[^/]+/)*')
    .replace(/\*\*$/, '.*');
  return new RegExp(`^${source}$`).test(path);
}

/** Whether a pattern names more than one path. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

function nameSource(name: string): string {
  return name
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replace(/\?/g, '[^/]');
}
