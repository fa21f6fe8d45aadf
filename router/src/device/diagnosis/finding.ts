import type { Probes } from '../probe-uplinks';
import type { RouterState, StatePart } from '../router-state';

/** The answer to one question about a complaint, in plain words. */
export interface Finding {
  /** The question. */
  readonly title: string;
  /** `doubtful`: perhaps this is it. `unknown`: the router does not tell. */
  readonly state: 'ok' | 'doubtful' | 'failed' | 'unknown';
  /** What is so, and what that means. */
  readonly why: string;
  /** Empty where there is nothing to do. */
  readonly whatToDo: string;
  /** The router's own values. */
  readonly evidence: readonly string[];
}

/** What questions are answered from. */
export interface DiagnosisFacts {
  /** Some seconds before; undefined where there is one reading only. */
  readonly earlier: RouterState | undefined;
  readonly state: RouterState;
  /** What the router itself could reach; undefined where it was not asked to try. */
  readonly probes: Probes | undefined;
}

/** One question; no answer where it does not arise on this router. */
export type Question = (facts: DiagnosisFacts) => Finding | undefined;

/** The router does not tell. */
export function unknown(title: string, { refused }: RouterState, part: StatePart): Finding {
  return {
    ...{ title, state: 'unknown', evidence: [] },
    why: `The router does not tell: “${refused[part] ?? 'no answer'}”.`,
    whatToDo: 'Log in as a user with the policies read and test, or look on the router itself.',
  };
}

/** All is well. */
export function fine(title: string, why: string, evidence: readonly string[] = []): Finding {
  return { title, state: 'ok', why, whatToDo: '', evidence };
}

/** `a, b and c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
