/**
 * The directions of ARCHITECTURE.md, as rules: client → shared ← server, slices reach each other
 * through their door, and the slices of `shared` depend one way.
 */
const sharedOrder = [
  'table',
  'time',
  'commands',
  'history',
  'rollup',
  'network',
  'program',
  'orders',
  'planning',
  'progress',
  'forecast',
  'sharing',
]

/** A slice of `shared` may use those before it in `sharedOrder`; `progress` may not use `planning`. */
const sharedDirections = sharedOrder.map((slice, position) => ({
  name: `shared-${slice}-looks-down`,
  severity: 'error',
  from: { path: `^shared/src/${slice}/` },
  to: {
    path: `^shared/src/(${[...sharedOrder.slice(position + 1), ...(slice === 'progress' ? ['planning'] : []), 'none'].join('|')})/`,
  },
}))

module.exports = {
  forbidden: [
    ...sharedDirections,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-is-pure',
      severity: 'error',
      from: { path: '^shared/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(client|server|migrations|tests)/|^node:', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'shared-has-no-node',
      severity: 'error',
      from: { path: '^shared/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-imports-one-server-type',
      severity: 'error',
      from: {
        path: '^client/',
        pathNot: '^client/src/lib/trpc\\.ts$|^client/(vite\\.config|build)\\.ts$',
      },
      to: { path: '^server/' },
    },
    {
      name: 'server-knows-no-client',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^client/src/' },
    },
    {
      name: 'slices-meet-at-the-door',
      severity: 'error',
      comment: 'Inside a floor a slice reaches another through its index.ts.',
      from: { path: '^(server|shared)/src/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(server|shared)/src/(network|program|orders|planning|progress|forecast|sharing|accounts|files|live|time|commands|rollup)/',
        pathNot: ['^$1/src/$2/', '/index\\.ts$'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules|/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'server/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types'],
      extensions: ['.ts', '.vue', '.js', '.json'],
    },
  },
}
