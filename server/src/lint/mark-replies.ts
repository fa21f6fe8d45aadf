import { defaultRoutes } from '../network/default-routes';
import { lanSide } from '../network/lan-side';
import { askConnectionMarkers, askSteeringRules } from '../network/questions/steering';
import { isLanList } from '../network/uplinks';
import { lineEnd, quoteValue } from './edit-text';
import type { Fix, RuleContext } from './lint-rule';

/**
 * A fix that leads replies back by the uplinks that the connections came in by: marks, rules that route by them, and,
 * where an uplink has no table yet, the table with its route. Parts that are there are used. None where the version, the
 * gateway of an uplink or what is inside is not known.
 */
export function markReplies(context: RuleContext, names: readonly string[]): readonly Fix[] {
  const { text, version } = context;
  const inside = insideMatcher(context);
  const parts = names.map((name) => partsOf(context, name));
  if (!version || inside === undefined || parts.length === 0) return [];
  const isSix = version.major < 7;
  const before: string[] = [];
  const rules: string[] = [];
  for (const part of parts) {
    if (!part) return [];
    const { name, gateway, table, mark } = part;
    if (part.isNewTable) {
      if (!isSix) before.push(`/routing table add name=${table} fib`);
      const property = isSix ? 'routing-mark' : 'routing-table';
      before.push(`/ip route add dst-address=0.0.0.0/0 gateway=${gateway} ${property}=${table} check-gateway=ping`);
    }
    rules.push(
      ...(part.isMarked
        ? []
        : [
            `add chain=prerouting action=mark-connection in-interface=${quoteValue(name)} connection-state=new connection-mark=no-mark new-connection-mark=${mark} passthrough=yes`,
          ]),
      ...(part.steered.has('prerouting') ? [] : [steer('prerouting', `${inside} connection-mark=${mark}`, table)]),
      ...(part.steered.has('output') ? [] : [steer('output', `connection-mark=${mark}`, table)]),
    );
  }
  if (rules.length === 0) return [];
  const end = lineEnd(text, text.trimEnd().length);
  const lines = ['', ...before, '/ip firewall mangle', ...rules];
  const newText = lines.map((line) => `\n${line}`).join('');
  return [
    {
      title: `Send replies back through ${names.join(' and ')}`,
      safe: false,
      edits: [{ range: { start: end, end }, newText }],
    },
  ];
}

function steer(chain: string, matchers: string, table: string): string {
  return `add chain=${chain} action=mark-routing ${matchers} new-routing-mark=${table} passthrough=no`;
}

interface Parts {
  readonly name: string;
  readonly gateway: string;
  readonly table: string;
  readonly isNewTable: boolean;
  readonly mark: string;
  readonly isMarked: boolean;
  /** The chains in which a rule routes by the mark already. */
  readonly steered: ReadonlySet<string>;
}

/** What the way back by an uplink is made of, as far as it is there. */
function partsOf({ network }: RuleContext, name: string): Parts | undefined {
  const routes = defaultRoutes(network).filter(
    ({ interfaces, certain, source }) => certain && source === 'static' && interfaces[0] === name,
  );
  const gateway = routes.find(({ table }) => table === 'main')?.gateways[0]?.text;
  const plain = name.replace(/[^A-Za-z0-9-]/g, '');
  if (gateway === undefined || plain === '' || !/^[\w.%-]+$/.test(gateway)) return undefined;
  // Of a table the best route tells which uplink it is for.
  const own = routes.find(
    ({ table, distance }) =>
      table !== undefined &&
      table !== 'main' &&
      !defaultRoutes(network).some((other) => other.table === table && (other.distance ?? 0) < (distance ?? 0)),
  )?.table;
  const table = own ?? `to_${plain}`;
  const steering = askSteeringRules(network).filter((each) => each.table === table);
  const mark = steering.find(({ connectionMark }) => connectionMark !== undefined)?.connectionMark ?? `from_${plain}`;
  if (!/^[\w.-]+$/.test(table) || !/^[\w.-]+$/.test(mark)) return undefined;
  return {
    ...{ name, gateway, table, mark, isNewTable: own === undefined },
    isMarked: askConnectionMarkers(network).some(
      (marker) => marker.mark === mark && marker.matchers.get('in-interface')?.includes(name),
    ),
    steered: new Set(steering.filter((each) => each.connectionMark === mark).map(({ baseChain }) => baseChain)),
  };
}

function insideMatcher({ network }: RuleContext): string | undefined {
  const list = network.interfaceLists.names.find(isLanList);
  if (list !== undefined) return `in-interface-list=${quoteValue(list)}`;
  const [first, ...more] = lanSide(network).map((each) => each.interface);
  return first !== undefined && more.length === 0 ? `in-interface=${quoteValue(first)}` : undefined;
}
