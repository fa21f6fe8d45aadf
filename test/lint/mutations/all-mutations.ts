import { EXPOSURE } from './exposure';
import { FIREWALL } from './firewall';
import { LANGUAGE } from './language';
import { LOAD_BALANCING } from './load-balancing';
import { MANGLE_RULES } from './mangle';
import type { Mutation } from './mutation';
import { ROUTING } from './routing';
import { SCRIPTS } from './scripts';
import { SERVER_BALANCING } from './server-balancing';

export const MUTATIONS: readonly Mutation[] = [
  ...LOAD_BALANCING,
  ...MANGLE_RULES,
  ...ROUTING,
  ...FIREWALL,
  ...EXPOSURE,
  ...SCRIPTS,
  ...SERVER_BALANCING,
  ...LANGUAGE,
];
