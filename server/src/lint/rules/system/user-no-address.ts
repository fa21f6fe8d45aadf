import { valueOf } from '../../../config/item';
import type { LintRule } from '../../lint-rule';

export const userNoAddress: LintRule = {
  id: 'user-no-address',
  severity: 'info',
  needs: 'menu-complete',
  summary: 'A user with full rights who may log in from anywhere.',
  why: 'If the firewall ever fails, or a password is lost, a list of addresses still keeps strangers from logging in as this user.',
  source: 'Securing your router.',
  valid: [{ code: '# rscope-complete\n/user add name=ops group=full address=192.168.88.0/24\n/user disable admin' }],
  invalid: [{ code: '# rscope-complete\n/user add name=ops group=full\n/user disable admin' }],
  check({ configuration, report }) {
    const { items, completeness } = configuration.menu('/user');
    if (completeness === 'fragment') return;
    for (const item of items) {
      const address = item.properties.get('address');
      if (
        !item.added ||
        valueOf(item, 'group') !== 'full' ||
        (address && address.value !== '' && address.value !== '0.0.0.0/0')
      )
        continue;
      report({
        range: item.origin.range,
        menu: '/user',
        message: `“${valueOf(item, 'name') ?? 'This user'}” may log in from any address. Limit it with address= to the networks that you manage the router from.`,
      });
    }
  },
};
