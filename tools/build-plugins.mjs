// What every esbuild run of this workspace shares: the aliases of tsconfig.base.json, and a TypeScript
// loader by SWC that keeps the decorator metadata Nest and TypeORM read.
import { transform } from '@swc/core';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

export function workspaceAlias(root) {
  const { compilerOptions } = JSON.parse(readFileSync(resolve(root, 'tsconfig.base.json'), 'utf8'));
  return Object.fromEntries(
    Object.entries(compilerOptions.paths).map(([name, [path]]) => [name, resolve(root, path)]),
  );
}

export const decoratorMetadata = {
  name: 'decorator-metadata',
  setup(bundle) {
    bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { code } = await transform(source, {
        filename: path,
        sourceMaps: 'inline',
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      });
      return { contents: code, loader: 'js' };
    });
  },
};

/** Packages with native code, which no bundle can hold: an import that nothing uses goes away. */
export const nativePackages = {
  name: 'native-packages',
  setup(bundle) {
    bundle.onResolve({ filter: /^@node-rs\// }, ({ path }) => ({ path, external: true, sideEffects: false }));
  },
};
