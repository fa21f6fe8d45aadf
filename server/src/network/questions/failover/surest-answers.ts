import type { NetworkModel } from '../../network-model';
import { workingModel } from './failover';
import type { RunScript } from './router-scripts';

/** Answers to a question about a configuration. */
interface SurestAnswers<T> {
  readonly all: readonly T[];
  /** Whether this is so once the scripts of leases and dial-ups have run; the text alone does not tell. */
  readonly isAfterScripts: boolean;
}

/** The answers that the text gives, or, where only these are certain, those once its scripts have run. */
export function surestAnswers<T extends { readonly certainty: 'must' | 'may' }>(
  model: NetworkModel,
  run: RunScript,
  question: (model: NetworkModel) => readonly T[],
): SurestAnswers<T> {
  const isSure = (all: readonly T[]) => all.every(({ certainty }) => certainty === 'must');
  const written = question(model);
  if (isSure(written)) return { all: written, isAfterScripts: false };
  const working = question(workingModel(model, run));
  return isSure(working) ? { all: working, isAfterScripts: true } : { all: written, isAfterScripts: false };
}
