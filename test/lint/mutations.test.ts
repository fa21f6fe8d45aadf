import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { Analysis } from '../../server/src/ide/analysis';
import type { Finding } from '../../server/src/lint/lint-rule';
import { ALL_RULES } from '../../server/src/lint/rules/all-rules';
import { sharedScripts } from '../support/shared-files';
import { MUTATIONS } from './mutations/all-mutations';
import { type Mutation, planted, SetUp } from './mutations/mutation';

/**
 * The mutation test of the rules: each of the 23 set-ups, which are right, gets one fault. The rule that is about the
 * fault must point at it, and whatever else is said must be a consequence that the mutation names.
 */
describe('set-ups with one fault planted', () => {
  const files = sharedScripts('facts/configs');
  const ran = new Map<string, Set<string>>();

  for (const rule of ALL_RULES) {
    const mutations = MUTATIONS.filter((mutation) => mutation.rule === rule.id);
    if (mutations.length === 0) continue;
    describe(rule.id, () => {
      for (const mutation of mutations)
        it(mutation.fault, function () {
          if (files.length === 0) return this.skip();
          this.timeout(60_000);
          const deviations = new Map(files.map((file) => [file, tryOn(mutation, file)]));
          assert.deepEqual(
            [...deviations.values()].flatMap((each) => each ?? []),
            [],
          );
          const applicable = files.filter((file) => deviations.get(file) !== undefined);
          assert.notEqual(applicable.length, 0, 'no set-up is one that the fault can be planted in');
          ran.set(rule.id, new Set([...(ran.get(rule.id) ?? []), ...applicable]));
        });
    });
  }

  it('every rule has a fault that can be planted', () => {
    const without = ALL_RULES.map(({ id }) => id).filter((id) => !MUTATIONS.some(({ rule }) => rule === id));
    assert.deepEqual(without, []);
  });

  after(() => {
    const pairs = [...ran.values()].reduce((sum, { size }) => sum + size, 0);
    console.info(`      ${pairs} pairs of a set-up and a rule, ${ran.size} rules, ${MUTATIONS.length} kinds of fault`);
  });
});

/** What goes wrong when the fault is in the set-up; undefined where it can't be planted there. */
function tryOn(mutation: Mutation, file: string): readonly string[] | undefined {
  const base = rightSetUp(file, mutation.complete === true);
  const fault = mutation.plant(base.setUp);
  if (!fault) return undefined;
  const { text, places } = planted(base.setUp.text, fault);
  assert.notEqual(text, base.setUp.text, 'the fault changes something');
  const findings = analyse(file, text, base.isDeclared).findings;
  const isAt = ({ range }: Finding) => places.some(({ start, end }) => range.start < end && start < range.end);
  const isOwn = (finding: Finding) => finding.rule === mutation.rule && isAt(finding);
  const line = ({ range }: Finding) => text.slice(0, range.start).split('\n').length;
  const left = new Map<string, number>();
  for (const { rule } of base.findings) left.set(rule, (left.get(rule) ?? 0) + 1);
  const unexpected = findings.filter((finding) => {
    if (isOwn(finding) || mutation.consequences?.[finding.rule] !== undefined) return false;
    const known = left.get(finding.rule) ?? 0;
    left.set(finding.rule, known - 1);
    return known <= 0;
  });
  const count = (all: readonly Finding[]) => all.filter(({ rule }) => rule === mutation.rule).length;
  const isNew = count(findings) > count(base.findings);
  return [
    ...(isNew && findings.some(isOwn)
      ? []
      : [`${basename(file)}: ${mutation.rule} does not point at ${shown(text, places)}`]),
    ...unexpected.map(
      (finding) =>
        `${basename(file)}: ${finding.severity} ${finding.rule} in line ${line(finding)}: ${finding.message}`,
    ),
  ];
}

function shown(text: string, places: readonly { start: number; end: number }[]): string {
  return places.map(({ start, end }) => text.slice(start, end)).join(' or ');
}

function analyse(file: string, text: string, complete: boolean): Analysis {
  const forcedVersion = parseRouterOsVersion(file.includes('-v6') ? '6.49' : '7.20');
  return new Analysis(basename(file), text, {
    forcedVersion,
    complete,
    onError: (rule, error) => {
      throw new Error(`the rule ${rule} failed: ${error instanceof Error ? error.stack : String(error)}`);
    },
  });
}

interface RightSetUp {
  /** Whether it is declared complete, since it leaves most to other files. */
  readonly isDeclared: boolean;
  readonly setUp: SetUp;
  readonly findings: readonly Finding[];
}

/** A set-up as it is, read once; where it is a fragment, and the rule wants more, declared complete. */
function rightSetUp(file: string, complete: boolean): RightSetUp {
  const key = `${complete} ${file}`;
  let known = rightSetUps.get(key);
  if (!known) {
    let analysis = analyse(file, readFileSync(file, 'utf8'), false);
    const isDeclared = complete && analysis.configuration.menu('/ip/firewall/filter').completeness === 'fragment';
    if (isDeclared) analysis = analyse(file, analysis.text, true);
    known = { isDeclared, setUp: new SetUp(basename(file), analysis), findings: analysis.findings };
    rightSetUps.set(key, known);
  }
  return known;
}

const rightSetUps = new Map<string, RightSetUp>();
