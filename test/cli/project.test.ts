import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rscope } from '../support/rscope-program';

describe('rscope on a project', function () {
  this.timeout(60_000);
  let folder: string;
  const path = (name: string) => join(folder, name);
  /** The folder then holds these files and no others. */
  const site = (files: Readonly<Record<string, string>>) => {
    rmSync(folder, { recursive: true, force: true });
    folder = mkdtempSync(join(tmpdir(), 'rscope-project-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(path(name), text);
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-project-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** `file:line rule` of each finding. */
  async function lint(...args: string[]): Promise<string[]> {
    const { stdout } = await rscope('lint', '--format', 'json', ...args);
    return JSON.parse(stdout).map(
      ({ file, line, rule }: { file: string; line: number; rule: string }) =>
        `${file.slice(folder.length + 1)}:${line} ${rule}`,
    );
  }

  const mangle = (chain: string, rest: string) => `/ip firewall mangle add chain=${chain} ${rest}\n`;
  const marks = mangle('prerouting', 'action=mark-connection new-connection-mark=via_wan1 in-interface=ether1');
  const usesMarks = mangle('output', 'action=mark-routing new-routing-mark=to_wan1 connection-mark=via_wan2');
  const table = '/routing table add name=to_wan1 fib\n/ip route add gateway=192.0.2.1 routing-table=to_wan1\n';

  it('lints a folder as one configuration: 2-… before 10-…, each finding in its file', async () => {
    site({
      '2-marks.rsc': `# rscope-complete\n${marks}`,
      '10-use.rsc': `${table}${usesMarks}`,
      'notes.txt': 'no script',
    });
    assert.deepEqual(
      (await lint('--project', folder)).filter((finding) => finding.includes('mark-never')),
      ['2-marks.rsc:2 mark-never-used', '10-use.rsc:3 mark-never-produced'],
    );
    // For itself the file says nothing of marks: another one may set it.
    assert.deepEqual(await lint(path('10-use.rsc')), ['10-use.rsc:2 marked-table-no-failover']);
  });

  it('lints files in the given order', async () => {
    site({ 'a.rsc': '/interface list add name=LAN include=WAN\n', 'b.rsc': '/interface list add name=WAN\n' });
    assert.deepEqual(await lint('--project', path('b.rsc'), path('a.rsc')), []);
    const { stdout } = await rscope('lint', '--project', path('a.rsc'), path('b.rsc'));
    assert.match(stdout, /a\.rsc:1:.* is made only on line 1 of b\.rsc, below/);
  });

  it('reads what a script imports; findings are those of the files that were named', async () => {
    site({
      'main.rsc': '/import file-name=tables.rsc\n/ip route add gateway=192.0.2.1 routing-table=to_wan1\n',
      'tables.rsc': '/routing table add name=to_wan1 fib\n/ip route add gateway=ether1\n',
    });
    assert.deepEqual(await lint(path('main.rsc')), []);
    assert.deepEqual(await lint(path('main.rsc'), path('tables.rsc')), ['tables.rsc:2 interface-gateway-on-broadcast']);
    rmSync(path('tables.rsc'));
    assert.deepEqual(await lint(path('main.rsc')), []);
  });

  it('says what is wrong with the folders and files that it is given', async () => {
    site({ 'notes.txt': '' });
    const { code, stderr } = await rscope('lint', '--project', folder);
    assert.equal(code, 2);
    assert.match(stderr, /has no \.rsc files/);
    assert.match(
      (await rscope('lint', '--project', path('no.rsc'))).stderr,
      /no\.rsc can't be read: there is no such file/,
    );
  });
});
