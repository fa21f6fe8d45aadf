import { valueOf } from '../../../config/item';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

export const sshStrongCrypto: LintRule = {
  id: 'ssh-strong-crypto',
  severity: 'hint',
  needs: 'local',
  summary: 'SSH set up to accept weak ciphers.',
  why: 'With strong-crypto=yes the router prefers long keys and current ciphers, and refuses those that are known to be weak. Every client of the last ten years can do them.',
  source: 'Securing your router; SSH manual.',
  valid: [{ code: '/ip ssh set strong-crypto=yes' }, { code: '/ip ssh set forwarding-enabled=no' }],
  invalid: [{ code: '/ip ssh set strong-crypto=no', fixed: '/ip ssh set strong-crypto=yes' }],
  check({ configuration, text, report }) {
    for (const item of configuration.menu('/ip/ssh').items) {
      const value = valueOf(item, 'strong-crypto');
      if (value !== 'no' && value !== 'false') continue;
      report({
        range: placeOf(item, 'strong-crypto'),
        message: 'SSH accepts weak ciphers. Set strong-crypto=yes; only very old clients need them.',
        fixes: [
          { title: 'Use strong ciphers only', safe: false, edits: [setProperty(text, item, 'strong-crypto', 'yes')] },
        ],
      });
    }
  },
};
