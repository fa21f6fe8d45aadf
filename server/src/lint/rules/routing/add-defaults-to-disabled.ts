import { appendArgument } from '../../edit-text';
import type { LintRule, RuleContext } from '../../lint-rule';

export const addDefaultsToDisabled: LintRule = {
  id: 'add-defaults-to-disabled',
  severity: 'warning',
  needs: 'local',
  summary: 'A client or server that is added, and never switched on.',
  why: 'In a few menus add makes a disabled item unless it is told not to: the line succeeds, and nothing runs. On RouterOS 6 that is so for DHCP clients and servers, on both versions for PPPoE clients.',
  source: 'The habit of exports, which always write disabled=no there; not proven for each version, so a warning.',
  valid: [
    { code: '/ip dhcp-client add interface=ether1 disabled=no' },
    { code: '/ip dhcp-client add interface=ether1', routeros: '7.20' },
    { code: '/interface pppoe-client add name=pppoe1 interface=ether1\n/interface pppoe-client enable pppoe1' },
  ],
  invalid: [
    {
      code: '/ip dhcp-client add interface=ether1',
      routeros: '6.49',
      fixed: '/ip dhcp-client add interface=ether1 disabled=no',
    },
    {
      code: '/interface pppoe-client add name=pppoe1 interface=ether1',
      fixed: '/interface pppoe-client add name=pppoe1 interface=ether1 disabled=no',
    },
  ],
  check(context) {
    const { configuration, text, report } = context;
    for (const menu of menus(context)) {
      const { items, completeness } = configuration.menu(menu);
      // An export writes what is not the default: there an item without it is disabled on purpose.
      if (completeness === 'complete') continue;
      for (const item of items) {
        if (!item.added || !item.certain || item.properties.has('disabled') || item.properties.has('copy-from'))
          continue;
        if (isEnabledLater(text, menu)) continue;
        report({
          range: item.origin.range,
          message: `${menu} add makes a disabled item unless disabled=no is said: this one never runs.`,
          fixes: [
            {
              title: 'Switch it on (disabled=no)',
              safe: false,
              edits: [appendArgument(text, item.origin.range, 'disabled=no')],
            },
          ],
        });
      }
    }
  },
};

function menus({ version }: RuleContext): readonly string[] {
  const isSix = version !== undefined && version.major < 7;
  return ['/interface/pppoe-client', ...(isSix ? ['/ip/dhcp-client', '/ip/dhcp-server'] : [])];
}

/** A script may switch it on by a selector that the text does not tell. */
function isEnabledLater(text: string, menu: string): boolean {
  const name = menu.split('/').at(-1) ?? '';
  return new RegExp(`${name}[\\s/]+enable\\b`).test(text) || /^\s*enable\b/m.test(text);
}
