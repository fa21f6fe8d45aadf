import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rscope } from '../support/rscope-program';

describe('linting a guide in Markdown', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-markdown-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The findings in a guide as `line:column-endColumn rule`, with what they mark. */
  async function findings(guide: string, name = 'guide.md'): Promise<string[]> {
    const path = join(folder, name);
    writeFileSync(path, guide);
    const { stdout } = await rscope('lint', '--format', 'json', '--routeros', '7.20', path);
    return (JSON.parse(stdout) as Record<string, number | string>[]).map(({ line, column, endColumn, rule }) => {
      const marked = guide.split('\n')[Number(line) - 1]?.slice(Number(column) - 1, Number(endColumn) - 1);
      return `${line}:${column}-${endColumn} ${rule}: ${marked}`;
    });
  }

  it('reads the fences routeros and rsc, and nothing else', async () => {
    const code = (language: string) => `\`\`\`${language}\n/ip route add gateway=ether1\n\`\`\`\n`;
    const guide = `# A guide\n\n/ip route add gateway=ether1\n\n${['routeros', 'python', '', 'RSC title="x"', 'routeros-log'].map(code).join('\n')}`;
    assert.deepEqual(await findings(guide), [
      '6:15-29 interface-gateway-on-broadcast: gateway=ether1',
      '18:15-29 interface-gateway-on-broadcast: gateway=ether1',
    ]);
    assert.deepEqual(await findings(guide, 'guide.markdown'), await findings(guide));
    assert.deepEqual(await findings('# No code\n'), []);
    assert.deepEqual(await findings(''), []);
  });

  it('a fence in a list is read without its indentation, and found at its own place', async () => {
    const guide =
      '* first:\n\n    ```routeros\n    /ip route\n      add gateway=ether1\n    :put "one\\\n    two"\n    ```\n\n\t~~~rsc\n\t/ip route add gateway=ether2\n\t~~~\n';
    assert.deepEqual(await findings(guide), [
      '5:11-25 interface-gateway-on-broadcast: gateway=ether1',
      '11:16-30 interface-gateway-on-broadcast: gateway=ether2',
    ]);
  });

  it('lines may end in CR LF, and the last fence may stay open', async () => {
    const guide = 'Text\r\n\r\n  ```rsc\r\n  /ip route\r\n  add gateway=ether1\r\n';
    assert.deepEqual(await findings(guide), ['5:7-21 interface-gateway-on-broadcast: gateway=ether1']);
  });

  it('fences show each other: a longer one quotes those within it, and ends at its like', async () => {
    const quoted = '````markdown\n```routeros\n/ip route add gateway=ether1\n```\n````\n';
    assert.deepEqual(await findings(quoted), []);
    const tildes = '~~~routeros\n```\n/ip route add gateway=ether1\n~~~\n';
    assert.ok((await findings(tildes)).includes('3:15-29 interface-gateway-on-broadcast: gateway=ether1'));
  });

  it('what one fence defines another may use, above or below', async () => {
    const guide = (name: string) =>
      `\`\`\`routeros\n/system script add name=backup source="/export file=x"\n\`\`\`\n\nThen:\n\n\`\`\`routeros\n/system scheduler add name=daily interval=1d on-event=${name}\n\`\`\`\n`;
    assert.deepEqual(await findings(guide('backup')), []);
    assert.deepEqual(await findings(guide('bakcup')), ['8:46-61 scheduler-missing-script: on-event=bakcup']);
  });

  it('messages name lines of the guide', async () => {
    const path = join(folder, 'lines.md');
    writeFileSync(
      path,
      '```routeros\n/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN\n```\n\n```routeros\n/interface list add name=WAN\n```\n',
    );
    assert.match((await rscope('lint', path)).stdout, /lines\.md:2:.*line 6/);
  });

  it('a fence that leaves a brace open spoils no other', async () => {
    const guide = '```routeros\n:if (true) do={\n```\n\n```routeros\n/ip route add gateway=ether1\n```\n';
    const found = await findings(guide);
    assert.match(found[0] ?? '', /^3:1-\d+ unbalanced-block/);
    assert.deepEqual(found.slice(1), ['6:15-29 interface-gateway-on-broadcast: gateway=ether1']);
  });

  it('an export in a fence is a configuration of its own', async () => {
    const site = (name: string) =>
      `\`\`\`rsc\n# 2024-05-01 10:00:00 by RouterOS 7.14.2\n/interface list\nadd name=${name}\n/ip firewall mangle\nadd action=mark-packet chain=forward connection-mark=a new-packet-mark=b\nadd action=mark-packet chain=forward new-packet-mark=c packet-mark=b\n/queue tree\nadd name=q packet-mark=c parent=global\n\`\`\`\n`;
    const found = await findings(`${site('WAN')}\n${site('LAN')}`);
    assert.deepEqual(
      found.filter((line) => line.includes('mark-never-produced')).map((line) => line.split(':')[0]),
      ['6', '17'],
    );
  });
});
