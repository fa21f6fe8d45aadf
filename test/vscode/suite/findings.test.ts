import assert from 'node:assert/strict';
import { DiagnosticSeverity, extensions, workspace } from 'vscode';
import { asText, EXTENSION_ID, findingsOf, fixesFor, open, openText } from './support';

describe('in VS Code', () => {
  it('knows a .rsc file as a RouterOS script and starts with it', async () => {
    const document = await open('ecmp-faulty.rsc');
    assert.equal(document.languageId, 'routeros');
    await findingsOf(document, (findings) => findings.length > 0);
    assert.equal(extensions.getExtension(EXTENSION_ID)?.isActive, true);
  });

  it('shows every fault of the ECMP example on its line, and nothing on the look-alikes', async () => {
    const document = await open('ecmp-faulty.rsc');
    const findings = await findingsOf(document, (found) => found.length >= 18);
    assert.deepEqual(findings.map(asText).sort(), [
      'check-gateway-on-interface-gateway:23',
      'check-gateway-on-interface-gateway:24',
      'dhcp-default-conflicts-static:19',
      'dhcp-default-conflicts-static:20',
      'dns-open-resolver:37',
      'ecmp-v6-needs-multi-gateway:24',
      'forward-wan-open:33',
      'inbound-wan-not-marked:33',
      `input-wan-exposed:${lineOf(document.getText(), 'add list=WAN interface=WAN1')}`,
      'interface-gateway-on-broadcast:23',
      'interface-gateway-on-broadcast:24',
      'name-vs-default-name:5',
      'name-vs-default-name:6',
      'name-vs-default-name:7',
      'reference-before-definition:27',
      'trailing-comment:13',
      'trailing-comment:37',
      'trailing-comment:7',
    ]);
  });

  it('applies every quick fix that is offered, until none is left', async () => {
    const document = await open('ecmp-faulty.rsc');
    const applied: string[] = [];
    for (let round = 0; round < 40; round++) {
      const findings = await findingsOf(document, () => true);
      const next = await firstFix(document, findings);
      if (!next) break;
      assert.ok(next.edit && (await workspace.applyEdit(next.edit)), next.title);
      applied.push(next.title);
      // The findings of the changed text come a moment later: one fewer at the least.
      await findingsOf(document, (found) => found.length < findings.length);
    }
    // One drop in the input chain ends both what the Internet reaches and the open resolver.
    assert.deepEqual([...new Set(applied)].sort(), [
      'Add an input filter',
      'Don’t add a default route',
      'Drop what the Internet sends inside unasked',
      'Find it by default-name',
      'Make it above (moves “WAN”)',
      'Merge into one route with all gateways',
      'Move the comment to a line of its own',
      'Remove check-gateway',
    ]);
    const left = await findingsOf(document, (found) =>
      found.every((finding) => !asText(finding).startsWith('trailing-comment')),
    );
    // What no program can know stays: the address of the provider's router.
    assert.deepEqual(
      [...new Set(left.filter(isSerious).map((finding) => asText(finding).split(':')[0]))],
      ['interface-gateway-on-broadcast'],
    );
  });

  it('finds nothing in the corrected example', async () => {
    const document = await open('ecmp-corrected.rsc');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const findings = await findingsOf(document, () => true);
    assert.deepEqual(findings.filter(isSerious).map(asText), []);
  });

  it('checks a document that was never saved', async () => {
    const document = await openText('/interface bridge port\nadd bridge=b interface=ether2 # uplink\n');
    const findings = await findingsOf(document, (found) => found.length > 0);
    assert.deepEqual(findings.map(asText), ['trailing-comment:2']);
  });
});

function isSerious({ severity }: { severity: DiagnosticSeverity }): boolean {
  return severity !== DiagnosticSeverity.Hint;
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

/** The first fix that changes the script; silencing a finding is none. */
async function firstFix(document: Parameters<typeof fixesFor>[0], findings: Awaited<ReturnType<typeof findingsOf>>) {
  for (const finding of findings) {
    const actions = await fixesFor(document, finding);
    const action = actions.find(({ title }) => !title.startsWith('Silence') && !title.startsWith('Fix all'));
    if (action) return action;
  }
  return undefined;
}
