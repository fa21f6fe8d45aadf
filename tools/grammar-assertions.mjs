/**
 * Assertions that vscode-tmgrammar-test does not take. A second `-` makes its regular expression try for ever, and it
 * compares whole scopes: one that no grammar gives would never be there, and so its absence prove nothing.
 *
 * @param {string} text An annotated test.
 * @param {ReadonlySet<string>} scopes Those that the grammars give.
 * @returns {{ line: number, problem: string }[]} Lines count from 1.
 */
export function mistakesOfAssertions(text, scopes) {
  return text.split('\n').flatMap((content, index) => {
    const [, words] = /^#\s*(?:\^[\^\s]*|<~*-+)(.*)$/.exec(content) ?? [];
    if (words === undefined) return [];
    const [wanted, unwanted = '', ...more] = ` ${words} `.split(' - ');
    const unknown = `${wanted} ${unwanted}`.split(/\s+/).filter((scope) => scope !== '' && !scopes.has(scope));
    const problems = unknown.map((scope) => `no grammar gives the scope ${scope}`);
    if (more.length > 0) problems.push('write one - and behind it all scopes that must not be there');
    return problems.map((problem) => ({ line: index + 1, problem }));
  });
}

/**
 * Every scope that a grammar, or a rule of it, gives.
 *
 * @param {unknown} rule
 * @returns {string[]}
 */
export function scopesOf(rule) {
  if (rule === null || typeof rule !== 'object') return [];
  return Object.entries(rule).flatMap(([key, value]) =>
    typeof value === 'string' && /^(name|contentName|scopeName)$/.test(key) ? value.split(' ') : scopesOf(value),
  );
}
