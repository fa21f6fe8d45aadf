import { SECRET } from './deploy-plan';

/** Keys that everybody may see. */
const PUBLIC: ReadonlySet<string> = new Set(['public-key', 'host-key-type']);

/** Whether a property is one whose value must not be shown. */
export function isSecret(name: string): boolean {
  return SECRET.test(name) && !PUBLIC.has(name);
}
