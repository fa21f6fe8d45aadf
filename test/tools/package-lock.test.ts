import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('package-lock.json', () => {
  const lock = JSON.parse(readFileSync(join(__dirname, '../../package-lock.json'), 'utf8'));
  const packages = lock.packages as Readonly<Record<string, LockedPackage>>;

  // npm leaves those out that the registry of whoever locked does not hold, and then `npm ci` refuses the lock.
  it('lists every optional package, also those for other systems: a fresh clone installs anywhere', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.entries(optionalDependencies)
        .filter(([name]) => find(path, name)?.version === undefined)
        .map(([name, version]) => `${name}@${version}, of ${path}`),
    );
    assert.deepEqual(missing, []);
  });

  it('names no registry: each machine takes its own', () => {
    assert.deepEqual(
      Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined),
      [],
    );
  });

  it('holds for package.json as it is', () => {
    const manifest = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
    const { dependencies, devDependencies } = packages[''] as typeof manifest;
    assert.deepEqual(
      { dependencies, devDependencies },
      { dependencies: manifest.dependencies, devDependencies: manifest.devDependencies },
    );
  });

  /** The package that an import of `name` finds from the folder `path`, as Node looks for it. */
  function find(path: string, name: string): LockedPackage | undefined {
    for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const found = packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
      if (found || folder === '') return found;
    }
  }
});
