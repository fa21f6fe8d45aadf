import { type Item, valueOf } from '../../../config/item';
import { conditionsOfFind } from '../../../config/selector';
import { selectorOf } from '../../../resolve/resolve-script';
import type { LintRule } from '../../lint-rule';
import { codeBodies } from '../../stored-code';

const RULE = 'add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80';
const NAT = (second: string) =>
  `/ip firewall nat\n${RULE} connection-mark=s1 to-addresses=192.168.10.11 comment=web1\n${RULE} connection-mark=s2 to-addresses=192.168.10.12 comment=${second}\n`;
const SCRIPT = '/system script add name=web1-down source={ /ip firewall nat disable [find comment=web1] }';

export const commentKeyDuplicate: LintRule = {
  id: 'comment-key-duplicate',
  severity: 'warning',
  needs: 'owned',
  summary: 'A script that finds an item by its comment, and another item of the menu has the same comment.',
  why: 'find gives every item with that comment. The script that is to switch one server or one uplink off then takes the other one with it. Often a rule was copied and its comment with it.',
  source: 'Scripting tips and tricks.',
  valid: [
    { code: `${NAT('web2')}${SCRIPT}` },
    // Rules for one server may share a name.
    { code: `${NAT('web1').replace('192.168.10.12', '192.168.10.11')}${SCRIPT}` },
  ],
  invalid: [
    { code: `${NAT('web1')}${SCRIPT}` },
    {
      code: '/ip dhcp-client\nadd interface=ether1 disabled=no comment=isp\nadd interface=ether2 disabled=no default-route-distance=2 comment=isp\n/system script add name=renew source={ /ip dhcp-client disable [find comment=isp] }',
    },
  ],
  check(context) {
    const { configuration, report } = context;
    const reported = new Set<Item>();
    for (const body of codeBodies(context)) {
      if (!body.item) continue;
      for (const use of body.uses) {
        const kind = PURPOSES[use.menu.path];
        if (!kind || !SWITCHING.has(use.command?.name ?? '')) continue;
        const [condition, ...more] = conditionsOfFind(selectorOf(use)?.value) ?? [];
        if (condition?.property !== 'comment' || condition.operator !== '=' || more.length > 0) continue;
        const { value } = condition;
        const found = configuration.menu(use.menu.path).items.filter((item) => valueOf(item, 'comment') === value);
        const [first] = found;
        const other = first && found.find((item) => kind.some((name) => differs(first, item, name)));
        if (!first || !other || value === '' || reported.has(other)) continue;
        reported.add(other);
        report({
          range: other.properties.get('comment')?.origin.range ?? other.origin.range,
          message: `A script switches what has the comment “${value}”, and means one purpose: this item has the same comment, but another ${kind.find((name) => differs(first, other, name))}. It is switched along. Give it a comment of its own.`,
          related: [
            { range: first.origin.range, message: 'The other item of that comment.' },
            { range: body.place(use.node), message: 'The script that switches both.' },
          ],
        });
      }
    }
  },
};

const SWITCHING = new Set(['enable', 'disable', 'remove', 'set']);

/**
 * By menu what tells one purpose from another. Other menus are left out: there people name whole groups of items with one
 * comment, to switch them together.
 */
const PURPOSES: Readonly<Record<string, readonly string[]>> = {
  '/ip/firewall/nat': ['to-addresses'],
  '/ip/firewall/mangle': ['new-connection-mark', 'new-routing-mark'],
  '/ip/route': ['gateway'],
  '/ip/route/rule': ['table'],
  '/routing/rule': ['table'],
  '/ip/dhcp-client': ['interface'],
  '/interface/pppoe-client': ['interface'],
  '/tool/netwatch': ['host'],
  '/ip/address': ['interface'],
};

/** Whether both items have the property, with values that are known and not the same. */
function differs(a: Item, b: Item, name: string): boolean {
  const [first, second] = [a, b].map((item) => valueOf(item, name));
  return first !== undefined && second !== undefined && first !== '' && second !== '' && first !== second;
}
