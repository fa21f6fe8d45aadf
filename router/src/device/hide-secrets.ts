/** A script may log or hold what it should not: the value behind such a name is not for anybody's screen. */
const SECRET_VALUE =
  /((?:password|passphrase|passwd|secret|community|token|[\w-]*(?<!public-)key)["']?\s*[=:]\s*)(\\?"(?:[^"\\]|\\(?!"))*\\?"|[^\s;,\\]+)/gi;

/** A text with `••••` in the place of what looks like a secret. */
export function hideSecrets(text: string): string {
  return text.replace(SECRET_VALUE, '$1••••');
}
