import { valueOf } from '../../../config/item';
import { insertBelowItem } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

export const servicePlaintext: LintRule = {
  id: 'service-plaintext',
  severity: 'warning',
  needs: 'menu-complete',
  summary: 'Telnet, FTP, the web page or the API still run, for everybody and in clear text.',
  why: 'A new router has them on. Passwords cross the network readable, and each is one more door. SSH, WinBox and the TLS services do the same work encrypted.',
  source: 'Securing your router; Services manual.',
  valid: [
    {
      code: '# rscope-complete\n/ip service\nset telnet disabled=yes\nset ftp disabled=yes\nset www address=192.168.88.0/24\nset api disabled=yes',
    },
    { code: '/ip service set telnet disabled=yes' },
  ],
  invalid: [
    {
      code: '# rscope-complete\n/ip service\nset telnet disabled=yes\nset ftp disabled=yes\nset www disabled=yes',
      fixed:
        '# rscope-complete\n/ip service\nset telnet disabled=yes\nset ftp disabled=yes\nset www disabled=yes\nset api disabled=yes',
    },
  ],
  check({ configuration, text, report }) {
    const { items, completeness, uncertain } = configuration.menu('/ip/service');
    const last = items.at(-1);
    // A file that doesn't touch the menu leaves it to another one.
    if (completeness === 'fragment' || uncertain || !last) return;
    const open = ['telnet', 'ftp', 'www', 'api'].filter((name) => {
      const item = items.findLast((each) => valueOf(each, 'name')?.split(',').includes(name));
      if (!item) return true;
      const disabled = item.properties.get('disabled');
      const address = item.properties.get('address');
      return (
        disabled?.value !== 'yes' &&
        disabled?.value !== 'true' &&
        (!address || address.value === '') &&
        (!disabled || disabled.value !== undefined)
      );
    });
    if (open.length === 0) return;
    report({
      range: last.origin.range,
      menu: '/ip/service',
      message: `${open.join(', ')} still run${open.length === 1 ? 's' : ''} for everybody, with passwords in clear text. Switch off what is not needed, or limit it by address.`,
      fixes: [
        {
          title: `Switch ${open.join(', ')} off`,
          safe: false,
          edits: [insertBelowItem(text, last, ...open.map((name) => `set ${name} disabled=yes`))],
        },
      ],
    });
  },
};
