import type { Configuration } from '../../../config/configuration';
import type { Item } from '../../../config/item';

/** What a script leaves. */
export interface ScriptOutcome {
  /** Undefined where the text does not tell what the script does. */
  readonly configuration: Configuration | undefined;
  /** Whether it removes connections, so that those to what has died are made anew. */
  readonly clearsConnections: boolean;
}

/** What a router tells a script of the event that it runs for: `bound`, `gateway-address`. */
export type ScriptVariables = ReadonlyMap<string, string | number>;

/** Whether a ping with these values (`address`, `interface`, …) is answered; undefined where that can't be known. */
export type AnswersPing = (values: ReadonlyMap<string, string>) => boolean | undefined;

/**
 * Runs the code that an item stores in a property (`down-script`, `script`, `on-event`) on a configuration, which stays
 * as it is; undefined where it stores none there. Packets know nothing of scripts, so who asks about failover gives it.
 */
export type RunScript = (
  configuration: Configuration,
  item: Item,
  property: string,
  variables: ScriptVariables,
  answersPing: AnswersPing,
) => ScriptOutcome | undefined;

/** A router whose scripts do nothing: what routes do by themselves. */
export const NO_SCRIPTS: RunScript = () => undefined;
