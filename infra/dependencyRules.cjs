/**
 * Who may import whom, as the design says it: client → shared; server → models, shared; models → shared;
 * shared → nothing of ours; nobody imports tests.
 * @param {string} folder
 * @param {string[]} allowed top-level folders beside its own
 */
function only(folder, allowed) {
  const open = [folder, ...allowed].join('|');
  return {
    name: `${folder}-imports-only-${allowed.join('-and-') || 'itself'}`,
    severity: 'error',
    from: { path: `^${folder}/`, pathNot: '[.]test[.]ts$' },
    to: { path: '^(client|server|models|shared|infra|tests)/', pathNot: `^(${open})/` },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('shared', []),
    only('models', ['shared']),
    only('server', ['models', 'shared']),
    only('client', ['shared']),
    {
      name: 'unit-tests-import-the-product-and-test-support-only',
      severity: 'error',
      from: { path: '^(client|server|models|shared)/.*[.]test[.]ts$' },
      to: { path: '^(infra/|tests/(?!support/))' },
    },
    {
      name: 'models-only-through-its-index',
      comment: 'the server takes the pipeline as one thing: models/index.ts is its face',
      severity: 'error',
      from: { path: '^server/', pathNot: '[.]test[.]ts$' },
      to: { path: '^models/', pathNot: '^models/index[.]ts$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'run-time-packages-in-dependencies',
      comment: 'npm start installs without development packages',
      severity: 'error',
      from: {
        path: '^(client|server|models|shared)/',
        pathNot: '[.]test[.]ts$|^models/training/',
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|models/training|models/weights|tests/artefacts|tests/load/peers)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'browser', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json'],
    },
  },
};
