import type { RuntimeSettings } from '@nora/config';

/** Files of this distribution that runtimes are made from. */
export interface RuntimeAssets {
  /** `docker/runtimes/openclaw`: Dockerfile, package.json and package-lock.json. */
  runtimeDir: string;
  /** The bundled sidecar. */
  sidecarFile: string;
}

/** An address that no agent may reach, e.g. of the database. */
export interface ProtectedAddress {
  /** A name or an address. */
  host: string;
  port: number;
}

export interface BackendOptions {
  settings: RuntimeSettings;
  assets: RuntimeAssets;
  /** Data stores of the control plane; agents are kept from them where the target can. */
  protectedAddresses?: ProtectedAddress[];
  /** Told of what an operator should know and that fails nothing. */
  warn?: (message: string) => void;
}

/** What the API needs: it looks at runtimes and never makes one. */
export type AccessOptions = Pick<BackendOptions, 'settings'>;
