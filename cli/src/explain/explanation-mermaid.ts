import type { ExplainedShare, Explanation } from './explanation';
import { percent } from './percent';

/** The topology as a Mermaid flow chart: Internet, uplinks with the LANs' shares, router, LANs and published servers. */
export function explanationMermaid({ uplinks, lans, share, exposure }: Explanation): string {
  const servers = [...new Set(exposure.published.flatMap(({ parts }) => parts.flatMap(({ server }) => server ?? [])))];
  const rows = ['flowchart LR', '  internet((Internet))', '  router[Router]'];
  uplinks.forEach(({ interface: name }, at) => {
    // The picture is of IPv4.
    const shares = share.filter(({ family }) => family === 4).flatMap((each) => shareText(each, name, lans.length));
    rows.push(`  uplink${at}[/${quoted(name)}/]`);
    rows.push(`  router ---${shares.length === 0 ? '' : `|${quoted(shares.join('<br>'))}|`} uplink${at}`);
    rows.push(`  uplink${at} --- internet`);
  });
  lans.forEach(({ interface: name, networks }, at) => {
    rows.push(`  lan${at}[${quoted([name, networks].filter((text) => text !== '').join('<br>'))}]`);
    rows.push(`  lan${at} --- router`);
  });
  servers.forEach((address, at) => {
    const services = exposure.published.flatMap(({ protocol, port, parts }) =>
      parts
        .filter(({ server }) => server === address)
        .map(({ part }) => `${protocol}${port === null ? '' : ` ${port}`}: ${percent(part)}`),
    );
    rows.push(`  server${at}[(${quoted(address)})]`);
    rows.push(`  router -->|${quoted([...new Set(services)].join('<br>'))}| server${at}`);
  });
  return `${rows.join('\n')}\n`;
}

function shareText({ lan, sources, someOnly, parts }: ExplainedShare, uplink: string, lans: number): readonly string[] {
  const part = parts.find((each) => each.uplink === uplink && each.verdict === 'forward');
  if (part === undefined) return [];
  const who = someOnly ? `${sources}: ` : lans > 1 ? `${lan}: ` : '';
  return [`${who}${percent(part.part)}`];
}

/** Text in a node or on an edge; Mermaid takes entities for what would end it. */
function quoted(text: string): string {
  const escaped = text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll(/<(?!br>)/g, '#lt;');
  return `"${escaped}"`;
}
