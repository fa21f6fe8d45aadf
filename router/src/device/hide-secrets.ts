/** A word in capitals, small letters, or both. */
const anyCase = (word: string) => [...word].map((letter) => `[${letter}${letter.toUpperCase()}]`).join('');
/** A word that may stand in others (`bypass`, `monkey`): it counts at their beginning, or with a capital of its own. */
const apart = (word: string) => {
  const capital = `${word[0]?.toUpperCase()}${word.slice(1)}`;
  return `(?:(?<![A-Za-z])${word}|${capital}|${word.toUpperCase()})`;
};

/** A name behind which stands what is for nobody's screen: `wifi-password`, `wanPass`, `pre-shared-key`. */
const NAME = `[\\w-]*(?:${[
  ...['password', 'passphrase', 'passwd', 'secret', 'community', 'token', 'apikey'].map(anyCase),
  ...['pass', 'pwd', 'pw', 'psk', 'pin'].map(apart),
  `(?<!public-)${apart('key')}`,
].join('|')})`;
/** A text in quotes, one in quotes that are escaped because it stands in another text, or a word. */
const VALUE = '(?:"(?:[^"\\\\]|\\\\[\\s\\S])*(?:"|$)|\\\\"(?:[^"\\\\]|\\\\\\\\\\\\"|\\\\(?!"))*\\\\"|[^\\s;,\\\\}]+)';

/** `password=x`, `"secret": "x"`. */
const ASSIGNED = new RegExp(`(${NAME}(?:\\\\?["'])?\\s*[=:]\\s*)${VALUE}`, 'g');
/** `:local wifiPassword "x"`; what is computed there is no secret yet. */
const DECLARED = new RegExp(
  `((?<![\\w-])(?:local|global|set)\\s+(?:\\\\?["'])?${NAME}\\w*(?:\\\\?["'])?\\s+)(?![=$[({])${VALUE}`,
  'g',
);
/** `Authorization: Bearer x`, and `https://user:x@host`. */
const AUTHORIZATION = /(\bauthorization["']?\s*[=:]\s*(?:basic|bearer|token)?\s*)[^\s";,\\]+/gi;
const IN_ADDRESS = /([a-z][\w+.-]*:\/\/[^\s/:@"]*:)[^\s/@"]+(?=@)/gi;

/** A text with `••••` in the place of what looks like a secret: a script may log or hold what it should not. */
export function hideSecrets(text: string): string {
  return [AUTHORIZATION, IN_ADDRESS, DECLARED, ASSIGNED].reduce((shown, form) => shown.replace(form, '$1••••'), text);
}
