import { itemsWithMore } from '../../config/configuration';
import type { Item, Property } from '../../config/item';
import { NO_MARK } from '../cube';
import type { NetworkModel } from '../network-model';

/** The three marks that a packet carries. A routing mark is, on RouterOS 7, the name of a routing table. */
export type MarkKind = 'connection' | 'packet' | 'routing';

/** One place that sets a mark or asks for it. */
export interface MarkUse {
  readonly kind: MarkKind;
  /** Undefined where the script computes it. */
  readonly mark: string | undefined;
  readonly item: Item;
  readonly property: Property;
  /** True for a matcher with `!`. */
  readonly negated: boolean;
}

/** Who sets marks and who asks for them, over all menus, disabled items included. */
export interface MarkUses {
  readonly producers: readonly MarkUse[];
  readonly consumers: readonly MarkUse[];
}

/** All marks of the configuration. */
export function askMarkUses(model: NetworkModel): MarkUses {
  return model.once(findMarkUses);
}

function findMarkUses({ configuration }: NetworkModel): MarkUses {
  const producers: MarkUse[] = [];
  const consumers: MarkUse[] = [];
  for (const path of configuration.paths) {
    for (const item of itemsWithMore(configuration.menu(path))) {
      for (const property of item.properties.values()) {
        const produced = PRODUCING[property.name];
        const consumed = CONSUMING[property.name];
        if (produced !== undefined) producers.push(...marksOf(produced, item, property));
        else if (consumed !== undefined && !isOwnMark(path)) consumers.push(...marksOf(consumed, item, property));
      }
    }
  }
  return { producers, consumers };
}

/** Properties that set a mark. Hotspot and PPP profiles mark packets as well. */
const PRODUCING: Readonly<Record<string, MarkKind>> = {
  'new-connection-mark': 'connection',
  'new-packet-mark': 'packet',
  'new-routing-mark': 'routing',
  'incoming-packet-mark': 'packet',
  'outgoing-packet-mark': 'packet',
};

const CONSUMING: Readonly<Record<string, MarkKind>> = {
  'connection-mark': 'connection',
  'packet-mark': 'packet',
  'packet-marks': 'packet',
  'routing-mark': 'routing',
};

/** A VRF gives its interfaces' packets its own routing mark: it neither sets nor asks for one of mangle's. */
function isOwnMark(path: string): boolean {
  return path.endsWith('/vrf');
}

function marksOf(kind: MarkKind, item: Item, property: Property): readonly MarkUse[] {
  if (property.value === undefined) return [{ kind, mark: undefined, item, property, negated: false }];
  return property.value
    .split(',')
    .map((text) => ({ negated: text.trim().startsWith('!'), mark: text.trim().replace(/^!/, '') }))
    .filter(({ mark }) => mark !== '' && mark !== NO_MARK && mark !== 'main')
    .map(({ mark, negated }) => ({ kind, mark, item, property, negated }));
}
