// Who may know whom. ARCHITECTURE.md says why; this makes it hold: `npm run check` fails on an import that is not allowed.
// Type imports count like any other. test/tools/rooms.test.ts lays a wrong import for each rule and sees it found.

/** What each room of server/src may import beside itself: rooms above it in the list, never below or beside. */
const SERVER_ROOMS = {
  base: [],
  text: ['base'],
  syntax: ['base', 'text'],
  catalogue: ['base', 'text'],
  resolve: ['base', 'text', 'syntax', 'catalogue'],
  format: ['base', 'text', 'syntax', 'catalogue'],
  evaluate: ['base', 'text', 'syntax', 'catalogue', 'resolve', 'format'],
  config: ['base', 'text', 'syntax', 'catalogue', 'resolve', 'format', 'evaluate'],
  // Items and opaque origins only: the network does not know that there are scripts.
  network: ['base', 'config'],
  lint: ['base', 'text', 'syntax', 'catalogue', 'resolve', 'format', 'evaluate', 'config', 'network'],
  ide: ['base', 'text', 'syntax', 'catalogue', 'resolve', 'format', 'evaluate', 'config', 'network', 'lint'],
  lsp: ['base', 'text', 'syntax', 'catalogue', 'resolve', 'format', 'evaluate', 'config', 'network', 'lint', 'ide'],
};
const ROUTER_MAY_USE = ['base', 'text', 'syntax', 'catalogue', 'resolve', 'format', 'evaluate', 'config', 'network'];

const SOURCE = '^(client|server|router|cli)/src/';
const SERVER_MAINS = '^server/src/main[.][^/]+$';
/** Makes a connection of the language server: the mains, and the command line's `rscope lsp`. */
const LSP_WIRING = '^(server/src/main[.]node[.]ts|cli/src/commands/lsp[.]ts)$';
const VSCODE = '^(vscode|node_modules/(@types/vscode|vscode)/.*)$';
const LSP_PACKAGES = '^node_modules/vscode-(languageserver|languageserver-textdocument|languageserver-protocol|languageserver-types|jsonrpc)/';
const SOCKETS = '^(node:)?(net|tls|http|https|http2|dgram|dns|dns/promises)$';

const anyOf = (rooms) => `^server/src/(${rooms.join('|')})/`;

