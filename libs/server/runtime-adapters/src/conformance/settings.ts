import { join, resolve } from 'node:path';
import { readSettings, RuntimeSettings } from '@nora/config';
import type { BackendOptions } from '../options';

const CHECKOUT = resolve(__dirname, '../../../../..');

/** Options as a worker of this checkout would have them; the sidecar must have been built. */
export function optionsForTest(environment: Record<string, string>): BackendOptions {
  const [settings] = readSettings<[RuntimeSettings]>(environment, RuntimeSettings);
  return {
    settings,
    assets: {
      runtimeDir: join(CHECKOUT, 'docker/runtimes/openclaw'),
      sidecarFile: join(CHECKOUT, 'dist/apps/runtime-sidecar/main.js'),
    },
  };
}

/** Where installations for tests are kept between runs; they are large and never change. */
export const TEST_DATA_ROOT = '/var/tmp/nora-runtime-tests';
