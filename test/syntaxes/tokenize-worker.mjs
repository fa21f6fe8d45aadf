// Colours texts with a grammar in a thread of its own, which can be ended where a rule never does. Says each text's name
// before it begins with it, and at the end what happened.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

/** The tokenizer leaves a rule that never advances, and the rest of its line; only in its debug mode does it say so. */
const complaints = [];
console.log = () => {};
console.warn = () => {};
console.error = (message) => complaints.push(String(message));

const { grammar: content, texts } = workerData;
await oniguruma.loadWASM(readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')));
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => textmate.parseRawGrammar(content, 'grammar.json'),
});
const grammar = await registry.loadGrammar('source.routeros');

const stuck = [];
const colours = [];
for (const { name, text } of texts) {
  parentPort.postMessage({ begins: name });
  let stack = textmate.INITIAL;
  const lines = text.split('\n').map((line, index) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    for (const complaint of complaints.splice(0)) stuck.push(`${name}:${index + 1}: ${complaint}`);
    return tokens.map((token) => `${token.startIndex} ${token.scopes.at(-1)}`);
  });
  colours.push({ name, lines });
}
parentPort.postMessage({ stuck, colours });
