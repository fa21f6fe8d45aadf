import type { IntervalSet } from '../base/interval-set';
import type { Ipv6Prefix } from '../base/ipv6-address';
import type { SymbolSet } from '../base/symbol-set';
import { type Bounds, isKnown } from './bounds';
import type { MatchContext } from './lower-match';

type Held = IntervalSet | SymbolSet | readonly Ipv6Prefix[];

/** A list or a group of interfaces that a matcher names, with what it held when it was looked at. */
export interface NamedSet {
  readonly kind: keyof MatchContext;
  readonly name: string;
  readonly held: Bounds<Held>;
}

/** The same context, which writes down what it is asked. */
export function noting(context: MatchContext, named: NamedSet[]): MatchContext {
  const note = <H extends Held>(kind: keyof MatchContext, name: string, held: Bounds<H>): Bounds<H> => {
    named.push({ kind, name, held });
    return held;
  };
  return {
    interfacesNamed: (name) => note('interfacesNamed', name, context.interfacesNamed(name)),
    interfaceList: (name) => note('interfaceList', name, context.interfaceList(name)),
    addressList: (name) => note('addressList', name, context.addressList(name)),
    ipv6AddressList: (name) => note('ipv6AddressList', name, context.ipv6AddressList(name)),
  };
}

/** Whether a list or group still holds the same in another context. */
export function holdsTheSame({ kind, name, held }: NamedSet, context: MatchContext): boolean {
  const now: Bounds<Held> = context[kind](name);
  return isKnown(now) === isKnown(held) && areEqual(now.certain, held.certain) && areEqual(now.possible, held.possible);
}

function areEqual(a: Held, b: Held): boolean {
  if (a === b) return true;
  if ('equals' in a) return 'equals' in b && (a.equals as (other: Held) => boolean)(b);
  if ('equals' in b || a.length !== b.length) return false;
  return a.every(({ address, length }, at) => b[at]?.address === address && b[at]?.length === length);
}
