import type { LintRule } from '../../lint-rule';

export const hardcodedSecret: LintRule = {
  id: 'hardcoded-secret',
  severity: 'warning',
  needs: 'local',
  summary: 'A password, key or token that stands in the script.',
  why: 'Scripts are copied, mailed, put under version control and pasted into forums. Whoever has the file has the secret, and it stays in every old copy.',
  source: 'Securing your router.',
  valid: [
    { code: '/ppp secret add name=office password=$password' },
    { code: '/ppp secret add name=office password="CHANGE-ME"' },
    { code: '/interface wireless security-profiles add name=x wpa2-pre-shared-key=""' },
  ],
  invalid: [
    { code: '/ppp secret add name=office password=Kx7-uQ2m' },
    { code: '/tool fetch url="https://api.example.org/send?token=9f8e7d6c5b4a3210"' },
  ],
  check(context) {
    for (const use of context.script.uses) {
      if (use.kind !== 'command' || use.menu.parent === undefined) continue;
      for (const { form, name, text, value, range } of use.arguments) {
        if (form !== 'named' || !value) continue;
        const own = name.slice(name.lastIndexOf('.') + 1);
        if (SECRETS.test(own) && text !== undefined && !isPlaceholder(text))
          context.report({
            range: value,
            message: `This ${own} stands in the script for everyone who gets the file. Ask for it when the script runs, or set it on the router by hand.`,
          });
        else if (own === 'url' && TOKEN.test(value.text))
          context.report({
            range,
            message:
              'This address holds a token or password, for everyone who gets the file. Keep it in a global variable that the router sets.',
          });
      }
    }
  },
};

const SECRETS =
  /^(password|passphrase|secret|ipsec-secret|(wpa2?-|wpa3-)?pre-shared-key|authentication-password|encryption-password|auth-key|authentication-key|private-key|preshared-key|radius-secret|shared-secret)$/;

/** Query parameters, the token of a Telegram bot, user and password before an @; not where a variable fills it in. */
const TOKEN =
  /[?&](?:token|api_?key|access_token|password|passwd|secret)=(?!\$)[^&"$\\]{6,}|\/bot\d{6,}:[\w-]{20,}|:\/\/[^/@:$"\s]+:[^/@:$"\s]{3,}@/i;

/** What guides write where the reader is to put the own one, and what leaves nothing to hide. */
function isPlaceholder(text: string): boolean {
  return (
    text.trim() === '' ||
    /^(.)\1*$/.test(text) ||
    /change|replace|your|example|placeholder|password|secret|passphrase|^pass$|insert|here|<.*>|\.\.\.|\*\*|^xx|_key$|^psk$/i.test(
      text,
    )
  );
}
