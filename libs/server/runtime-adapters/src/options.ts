import type { RuntimeSettings } from '@nora/config';

/** Files of this distribution that runtimes are made from. */
export interface RuntimeAssets {
  /** `docker/runtimes/openclaw`: Dockerfile, package.json and package-lock.json. */
  runtimeDir: string;
  /** The bundled sidecar. */
  sidecarFile: string;
}

export interface BackendOptions {
  settings: RuntimeSettings;
  assets: RuntimeAssets;
}

/** What the API needs: it looks at runtimes and never makes one. */
export type AccessOptions = Pick<BackendOptions, 'settings'>;
