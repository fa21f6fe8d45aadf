import assert from 'node:assert/strict';
import {
  commands,
  type Hover,
  MarkdownString,
  Position,
  Selection,
  type SemanticTokens,
  type SemanticTokensLegend,
  type TextDocument,
  type WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { openText, started } from './support';

describe('at the cursor, in VS Code', () => {
  before(started);

  it('offers prerouting for the chain that is being typed, and puts it in', async () => {
    const document = await openText('');
    await typeText('/ip firewall mangle add chain=pre');
    await until('prerouting is put in', async () => {
      await commands.executeCommand('editor.action.triggerSuggest');
      await pause();
      await commands.executeCommand('acceptSelectedSuggestion');
      return document.getText().endsWith('chain=prerouting');
    });
    assert.equal(document.getText(), '/ip firewall mangle add chain=prerouting');
  });

  it('goes on to the values of a property that it put in', async () => {
    const document = await openText('/ip firewall mangle\nadd chain=prerouting acti');
    cursorToEnd(document);
    await until('action= is put in', async () => {
      await commands.executeCommand('editor.action.triggerSuggest');
      await pause();
      await commands.executeCommand('acceptSelectedSuggestion');
      return document.getText().endsWith('action=');
    });
    await typeText('mark-r');
    await until('mark-routing is put in', async () => {
      await pause();
      await commands.executeCommand('acceptSelectedSuggestion');
      return document.getText().endsWith('action=mark-routing');
    });
  });

  it('explains per-connection-classifier under the mouse, and what its value does', async () => {
    const document = await openText(
      '/ip firewall mangle\nadd chain=prerouting per-connection-classifier=both-addresses:2/0\n',
    );
    const text = await hoverAt(document, 'per-connection');
    assert.match(text, /A hash of the named fields/);
    assert.match(text, /Remainder 0 of 2 by both addresses: about 50 % of connections/);
  });

  it('colours by what a word means', async () => {
    const document = await openText('/ip address\nadd address=192.0.2.1/24 interface=ether1\n');
    let tokens: SemanticTokens | undefined;
    await until('there are colours', async () => {
      tokens = await commands.executeCommand<SemanticTokens>('vscode.provideDocumentSemanticTokens', document.uri);
      return (tokens?.data.length ?? 0) > 0;
    });
    const legend = await commands.executeCommand<SemanticTokensLegend>(
      'vscode.provideDocumentSemanticTokensLegend',
      document.uri,
    );
    assert.equal(legend.tokenTypes[tokens?.data[3] ?? -1], 'namespace');
  });

  it('renames a variable through nested blocks and texts', async () => {
    const document = await openText(
      ':local old 1\n:if ($old > 0) do={\n  :foreach i in={1;2} do={ :put "$old $i" }\n}\n:local f do={ :put $old }\n',
    );
    const at = document.positionAt(document.getText().indexOf('$old $i') + 2);
    const edit = await commands.executeCommand<WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at,
      'count',
    );
    assert.ok(await workspace.applyEdit(edit));
    assert.equal(
      document.getText(),
      ':local count 1\n:if ($count > 0) do={\n  :foreach i in={1;2} do={ :put "$count $i" }\n}\n:local f do={ :put $old }\n',
    );
  });

  it('says why a name is not possible', async () => {
    const document = await openText(':local old 1\n:put "$old"\n');
    await assert.rejects(
      Promise.resolve(
        commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, new Position(0, 8), 'my-name'),
      ),
      /letters and digits/,
    );
  });
});

function cursorToEnd(document: TextDocument): void {
  const editor = window.activeTextEditor;
  const end = document.positionAt(document.getText().length);
  if (editor) editor.selection = new Selection(end, end);
}

async function typeText(text: string): Promise<void> {
  await commands.executeCommand('type', { text });
}

async function hoverAt(document: TextDocument, part: string): Promise<string> {
  const at = document.positionAt(document.getText().indexOf(part) + 1);
  let text = '';
  await until('there is a hover', async () => {
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, at);
    text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof MarkdownString ? content.value : String(content)))
      .join('\n');
    return text !== '';
  });
  return text;
}

/** Tries again, for a server that is still reading and a list that is not open yet. */
async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (await done()) return;
    await pause();
  }
  throw new Error(`It did not happen that ${what}: ${window.activeTextEditor?.document.getText()}`);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 400));
}
