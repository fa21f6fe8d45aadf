// npm run netfilter [-- RULE-SETS PACKETS SEED]: compares the packet engine with Linux's netfilter.
import { type ComparisonReport, compareWithNetfilter } from './comparison';
import { NetfilterOracle } from './oracle-client';

const [ruleSets = 500, packets = 10_000, seed = 1] = process.argv.slice(2).map(Number);

async function main(): Promise<number> {
  let oracle: NetfilterOracle;
  try {
    oracle = await NetfilterOracle.start();
  } catch (error) {
    console.error(`This machine can't be asked: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  try {
    const report = await compareWithNetfilter(oracle, { ruleSets, packets, seed });
    print(report);
    return report.disagreements.length === 0 ? 0 : 1;
  } finally {
    await oracle.close();
  }
}

function print({
  ruleSets: sets,
  rules,
  packets: sent,
  verdicts,
  matchers,
  actions,
  disagreements,
}: ComparisonReport): void {
  const shares = (counts: Readonly<Record<string, number>>, whole: number) =>
    Object.entries(counts)
      .sort((a, b) => b[1] - a[1])
      .map(([name, count]) => `${name} ${((100 * count) / whole).toFixed(1)} %`)
      .join(', ');
  for (const each of disagreements.slice(0, 3)) {
    console.log(`── seed ${each.seed}: ${each.packet}\n${each.differences.join('\n')}\n${each.path.join('\n')}`);
    console.log(`${each.script}\n${each.iptables}`);
  }
  console.log(`Verdicts: ${shares(verdicts, sent)}`);
  console.log(`Matchers: ${shares(matchers, rules)}`);
  console.log(`Actions: ${shares(actions, rules)}`);
  console.log(`${sent} packets through ${sets} rule sets of ${rules} rules: ${disagreements.length} disagreements.`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
