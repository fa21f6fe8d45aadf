import { catalogueFor } from '../../../server/src/catalogue/catalogue';
import type { Configuration } from '../../../server/src/config/configuration';
import { differenceOf, type MenuDifference } from '../../../server/src/config/configuration-difference';
import type { Item } from '../../../server/src/config/item';
import { matches } from '../../../server/src/config/selector';
import { runScript } from '../../../server/src/evaluate/interpreter';
import { UNKNOWN } from '../../../server/src/evaluate/value';
import type { DeployPlan, ItemSelector, SentenceStep } from './deploy-plan';
import { PlannedRouter } from './planned-router';
import { printedItem } from './printed-content';
import type { RunningConfiguration } from './running-configuration';

/** What a plan would leave of the running configuration. */
export interface PlannedResult {
  readonly configuration: Configuration;
  readonly difference: readonly MenuDifference[];
  /** False where something can't be foreseen; then it is taken not to happen, and `why` says what it is. */
  readonly certain: boolean;
  readonly why?: string;
  /** Where the router would refuse a command, so that the plan ends there. */
  readonly failure?: { readonly line: number | undefined; readonly message: string };
  /** The copy of the router that the plan was tried on. */
  readonly router: PlannedRouter;
  /** What became of an item of the running configuration. */
  became(item: Item): Item | undefined;
}

/** Tries a plan on a copy of the running configuration. The text is the script that its ranges are of. */
export function planResult(running: RunningConfiguration, plan: DeployPlan, text: string): PlannedResult {
  const router = new PlannedRouter(running, text);
  const failure = plan.kind === 'sentences' ? applySteps(router, plan.steps) : applyText(router, running, plan.text);
  const configuration = router.configuration();
  const became = (item: Item) => router.became(item);
  const catalogue = catalogueFor(running.version);
  return {
    configuration,
    difference: differenceOf(running.configuration, configuration, { catalogue, became }),
    certain: router.why === undefined,
    ...(router.why !== undefined && { why: router.why }),
    ...(failure && { failure }),
    router,
    became,
  };
}

function applyText(
  router: PlannedRouter,
  { version }: RunningConfiguration,
  text: string,
): PlannedResult['failure'] | undefined {
  const { error } = runScript(text, { catalogue: catalogueFor(version), effects: router, unset: UNKNOWN });
  return error && { line: error.line, message: error.message };
}

function applySteps(router: PlannedRouter, steps: readonly SentenceStep[]): PlannedResult['failure'] | undefined {
  for (const step of steps) {
    router.at(step.range);
    try {
      applyStep(router, step);
    } catch (error) {
      return { line: step.line, message: error instanceof Error ? error.message : String(error) };
    }
  }
  return undefined;
}

/** Does what `applyPlan` does with the router itself. Throws the router's words where it would refuse. */
export function applyStep(router: PlannedRouter, { command, values, selector }: SentenceStep): void {
  const [, menu = '', name = ''] = /^(.*)\/([^/]+)$/.exec(command) ?? [];
  const selected = selector && selectedBy(router, selector);
  if (selected?.length === 0) {
    const [only, ...more] = selector?.conditions ?? [];
    if (more.length === 0 && only?.property === 'name' && only.operator === '=') throw new Error('no such item');
    return;
  }
  const given = new Map<string, string>();
  for (const [property, value] of values)
    given.set(property, typeof value === 'string' ? value : selectedBy(router, value).join(','));
  router.run(menu, name, given, selected, { values: [], selection: false });
}

/** The ids of the items that fulfil the conditions. */
export function selectedBy(router: PlannedRouter, { menu, conditions }: ItemSelector): readonly string[] {
  const entries = router.entries(menu);
  if (!entries) {
    router.doubt(`the router does not show what is in ${menu}`);
    return [];
  }
  return entries.filter(({ row }) => matches(printedItem(menu, row), conditions) === 'yes').map(({ id }) => id);
}
