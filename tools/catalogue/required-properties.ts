/** One probe: what `add` of a menu demanded on a real router, and in which words. */
export interface RequiredProbe {
  readonly path: string;
  readonly required: readonly string[];
  readonly rawError?: string;
}

/** What `add` of a menu demands. */
export interface Required {
  /** Refused without each of them, whatever else is given. */
  readonly always: ReadonlySet<string>;
  /** The router wants one of these, unless another property makes them needless. */
  readonly oneOf: ReadonlySet<string>;
}

/** The parser's own refusal; every other one is a check of the menu, which may depend on other properties. */
const MISSING = 'missing value(s) of argument(s)';

/** By menu: what all probes that have the menu agree on is demanded always. */
export function requiredProperties(probes: readonly (readonly RequiredProbe[])[]): ReadonlyMap<string, Required> {
  const required = new Map<string, Required>();
  for (const probe of probes)
    for (const { path, required: names, rawError = '' } of probe) {
      const isAlways = rawError.includes(MISSING) || names.length === 0;
      const before = required.get(path);
      const own = new Set(isAlways ? names : []);
      required.set(path, {
        always: before ? new Set([...before.always].filter((name) => own.has(name))) : own,
        oneOf: new Set([...(before?.oneOf ?? []), ...(isAlways ? [] : names)]),
      });
    }
  return required;
}
