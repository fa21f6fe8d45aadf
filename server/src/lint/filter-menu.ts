import type { RuleContext } from './lint-rule';

/** Whether the filter and what its rules name are known to their end, so that what is missing there is missing. */
export function isFilterKnown({ network }: RuleContext): boolean {
  const { completeness, uncertain } = network.knowledgeOf(
    ...['/ip/firewall/filter', '/ip/firewall/raw', '/interface/list', '/interface/list/member'],
    '/ip/firewall/address-list',
  );
  return completeness !== 'fragment' && !uncertain;
}