const serverRooms = Object.entries(SERVER_ROOMS).map(([room, above]) => ({
  name: `server-${room}`,
  comment: `server/src/${room} may import ${above.length > 0 ? above.join(', ') : 'no other room'}.`,
  severity: 'error',
  from: { path: `^server/src/${room}/` },
  to: { path: '^server/src/', pathNot: anyOf([room, ...above]) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...serverRooms,
    {
      name: 'server-known-rooms',
      comment: 'server/src has only the rooms that ARCHITECTURE.md lists, and its mains. A new room needs its line above.',
      severity: 'error',
      from: { path: '^((?:server|router|client|cli)/src/[^/]+)' },
      to: { path: '^server/src/', pathNot: [anyOf(Object.keys(SERVER_ROOMS)), SERVER_MAINS, '^$1/'] },
    },
    {
      name: 'server-mains-are-entries',
      comment: 'A main runs when it is imported: nobody imports it.',
      severity: 'error',
      from: {},
      to: { path: SERVER_MAINS },
    },
    {
      name: 'server-knows-no-device',
      comment: 'The language knows no router, no command line and no editor: a linter that cannot touch the network is a promise.',
      severity: 'error',
      from: { path: '^server/src/' },
      to: { path: '^(router|cli|client)/' },
    },
    {
      name: 'server-runs-without-node',
      comment: 'The server also runs in a browser: only main.node.ts knows Node. Files come through a provider that the mains give.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/main[.]node[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'server-packages',
      comment: 'The packages that the server may use are few and known to run in a browser. Add one here after looking.',
      severity: 'error',
      from: { path: '^server/src/' },
      to: { path: '^node_modules/', pathNot: ['^node_modules/fastest-levenshtein/', LSP_PACKAGES] },
    },
    {
      name: 'lsp-only-in-lsp',
      comment: 'vscode-languageserver is known to server/src/lsp and to who makes its connection.',
      severity: 'error',
      from: { path: SOURCE, pathNot: ['^server/src/lsp/', SERVER_MAINS, LSP_WIRING] },
      to: { path: LSP_PACKAGES },
    },
    {
      name: 'lsp-node-only-in-wiring',
      comment: 'vscode-languageserver/node is for who makes the connection on Node.',
      severity: 'error',
      from: { path: SOURCE, pathNot: LSP_WIRING },
      to: { path: '^node_modules/vscode-(languageserver|languageserver-protocol|jsonrpc)/(node|lib/node)' },
    },
    {
      name: 'vscode-only-in-client',
      comment: 'Only the client, and the tests that run inside VS Code, import vscode.',
      severity: 'error',
      from: { pathNot: '^(client/src|test/vscode)/' },
      to: { path: [VSCODE, '^node_modules/vscode-languageclient/'] },
    },
    {
      name: 'client-talks-by-protocol',
      comment: 'The client knows of the server only the types of the messages, in server/src/lsp/protocol-extensions.ts.',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^server/', pathNot: '^server/src/lsp/protocol-extensions[.]ts$' },
    },
    {
      name: 'client-takes-types-only',
      comment: 'What the client takes from protocol-extensions.ts is types: `import type`.',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^server/src/lsp/protocol-extensions[.]ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-knows-no-command-line',
      comment: 'The client and the command line do not know each other.',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^cli/' },
    },
    {
      name: 'cli-knows-no-client',
      comment: 'The command line and the client do not know each other.',
      severity: 'error',
      from: { path: '^cli/src/' },
      to: { path: '^client/' },
    },
    {
      name: 'cli-starts-the-server-only',
      comment: 'Of server/src/lsp the command line knows startServer, in server.ts.',
      severity: 'error',
      from: { path: '^cli/src/' },
      to: { path: '^server/src/lsp/', pathNot: '^server/src/lsp/server[.]ts$' },
    },
    {
      name: 'router-rooms',
      comment: `The router room may use ${ROUTER_MAY_USE.join(', ')} of the server: never lint, ide, lsp.`,
      severity: 'error',
      from: { path: '^router/src/' },
      to: { path: '^server/', pathNot: anyOf(ROUTER_MAY_USE) },
    },
    {
      name: 'router-knows-no-front',
      comment: 'The router room does not know who uses it.',
      severity: 'error',
      from: { path: '^router/src/' },
      to: { path: '^(client|cli)/' },
    },
    {
      name: 'node-routeros-only-in-transport',
      comment: 'node-routeros has defects that router/src/transport hardens: everybody else goes through a RouterConnection.',
      severity: 'error',
      from: { pathNot: ['^router/src/transport/', '^test/router/'] },
      to: { path: '^node_modules/node-routeros/' },
    },
    {
      name: 'sockets-only-in-transport-and-practice',
      comment: 'The only client sockets are in router/src/transport, the only listening ones in router/src/practice.',
      severity: 'error',
      from: { path: SOURCE, pathNot: '^router/src/(transport|practice)/' },
      to: { path: SOCKETS, dependencyTypes: ['core'] },
    },
    {
      name: 'source-knows-no-tests-or-tools',
      comment: 'What is delivered does not import what is only for making it.',
      severity: 'error',
      from: { path: SOURCE },
      to: { path: '^(test|tools)/' },
    },
    {
      name: 'source-packages-are-dependencies',
      comment: 'What is delivered uses packages that package.json lists under dependencies, not those for making it.',
      severity: 'error',
      from: { path: SOURCE },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: VSCODE },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'no-cycles',
      comment: 'Files that load each other are one idea in two files, or one file too many. The parser may: its grammar is recursive. Types load nothing.',
      severity: 'error',
      from: { pathNot: '^server/src/syntax/parser/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A file that imports nothing and that nobody imports. (The iconv-lite shim comes in by tools/build.mjs.)',
      severity: 'error',
      from: { orphan: true, path: SOURCE, pathNot: ['[.]d[.]m?ts$', '^router/src/transport/iconv-utf8-shim[.]ts$'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    // import type counts.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mts', '.mjs', '.cjs', '.js', '.json', '.d.ts'], exportsFields: ['exports'], conditionNames: ['node', 'import', 'require', 'types'] },
  },
};
