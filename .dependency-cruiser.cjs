// Who may know whom: the rooms of ARCHITECTURE.md, in order. A room imports only from rooms above it; rooms on one line
// never meet. `npm run check` fails on anything else, and test/tools/rooms.test.ts proves that it does. Types count too.
const SERVER_ROOMS = [
  ['base'],
  ['text'],
  ['syntax', 'catalogue'],
  ['resolve', 'format'],
  ['evaluate'],
  ['config'],
  ['network'],
  ['lint'],
  ['ide'],
  ['lsp'],
];
const inRooms = (rooms) => `^server/src/(${rooms.join('|')})/`;
const roomsAbove = (room) =>
  SERVER_ROOMS.slice(
    0,
    SERVER_ROOMS.findIndex((line) => line.includes(room)),
  ).flat();

/** The network reasons about items and opaque origins: it does not know that there are scripts. */
const mayUse = (room) => (room === 'network' ? ['base', 'config'] : roomsAbove(room));

const roomOrder = SERVER_ROOMS.flat().map((room) => ({
  name: `server-${room}-knows-only-rooms-above`,
  comment: `server/src/${room} may import ${mayUse(room).join(', ') || 'no other room'}.`,
  severity: 'error',
  from: { path: `^server/src/${room}/` },
  to: { path: '^server/src/', pathNot: inRooms([room, ...mayUse(room)]) },
}));

const SOURCE = '^(client|server|router|cli)/src/';
const MAINS = '^server/src/main[.][a-z]+[.]ts$';
const MAIN_FOR_NODE = '^server/src/main[.]node[.]ts$';
/** Who connects the language server to something: its main, and `rscope lsp`. */
const LSP_WIRING = [MAIN_FOR_NODE, '^cli/src/commands/lsp[.]ts$'];
const LSP_PACKAGES =
  '^node_modules/vscode-(languageserver|languageserver-textdocument|languageserver-protocol|languageserver-types|jsonrpc)/';

module.exports = {
  forbidden: [
    ...roomOrder,
    {
      name: 'server-has-known-rooms-only',
      comment: 'A new room needs its line at the top of this file and in ARCHITECTURE.md.',
      severity: 'error',
      from: { path: SOURCE },
      to: { path: '^server/src/', pathNot: [inRooms(SERVER_ROOMS.flat()), MAINS] },
    },
    {
      name: 'mains-are-entries',
      comment: 'A main runs when it is imported: nobody imports it.',
      severity: 'error',
      from: {},
      to: { path: [MAINS, '^cli/src/main[.]ts$', '^client/src/extension[.]ts$'] },
    },
    {
      name: 'server-knows-no-node',
      comment: 'The server also runs in a browser worker, and a linter that cannot touch the network is a promise.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: MAIN_FOR_NODE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'server-knows-few-packages',
      comment:
        'Each package that the server uses must run in a browser and touch no network: look before adding one here.',
      severity: 'error',
      from: { path: '^server/src/' },
      to: { path: '^node_modules/', pathNot: ['^node_modules/(fastest-levenshtein|re2js)/', LSP_PACKAGES] },
    },
    {
      name: 'only-lsp-knows-the-protocol',
      comment: 'vscode-languageserver is for server/src/lsp and for who connects it.',
      severity: 'error',
      from: { path: SOURCE, pathNot: ['^server/src/lsp/', MAINS, ...LSP_WIRING] },
      to: { path: LSP_PACKAGES },
    },
    {
      name: 'only-wiring-knows-node-connections',
      comment: 'vscode-languageserver/node is for who connects the server on Node.',
      severity: 'error',
      from: { path: SOURCE, pathNot: LSP_WIRING },
      to: { path: '^node_modules/vscode-(languageserver|languageserver-protocol|jsonrpc)/(node|lib/node)' },
    },
    {
      name: 'only-client-knows-vscode',
      comment: 'The client, and the tests that run inside VS Code.',
      severity: 'error',
      from: { path: '^(client|server|router|cli|test|tools)/', pathNot: '^(client/src|test/vscode)/' },
      to: { path: ['^vscode$', '^node_modules/(@types/vscode|vscode-languageclient)/'] },
    },
    {
      name: 'only-transport-knows-node-routeros',
      comment: 'node-routeros has defects that router/src/transport hardens: all others use a RouterConnection.',
      severity: 'error',
      from: { path: SOURCE, pathNot: '^router/src/transport/' },
      to: { path: '^node_modules/node-routeros/' },
    },
    {
      name: 'sockets-only-in-transport-and-practice',
      comment: 'The only client sockets are in router/src/transport, the only listening ones in router/src/practice.',
      severity: 'error',
      from: { path: SOURCE, pathNot: '^router/src/(transport|practice)/' },
      to: { path: '^(node:)?(net|tls|http|https|http2|dgram|dns|dns/promises)$', dependencyTypes: ['core'] },
    },
    {
      name: 'router-knows-the-server-up-to-network',
      comment: 'The rooms above lint, and nobody who uses routers.',
      severity: 'error',
      from: { path: '^router/src/' },
      to: { path: '^(server|client|cli)/', pathNot: inRooms([...roomsAbove('lint')]) },
    },
    {
      name: 'server-knows-no-other-house',
      comment: 'The language knows no device, no editor and no command line.',
      severity: 'error',
      from: { path: '^server/src/' },
      to: { path: '^(client|router|cli)/' },
    },
    {
      name: 'cli-knows-of-lsp-only-how-to-start-it',
      comment: 'That is startServer, in server/src/lsp/server.ts.',
      severity: 'error',
      from: { path: '^cli/src/' },
      to: { path: '^server/src/lsp/', pathNot: '^server/src/lsp/server[.]ts$' },
    },
    {
      name: 'cli-and-client-never-meet',
      severity: 'error',
      comment: 'Both are ends.',
      from: { path: '^(cli|client)/src/' },
      to: { path: '^(cli|client)/src/', pathNot: '^$1/src/' },
    },
    {
      name: 'client-talks-to-the-server-by-protocol',
      comment: 'Types of protocol-extensions.ts are all that the client takes from the server.',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^server/', pathNot: '^server/src/lsp/protocol-extensions[.]ts$' },
    },
    {
      name: 'client-takes-only-types-from-the-server',
      comment: '`import type`: else a part of the server would be bundled into the extension.',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'source-knows-no-tests-or-tools',
      comment: 'What is delivered does not import what only makes or tries it.',
      severity: 'error',
      from: { path: SOURCE },
      to: { path: '^(test|tools)/' },
    },
    {
      name: 'source-uses-listed-packages',
      comment: 'What is delivered uses packages under dependencies in package.json, not those for making it.',
      severity: 'error',
      from: { path: SOURCE },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: '^(vscode$|node_modules/@types/vscode/)',
      },
    },
    {
      name: 'imports-lead-somewhere',
      comment: 'The file or package is not there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'no-cycles',
      comment: 'Types load nothing. A recursive grammar and its interpreter are recursive in files, too.',
      severity: 'error',
      from: { pathNot: '^server/src/(syntax/parser|evaluate)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'It imports nothing and nobody imports it. (tools/build.mjs puts the shim in the place of iconv-lite.)',
      severity: 'error',
      from: { orphan: true, path: SOURCE, pathNot: '^router/src/transport/iconv-utf8-shim[.]ts$' },
      to: {},
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
