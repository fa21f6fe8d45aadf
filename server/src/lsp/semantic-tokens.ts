import {
  type Connection,
  type SemanticTokens as ProtocolTokens,
  SemanticTokensBuilder,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { TextRange } from '../base/text-range';
import type { Analysis } from '../ide/analysis';
import { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from '../ide/semantic-tokens';
import type { Answer } from './features';
import type { ScriptDocument } from './script-document';

/** Beyond this many characters only what is on the screen is coloured by meaning. */
const LARGEST_WHOLE = 1_000_000;

export const TOKEN_CAPABILITIES: ServerCapabilities = {
  semanticTokensProvider: {
    legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
    full: { delta: true },
    range: true,
  },
};

const NONE: ProtocolTokens = { data: [] };

/** Registers colours by meaning: of a whole document, of what changed since, and of a part. */
export class SemanticTokens {
  private readonly builders = new Map<string, SemanticTokensBuilder>();

  constructor(connection: Connection, answer: Answer<ScriptDocument>) {
    const { semanticTokens: tokens } = connection.languages;
    tokens.on(({ textDocument: { uri } }) =>
      answer('colours', uri, NONE, (document, analysis) => {
        if (isTooLarge(document)) return NONE;
        this.builders.delete(uri);
        return this.fill(document, analysis).build();
      }),
    );
    tokens.onDelta(({ textDocument: { uri }, previousResultId }) =>
      answer('colours', uri, NONE, (document, analysis) => {
        if (isTooLarge(document)) return NONE;
        this.builder(uri).previousResult(previousResultId);
        return this.fill(document, analysis).buildEdits();
      }),
    );
    tokens.onRange(({ textDocument: { uri }, range }) =>
      answer('colours', uri, NONE, (document, analysis) => {
        const within = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
        return push(new SemanticTokensBuilder(), document, analysis, within).build();
      }),
    );
  }

  forget(uri: string): void {
    this.builders.delete(uri);
  }

  private builder(uri: string): SemanticTokensBuilder {
    const builder = this.builders.get(uri) ?? new SemanticTokensBuilder();
    this.builders.set(uri, builder);
    return builder;
  }
  private fill(document: ScriptDocument, analysis: Analysis): SemanticTokensBuilder {
    return push(this.builder(document.uri), document, analysis);
  }
}

function isTooLarge(document: ScriptDocument): boolean {
  return document.length > LARGEST_WHOLE;
}

function push(
  builder: SemanticTokensBuilder,
  document: ScriptDocument,
  analysis: Analysis,
  within?: TextRange,
): SemanticTokensBuilder {
  for (const { start, end, type, modifiers } of semanticTokens(analysis, within)) {
    const { line, character } = document.positionAt(start);
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << TOKEN_MODIFIERS.indexOf(modifier)), 0);
    builder.push(line, character, end - start, TOKEN_TYPES.indexOf(type), bits);
  }
  return builder;
}
