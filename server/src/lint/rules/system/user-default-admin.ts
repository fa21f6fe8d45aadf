import { valueOf } from '../../../config/item';
import type { LintRule } from '../../lint-rule';

export const userDefaultAdmin: LintRule = {
  id: 'user-default-admin',
  severity: 'info',
  needs: 'menu-complete',
  summary: 'New users are added, and the user “admin” stays.',
  why: 'Every attack tries “admin” first. Once there is a user of your own with full rights, the built-in one is a name less to guess when it is gone or switched off.',
  source: 'Securing your router.',
  valid: [
    { code: '# rscope-complete\n/user\nadd name=ops group=full address=192.168.88.0/24\nset admin disabled=yes' },
    { code: '/user add name=ops group=full address=192.168.88.0/24' },
  ],
  invalid: [{ code: '# rscope-complete\n/user\nadd name=ops group=full address=192.168.88.0/24' }],
  check({ configuration, script, report }) {
    const { items, completeness, uncertain } = configuration.menu('/user');
    const own = items.find(
      (item) => item.added && valueOf(item, 'group') === 'full' && valueOf(item, 'name') !== 'admin',
    );
    if (completeness === 'fragment' || uncertain || !own) return;
    const isTouched = script.uses.some(
      (use) => use.menu.path === '/user' && /\badmin\b/.test(use.node.text) && use.command?.name !== 'add',
    );
    if (isTouched) return;
    report({
      range: own.origin.range,
      menu: '/user',
      message:
        'There is a user with full rights now, and “admin” is still there, the name that every attack tries first. Disable or remove it.',
    });
  },
};
