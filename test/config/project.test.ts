import assert from 'node:assert/strict';
import { valueOf } from '../../server/src/config/item';
import type { Project } from '../../server/src/config/project';
import { Analysis } from '../../server/src/ide/analysis';
import { projectOf } from '../support/project-fixture';

const analysisOf = (project: Project) => new Analysis('', project);
const name = (uri: string) => uri.replace('file:///site/', '');

/** `name file` of the items of a menu: each with the file that its origin names. */
function itemsOf(project: Project, menu: string): string[] {
  const { items } = analysisOf(project).configuration.menu(menu);
  return items.map((item) => `${valueOf(item, 'name')} ${name(item.origin.uri)}`);
}

/** `file line rule` of each finding. */
function findingsOf(project: Project, rule: string): string[] {
  return analysisOf(project)
    .findings.filter((finding) => finding.rule === rule)
    .map((finding) => {
      const { script, range } = project.rangeOf(finding.range);
      return `${name(script.uri)} ${script.tree.text.positionAt(range.start).line + 1}`;
    });
}

describe('a project of several files', () => {
  it('runs its files in their order; every item knows its file', () => {
    const project = projectOf({
      'a.rsc': '/interface list\nadd name=WAN',
      // What the first file left: not its menu, but its items.
      'b.rsc': 'add name=nowhere\n/interface list add name=LAN\n/interface list set [find name=WAN] comment=b\n',
    });
    assert.deepEqual(itemsOf(project, '/interface/list'), ['WAN a.rsc', 'LAN b.rsc']);
    const [wan] = analysisOf(project).configuration.menu('/interface/list').items;
    assert.equal(name(wan?.properties.get('comment')?.origin.uri ?? ''), 'b.rsc');
  });

  it('runs an imported file where it is imported, and goes on behind it in its own menu', () => {
    const project = projectOf(
      {
        'main.rsc': '/interface list\nadd name=a\n/import file-name=flash/part.rsc\nadd name=c\n',
        'part.rsc': '/interface list add name=b',
      },
      'main.rsc',
    );
    assert.deepEqual(itemsOf(project, '/interface/list'), ['a main.rsc', 'b part.rsc', 'c main.rsc']);
  });

  it('a file of the list that another one imports runs there, once', () => {
    const project = projectOf({
      'a.rsc': '/import c.rsc\n/interface list add name=a\n',
      'b.rsc': '/import c.rsc\n/interface list add name=b\n',
      'c.rsc': '/import a.rsc\n/interface list add name=c\n',
    });
    assert.deepEqual(itemsOf(project, '/interface/list'), ['c c.rsc', 'a a.rsc', 'b b.rsc']);
  });

  it('what an :if imports may not be there', () => {
    const project = projectOf(
      {
        'main.rsc':
          ':if ([:len [/file find name=x]] > 0) do={\n  /import part.rsc\n}\n:do { /import sure.rsc } on-error={}\n',
        'part.rsc': '/interface list add name=perhaps\n',
        'sure.rsc': '/interface list add name=sure\n',
      },
      'main.rsc',
    );
    const { items } = analysisOf(project).configuration.menu('/interface/list');
    assert.deepEqual(
      items.map((item) => [valueOf(item, 'name'), item.certain]),
      [
        ['perhaps', false],
        ['sure', true],
      ],
    );
  });

  const uplinkAndLan =
    '/ip dhcp-client add interface=ether1\n/ip address add address=192.168.1.1/24 interface=ether2\n/ip firewall filter add chain=input action=accept protocol=icmp\n';

  it('a file that is imported but not there may hold anything: what is complete is so in these files only', () => {
    const completeness = (texts: Record<string, string>) =>
      analysisOf(projectOf(texts, 'a.rsc')).configuration.menu('/ip/firewall/filter').completeness;
    assert.equal(completeness({ 'a.rsc': '# rscope-complete\n' }), 'complete');
    assert.equal(completeness({ 'a.rsc': '# rscope-complete\n/import more.rsc\n' }), 'in-file');
    assert.equal(completeness({ 'a.rsc': '# rscope-complete\n/import $name\n' }), 'in-file');
    assert.equal(completeness({ 'a.rsc': '# rscope-complete\n/import more.rsc\n', 'more.rsc': '' }), 'complete');
    // Stored for later, it brings nothing in now.
    assert.equal(
      completeness({ 'a.rsc': '# rscope-complete\n/system script add name=s source={/import x}\n' }),
      'complete',
    );
    const alone = new Analysis('a.rsc', '# rscope-complete\n/import more.rsc\n');
    assert.equal(alone.configuration.menu('/ip/address').completeness, 'in-file');
    // A fragment without it, a file with an uplink and a LAN of its own speaks for itself, whatever else comes.
    assert.equal(completeness({ 'a.rsc': '/import more.rsc\n' }), 'fragment');
    assert.equal(completeness({ 'a.rsc': `${uplinkAndLan}/import more.rsc\n` }), 'in-file');
  });

  it('finds what is wrong across files, once, in the file where it stands', () => {
    const project = projectOf({
      'lan.rsc': '/ip address add address=192.168.1.1/24 interface=ether2\n',
      'wan.rsc': '/ip dhcp-client add interface=ether1\n',
      'fw.rsc': '# the firewall\n/ip firewall filter add chain=input action=accept protocol=icmp\n',
    });
    assert.deepEqual(findingsOf(project, 'input-wan-exposed'), ['fw.rsc 2']);
    assert.deepEqual(
      findingsOf(
        projectOf({ 'lan.rsc': '/ip address add address=192.168.1.1/24 interface=ether2\n' }),
        'input-wan-exposed',
      ),
      [],
    );
  });

  it('a mark that another file uses is used', () => {
    const producer =
      '# rscope-complete\n/ip firewall mangle add chain=prerouting action=mark-connection new-connection-mark=via_a in-interface=a\n';
    const consumer =
      '/ip firewall mangle add chain=prerouting action=mark-routing new-routing-mark=t connection-mark=via_a\n';
    assert.deepEqual(findingsOf(projectOf({ 'a.rsc': producer }), 'mark-never-used'), ['a.rsc 2']);
    assert.deepEqual(findingsOf(projectOf({ 'a.rsc': producer, 'b.rsc': consumer }), 'mark-never-used'), []);
  });

  it('each file has local variables of its own; an error in one costs the others nothing', () => {
    const project = projectOf({
      'a.rsc': ':local wan "ether1"\n:put $wan\n/ip firewall {',
      'b.rsc': ':put $wan\n/interface list add name=b\n',
    });
    assert.deepEqual(findingsOf(project, 'undefined-variable'), ['b.rsc 1']);
    assert.deepEqual(findingsOf(project, 'unbalanced-block'), ['a.rsc 3']);
    assert.deepEqual(itemsOf(project, '/interface/list'), ['b b.rsc']);
  });

  it('a file switches a rule off for itself', () => {
    const route = '/ip route add gateway=ether1\n';
    const project = projectOf({
      'a.rsc': `# rscope-disable-file interface-gateway-on-broadcast\n${route}`,
      'b.rsc': route,
    });
    assert.deepEqual(findingsOf(project, 'interface-gateway-on-broadcast'), ['b.rsc 1']);
  });

  it('the version that one file says is the one of all', () => {
    const project = projectOf({ 'a.rsc': '/ip route add gateway=192.0.2.1\n', 'b.rsc': '# routeros: 6.49\n' });
    assert.deepEqual(analysisOf(project).version, { version: { major: 6, minor: 49 }, source: 'line' });
  });

  it('offsets go from a file to the project and back, also where an import cuts the file', () => {
    const texts = { 'main.rsc': ':put a\n/import part.rsc\n:put b', 'part.rsc': ':put x' };
    const project = projectOf(texts, 'main.rsc');
    for (const [file, text] of Object.entries(texts))
      for (let offset = 0; offset < text.length; offset++) {
        const inProject = project.offsetOf(`file:///site/${file}`, offset);
        assert.equal(project.tree.text.toString()[inProject], text[offset]);
        const { script, offset: back } = project.placeOf(inProject);
        assert.deepEqual([name(script.uri), back], [file, offset]);
      }
  });
});
