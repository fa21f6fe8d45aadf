import { valueOf } from '../../config/item';
import { type ChainEntry, effectiveConditions } from '../chain-entries';
import { NO_MARK } from '../cube';
import { tableOf } from '../default-routes';
import type { FirewallRule } from '../firewall-rule';
import type { NetworkModel } from '../network-model';

/** A mangle rule of prerouting or output that sends packets to a table of their own, with all its conditions. */
export interface SteeringRule {
  readonly rule: FirewallRule;
  readonly table: string;
  readonly baseChain: string;
  readonly entry: ChainEntry;
  /** The matchers of the rule and of the jumps that lead to it. */
  readonly matchers: ReadonlyMap<string, readonly string[]>;
  /** The connection mark that it asks for; undefined where it looks at every packet by itself. */
  readonly connectionMark: string | undefined;
}

/** A mangle rule that marks connections, with all its conditions. */
export interface ConnectionMarker {
  readonly rule: FirewallRule;
  readonly mark: string;
  readonly baseChain: string;
  readonly entry: ChainEntry;
  readonly matchers: ReadonlyMap<string, readonly string[]>;
}

/** The rules that steer by a routing mark, once for each way into their chain. */
export function askSteeringRules(model: NetworkModel): readonly SteeringRule[] {
  return model.once(findSteeringRules);
}

function findSteeringRules(model: NetworkModel): readonly SteeringRule[] {
  return model.allRules('mangle').flatMap((rule) => {
    const table = rule.value('new-routing-mark');
    if (rule.action !== 'mark-routing' || !rule.isCertain || !table || table === 'main') return [];
    return effectiveConditions(model, rule).map(({ entry, matchers }) => {
      const asked = matchers.get('connection-mark')?.find((mark) => mark !== NO_MARK && !mark.startsWith('!'));
      return { rule, table, baseChain: entry.baseChain, entry, matchers, connectionMark: asked };
    });
  });
}

/** The rules that mark connections, once for each way into their chain. */
export function askConnectionMarkers(model: NetworkModel): readonly ConnectionMarker[] {
  return model.once(findConnectionMarkers);
}

function findConnectionMarkers(model: NetworkModel): readonly ConnectionMarker[] {
  return model.allRules('mangle').flatMap((rule) => {
    const mark = rule.value('new-connection-mark');
    if (rule.action !== 'mark-connection' || !rule.isCertain || !mark || mark === NO_MARK) return [];
    return effectiveConditions(model, rule).map(({ entry, matchers }) => {
      return { rule, mark, baseChain: entry.baseChain, entry, matchers };
    });
  });
}

/** Whether marks or routing rules share or steer the traffic, so that the main table alone does not tell what happens. */
export function isSteered(model: NetworkModel): boolean {
  const marks = model.items('/ip/firewall/mangle').some((item) => valueOf(item, 'action') === 'mark-routing');
  return marks || model.items('/routing/rule').length > 0 || model.items('/ip/route/rule').length > 0;
}

/** Whether a rule takes a share of everything, as opposed to one for chosen traffic. */
export function takesShare({ rule }: ConnectionMarker): boolean {
  return rule.item.properties.has('per-connection-classifier') || rule.item.properties.has('nth');
}

/** Whether a routing rule keeps some destinations in the main table: its author has thought of the inside. */
export function keepsInMain(model: NetworkModel): boolean {
  return ['/routing/rule', '/ip/route/rule'].some((menu) =>
    model.items(menu).some((item) => valueOf(item, 'table') === 'main'),
  );
}

/** Whether a table knows more than the way out. */
export function hasOtherRoutes(model: NetworkModel, table: string): boolean {
  return model.items('/ip/route').some((item) => {
    const destination = valueOf(item, 'dst-address');
    return tableOf(item) === table && destination !== undefined && destination !== '0.0.0.0/0';
  });
}
