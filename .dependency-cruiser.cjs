// Who may know whom: the rooms of ARCHITECTURE.md, in order. A room imports only from rooms above it; rooms on one line
// never meet. `npm run check` fails on anything else, and test/tools/rooms.test.ts proves that it does.
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

/** For each room of the server: it may not import from a room beside or below it. */
const order = SERVER_ROOMS.flatMap((line, level) =>
  line
    .map((room) => {
      const others = [...line.filter((other) => other !== room), ...SERVER_ROOMS.slice(level + 1).flat()];
      return {
        name: `server-${room}-knows-only-rooms-above`,
        severity: 'error',
        from: { path: `^server/src/${room}/` },
        to: { path: `^server/src/(${[...others, 'main\\.'].join('|')})` },
      };
    })
    .filter((rule) => !rule.to.path.includes('()')),
);

module.exports = {
  forbidden: [
    ...order,
    {
      name: 'network-reasons-about-items-only',
      comment: 'Items and opaque origins: no syntax, text, catalogue or evaluation.',
      severity: 'error',
      from: { path: '^server/src/network/' },
      to: { path: '^server/src/(syntax|text|catalogue|evaluate|resolve|config/(build-configuration|selector))' },
    },
    {
      name: 'server-knows-no-node',
      comment: 'The server also runs in a browser worker, and a linter that cannot touch the network is a promise.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/main\\.node\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-lsp-knows-the-protocol',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(lsp/|main\\.)' },
      to: { path: 'node_modules/vscode-languageserver' },
    },
    {
      name: 'only-main-knows-node-connections',
      severity: 'error',
      from: { path: '^(server|client|router)/src/', pathNot: '^server/src/main\\.node\\.ts$' },
      to: { path: 'node_modules/vscode-languageserver/(lib/)?node' },
    },
    {
      name: 'only-client-knows-vscode',
      severity: 'error',
      from: { path: '^(server|router|cli)/src/' },
      to: { path: '^(vscode$|node_modules/(@types/vscode|vscode-languageclient))' },
    },
    {
      name: 'only-transport-knows-node-routeros',
      severity: 'error',
      from: { path: '^(client|server|router|cli)/src/', pathNot: '^router/src/transport/' },
      to: { path: 'node_modules/node-routeros' },
    },
    {
      name: 'sockets-only-in-transport-and-practice',
      severity: 'error',
      from: { path: '^(client|server|router|cli)/src/', pathNot: '^router/src/(transport|practice)/' },
      to: { path: '^(node:)?(net|tls|http|https|http2|dgram)$' },
    },
    {
      name: 'router-knows-the-server-up-to-network',
      severity: 'error',
      from: { path: '^router/src/' },
      to: { path: '^(server/src/(lint|ide|lsp|format|main)|client/|cli/)' },
    },
    {
      name: 'server-knows-no-other-house',
      severity: 'error',
      from: { path: '^server/src/' },
      to: { path: '^(client|router|cli)/' },
    },
    {
      name: 'cli-knows-of-lsp-only-how-to-start-it',
      severity: 'error',
      from: { path: '^cli/src/' },
      to: { path: '^(client/|server/src/lsp/(?!server\\.ts))' },
    },
    {
      name: 'client-talks-to-the-server-by-protocol',
      comment: 'Types of protocol-extensions.ts are all that the client takes from the server.',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^server/src/', pathNot: '^server/src/lsp/protocol-extensions\\.ts$' },
    },
    {
      name: 'client-takes-only-types-from-the-server',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^server/src/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '^server/src/(syntax/parser|evaluate)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
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
