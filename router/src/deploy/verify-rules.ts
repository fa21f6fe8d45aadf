import type { FirewallRule } from '../../../server/src/network/firewall-rule';
import { countedSince, describeRule, type RuleCounters } from '../device/rule-counters';
import { latest, untold, type Verification, type VerifyInput } from './verification';

/** Whether the rules of NAT and mangle are there, valid, and whether something goes through them. */
export function verifyRules(input: VerifyInput): readonly Verification[] {
  return [...verifyTable(input, 'nat'), ...verifyTable(input, 'mangle')];
}

/** What tells a rule from another one with the same chain and action. */
const TELLING = [
  ...['comment', 'in-interface', 'in-interface-list', 'out-interface', 'out-interface-list', 'connection-mark'],
  ...['new-connection-mark', 'new-routing-mark', 'to-addresses', 'per-connection-classifier', 'nth', 'dst-port'],
] as const;

function verifyTable(input: VerifyInput, table: 'nat' | 'mangle'): readonly Verification[] {
  const expected = input.planned.allRules(table).filter(({ item }) => item.certain && item.added);
  if (expected.length === 0) return [];
  const state = latest(input);
  const rules = state[table];
  const name = table === 'nat' ? 'NAT' : 'mangle';
  if (!rules) return [untold(`${name} rules`, state.refused[table])];
  const free = new Set(rules);
  const missing: FirewallRule[] = [];
  const present: RuleCounters[] = [];
  for (const rule of expected) {
    const twin = [...free].find((candidate) => isSame(rule, candidate));
    if (!twin) missing.push(rule);
    else {
      free.delete(twin);
      present.push(twin);
    }
  }
  return [
    presence(name, expected.length, missing),
    ...usability(name, present),
    ...movement(input, table, name, present),
  ];
}

function isSame(rule: FirewallRule, { chain, action, comment, properties }: RuleCounters): boolean {
  if ((rule.chain !== undefined && rule.chain !== chain) || (rule.action ?? 'accept') !== action) return false;
  return TELLING.every((name) => {
    const property = rule.item.properties.get(name);
    if (property && property.value === undefined) return true;
    return (property?.value ?? '') === (name === 'comment' ? comment : (properties[name] ?? ''));
  });
}

function presence(name: string, count: number, missing: readonly FirewallRule[]): Verification {
  const check = `${name} rules`;
  if (missing.length === 0)
    return {
      check,
      result: 'ok',
      text: count === 1 ? 'It is on the router.' : `All ${count} are on the router.`,
      whatToDo: '',
    };
  const shown = missing.slice(0, 3).map((rule) => {
    const comment = rule.item.properties.get('comment')?.value;
    return `${rule.chain ?? '?'} ${rule.action ?? 'accept'}${comment ? ` “${comment}”` : ''}`;
  });
  return {
    ...{ check, result: 'failed' },
    text: `${missing.length} of ${count} are not on the router as they should be: ${shown.join('; ')}${missing.length > 3 ? ' …' : ''}.`,
    whatToDo: `Compare with the router (rscope compare), or look in /ip firewall ${name.toLowerCase()} print.`,
  };
}

function usability(name: string, present: readonly RuleCounters[]): readonly Verification[] {
  return present
    .filter(({ isInvalid, isDisabled }) => isInvalid || isDisabled)
    .map((rule) => ({
      check: `${name} ${describeRule(rule)}`,
      result: rule.isInvalid ? 'failed' : 'doubtful',
      text: rule.isInvalid ? 'The router marks it as invalid: it does nothing.' : 'It is switched off on the router.',
      whatToDo: rule.isInvalid
        ? 'It names an interface or a list that is not there (any more).'
        : 'A netwatch script may have switched it off; else enable it.',
    }));
}

/** Counters that stand still prove nothing: nobody may have used the uplink in these seconds. */
function movement(
  { after, later }: VerifyInput,
  table: 'nat' | 'mangle',
  name: string,
  present: readonly RuleCounters[],
): readonly Verification[] {
  const old = new Map(after[table]?.map((rule) => [rule.id, rule.packets]));
  const counting = present.filter(
    ({ chain, action, isDisabled, isInvalid }) =>
      !isDisabled && !isInvalid && (table === 'nat' ? chain === 'srcnat' : action.startsWith('mark-')),
  );
  if (counting.length === 0 || !later || !after[table]) return [];
  const moved = counting.filter(({ id, packets }) => countedSince(old.get(id) ?? 0, packets) > 0);
  const still = counting.filter((rule) => !moved.includes(rule));
  const check = `${name} counters`;
  if (still.length === 0)
    return [{ check, result: 'ok', text: `All ${counting.length} that matter move.`, whatToDo: '' }];
  const which = still.slice(0, 3).map(describeRule).join('; ');
  return [
    {
      ...{ check, result: 'doubtful' },
      text: `${moved.length} of ${counting.length} moved; still: ${which}${still.length > 3 ? ' …' : ''}.`,
      whatToDo:
        'Open a few connections from the LAN and look again; a rule that stays still is passed by earlier ones.',
    },
  ];
}
