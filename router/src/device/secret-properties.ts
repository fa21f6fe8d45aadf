import { hideSecrets } from './hide-secrets';

/** Names of properties whose values must not be shown. */
const SECRET = /password|secret|passphrase|pre-shared-key|private-key|-key$|community|token|^(pin|psk)$/;
/** Keys that everybody may see. */
const PUBLIC: ReadonlySet<string> = new Set(['public-key', 'host-key-type']);
/** Properties that hold code, which may hold secrets. */
const CODE = /^(source|on-event|(.*-)?script|on-(up|down|login|logout|error|message))$/;

/** Whether a property is one whose value must not be shown. Whoever knows the name of an SNMP community is let in by it. */
export function isSecret(name: string, menu = ''): boolean {
  return (SECRET.test(name) && !PUBLIC.has(name)) || (menu === '/snmp/community' && name === 'name');
}

/** A value without the secrets that it holds, where its property holds code; that of a secret property is not for here. */
export function codeWithoutSecrets(name: string, value: string): string {
  return CODE.test(name) ? hideSecrets(value) : value;
}

/** Whether a value is such code, with a secret left out. */
export function isMasked(name: string, value: string): boolean {
  return CODE.test(name) && value.includes('••••');
}
