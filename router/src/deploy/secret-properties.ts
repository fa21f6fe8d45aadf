import { SECRET } from './deploy-plan';

/** Keys that everybody may see. */
const PUBLIC: ReadonlySet<string> = new Set(['public-key', 'host-key-type']);

/** Whether a property is one whose value must not be shown. Whoever knows the name of an SNMP community is let in by it. */
export function isSecret(name: string, menu = ''): boolean {
  return (SECRET.test(name) && !PUBLIC.has(name)) || (menu === '/snmp/community' && name === 'name');
}
