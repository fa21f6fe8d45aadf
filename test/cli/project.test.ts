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

  describe('.rscope.json', () => {
    const json = (config: object) => JSON.stringify(config, null, 1);
    const route = '/ip route add gateway=ether1 comment="DSL line"\n';

    it('lists the files of a project: one of them is judged with all', async () => {
      const config = json({ project: { files: ['tables.rsc', '*.rsc'] } });
      site({
        '.rscope.json': config,
        'main.rsc': '/interface list add name=LAN include=WAN\n',
        'tables.rsc': '/interface list add name=WAN\n',
      });
      assert.deepEqual(await lint(path('main.rsc')), []);
      site({
        ...{ '.rscope.json': json({ project: { files: ['main.rsc', 'tables.rsc'] } }) },
        'main.rsc': '/interface list add name=LAN include=WAN\n',
        'tables.rsc': '/interface list add name=WAN\n',
      });
      assert.deepEqual(await lint(path('main.rsc')), ['main.rsc:1 reference-before-definition']);
    });

    it('sets severities by group; that of a rule wins', async () => {
      const severities = async (rules: object) => {
        site({ '.rscope.json': json({ rules }), 'a.rsc': `${route}/ip ssh set strong-crypto=no\n` });
        const { stdout } = await rscope('lint', '--format', 'json', path('a.rsc'));
        return JSON.parse(stdout).map(({ rule, severity }: Record<string, string>) => `${rule} ${severity}`);
      };
      assert.deepEqual(await severities({}), ['interface-gateway-on-broadcast error', 'ssh-strong-crypto hint']);
      assert.deepEqual(await severities({ security: 'info', routing: 'off' }), ['ssh-strong-crypto info']);
      assert.deepEqual(await severities({ security: 'off', 'ssh-strong-crypto': 'warning', routing: 'hint' }), [
        'interface-gateway-on-broadcast hint',
        'ssh-strong-crypto warning',
      ]);
    });

    it('allows what its list names, and tells the entries that allow nothing', async () => {
      const rule = 'interface-gateway-on-broadcast';
      const reason = 'a bridge modem';
      const allow = [
        { rule, file: 'a.rsc', comment: 'DSL line', reason },
        { rule: 'service-plaintext', reason },
        { rule, file: 'b.rsc', line: 'ether9', reason },
      ];
      site({ '.rscope.json': json({ allow }), 'a.rsc': route, 'b.rsc': route });
      const unused = (line: number) => `.rscope.json:${line} unused-allow-entry`;
      const named = (found: string[]) => found.map((each) => each.replace(/^.*\.rscope/, '.rscope'));
      assert.deepEqual(named(await lint(path('a.rsc'), path('b.rsc'))), [`b.rsc:1 ${rule}`, unused(10), unused(14)]);
      // What may be in files that were not looked at is not told.
      assert.deepEqual(await lint(path('a.rsc')), []);
    });

    it('counts for the folders below; nonsense in it is one clear line', async () => {
      for (const [config, message] of [
        [{ rules: { 'no-such-rule': 'off' } }, /\.rscope\.json: There is no rule and no group of rules “no-such-rule”/],
        [{ rules: { security: 'loud' } }, /“rules\.security” is one of error, warning, info, hint, off, not "loud"/],
        [{ allow: [{ rule: 'security' }] }, /“allow\[0\]\.reason” says why/],
        [{ project: { files: ['none.rsc'] } }, /“none\.rsc” is no file/],
        [{ colour: 1 }, /There is no “colour”; known are/],
      ] as const) {
        site({ '.rscope.json': json(config), 'a.rsc': '' });
        const { code, stderr } = await rscope('lint', path('a.rsc'));
        assert.equal(code, 2);
        assert.match(stderr, message);
      }
    });
  });

  const SITE = {
    'main.rsc':
      '# routeros: 7.20\n/import file-name=wan.rsc\n/ip firewall filter add chain=input in-interface=ether1 action=drop\n',
    'wan.rsc':
      '/ip address\nadd address=198.51.100.2/29 interface=ether1\nadd address=192.168.88.1/24 interface=bridge\n/ip route add gateway=198.51.100.1\n',
  };
  const WINBOX = ['--in', 'ether1', '--src', '203.0.113.7', '--dst', '198.51.100.2', '--dst-port', '8291'];

  it('traces a packet through what a script imports, naming the file of each line that is in another one', async () => {
    site(SITE);
    const steps = async (...args: string[]) => {
      const { stdout } = await rscope('trace', ...WINBOX, '--format', 'json', ...args);
      return JSON.parse(stdout).path.map(({ menu, line }: { menu: string; line: unknown }) => [menu, line]);
    };
    assert.deepEqual(await steps(path('main.rsc')), [
      ['/ip/address', 'wan.rsc:2'],
      ['/ip/firewall/filter', 3],
    ]);
    // Of a folder no file is the one that is asked about.
    assert.deepEqual(await steps('--project', folder), [
      ['/ip/address', 'wan.rsc:2'],
      ['/ip/firewall/filter', 'main.rsc:3'],
    ]);
    const { stdout } = await rscope('trace', ...WINBOX, path('main.rsc'));
    assert.match(stdout, /line wan\.rsc:2 .*\n.*line 3 /);
  });

  it('explains a project as one configuration', async () => {
    site({ 'wan.rsc': SITE['wan.rsc'], 'zone.rsc': SITE['main.rsc'].replace(/^\/import.*\n/m, '') });
    const { stdout } = await rscope('explain', '--project', path('wan.rsc'), path('zone.rsc'));
    assert.match(stdout, /ether1: a default route leaves by it \(line wan\.rsc:4\)/);
    assert.match(stdout, /ether1: no service of the router/);
    const alone = await rscope('explain', path('wan.rsc'));
    assert.match(alone.stdout, /ether1: a default route leaves by it \(line 4\)\n/);
    assert.match(alone.stdout, /winbox/);
    const none = await rscope('explain', '--project');
    assert.equal(none.code, 2);
    assert.match(none.stderr, /explain needs a file/);
  });
});
