import { formatIpv4 } from '../../../server/src/base/ip-address';
import { parseIpv4Prefix } from '../../../server/src/base/ip-set';
import type { ValueType } from '../../../server/src/catalogue/value-type';
import { Refusal } from './refusal';

const YES = new Set(['yes', 'true']);
const NO = new Set(['no', 'false']);
/** Properties that the API prints as `true` and `false` in every menu. */
const FLAGS = new Set([
  'disabled',
  'log',
  'passthrough',
  'enabled',
  'allow-remote-requests',
  'dont-require-permissions',
  'dynamic',
  'running',
]);

/** A value as the router keeps it and the API prints it. Refuses what does not fit the type, in the router's words. */
export function normalizeValue(path: string, name: string, value: string, type: ValueType | undefined): string {
  if (FLAGS.has(name) || type?.kind === 'bool') {
    if (YES.has(value)) return 'true';
    if (NO.has(value)) return 'false';
    throw new Refusal(`input does not match any value of ${name}`, 1);
  }
  if (type?.kind === 'number' && /^-?\d+$/.test(value)) {
    const number = Number(value);
    if (number < type.min || number > type.max)
      throw new Refusal(`value of ${name} out of range (${type.min}..${type.max})`, 1);
  }
  if (type?.kind === 'number' && !/^(-?\d+|0x[0-9a-fA-F]+)$/.test(value))
    throw new Refusal(`invalid value for argument ${name}`, 1);
  if (name === 'address' && path === '/ip/address') return normalizeAddress(value);
  if (name === 'dst-address' && path === '/ip/route') return normalizeDestination(value);
  return value;
}

function normalizeAddress(value: string): string {
  const prefix = parseIpv4Prefix(value);
  if (!prefix) throw new Refusal('invalid value for argument address', 1);
  return `${formatIpv4(prefix.address)}/${prefix.length}`;
}

function normalizeDestination(value: string): string {
  const prefix = parseIpv4Prefix(value);
  return prefix ? `${formatIpv4(prefix.network.first ?? prefix.address)}/${prefix.length}` : value;
}

/** A stored value as a script writes it: the console says yes and no. */
export function scriptValue(value: string): string {
  return value === 'true' ? 'yes' : value === 'false' ? 'no' : value;
}
