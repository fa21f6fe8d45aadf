import { IntervalSet } from '../../../base/interval-set';
import { valueOf } from '../../../config/item';
import { parsePorts } from '../../../network/lower-match';
import type { NetworkModel } from '../../../network/network-model';
import { TCP } from '../../../network/protocol-numbers';
import { walkToRouter } from '../../../network/questions/router-reach';
import { isFilterKnown } from '../../filter-menu';
import type { LintRule } from '../../lint-rule';

const HEAD =
  '# rscope-complete\n/ip firewall filter\nadd chain=input action=accept connection-state=established,related\n';

export const dropBeforeAcceptLockout: LintRule = {
  id: 'drop-before-accept-lockout',
  severity: 'warning',
  needs: 'menu-complete',
  summary: 'An input chain behind which nobody can manage the router any more.',
  why: 'Once these rules are in place, WinBox, SSH, the web page and the API are dropped whoever asks, from the inside too. What is connected stays so until it disconnects; then only MAC access or a reset leads back.',
  source: 'Securing your router.',
  valid: [
    { code: `${HEAD}add chain=input action=accept in-interface=bridge1\nadd chain=input action=drop` },
    {
      code: `${HEAD}add chain=input action=accept protocol=tcp dst-port=8291 src-address-list=admins\nadd chain=input action=drop`,
    },
  ],
  invalid: [
    { code: `${HEAD}add chain=input action=drop` },
    {
      code: `${HEAD}add chain=input action=drop\nadd chain=input action=accept in-interface=bridge1\n# rscope-disable-file rule-shadowed`,
    },
  ],
  check(context) {
    const { network, report } = context;
    if (!isFilterKnown(context) || network.rules('filter', 'input').length === 0) return;
    const walk = walkToRouter(network, {
      protocol: IntervalSet.of(TCP),
      dstPort: managementPorts(network),
    });
    if (walk.mayMeet('accept', 'fasttrack', 'unknown', 'translate')) return;
    // Port knocking and the like: a list that fills at run time opens the way, and is possible above.
    const rule = walk.regionsOf(['drop', 'reject', 'tarpit']).find(({ certain }) => !certain.isEmpty)?.rule;
    if (!rule) return;
    report({
      range: rule.origin.range,
      menu: '/ip/firewall/filter',
      message:
        'With this rule nobody reaches WinBox, SSH, the web page or the API any more, from the inside either. Accept the inside (or your own addresses) before it.',
    });
  },
};

/** WinBox, SSH, the web page and the API, where they listen. */
function managementPorts({ configuration }: NetworkModel): IntervalSet {
  const written = configuration.menu('/ip/service').items.map((item) => parsePorts(valueOf(item, 'port') ?? ''));
  return written.reduce<IntervalSet>(
    (all, ports) => (ports ? all.union(ports) : all),
    IntervalSet.of(22, 80, 443, 8291, 8728, 8729),
  );
}
