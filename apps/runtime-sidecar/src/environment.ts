import { delimiter, dirname, join } from 'node:path';
import {
  gatewayHeaderName,
  RUNTIME_PATHS,
  RUNTIME_SECRET_VARIABLES,
  type RuntimeSecrets,
} from '@nora/runtime-contract';

/** Directories of this runtime. */
export interface RuntimePlaces {
  home: string;
  /** The installation that holds `node_modules/openclaw`. */
  runtime: string;
  temp: string;
}

const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Environment of commands that run inside the runtime. Nothing is inherited, and it holds no secret. */
export function commandEnvironment(places: RuntimePlaces, agentId: string): Record<string, string> {
  const { home, runtime, temp } = places;
  return {
    PATH: [dirname(process.execPath), join(runtime, 'node_modules/.bin'), ...SYSTEM_PATH].join(delimiter),
    HOME: home,
    TMPDIR: temp,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: join(home, '.cache/node-compile'),
    NORA_AGENT_ID: agentId,
    OPENCLAW_STATE_DIR: join(home, RUNTIME_PATHS.openclawState),
    OPENCLAW_CONFIG_PATH: join(home, RUNTIME_PATHS.openclawConfig),
    OPENCLAW_CONFIG_READONLY: '1',
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_NO_AUTO_UPDATE: '1',
    OPENCLAW_OFFLINE: '1',
    OPENCLAW_NO_RESPAWN: '1',
  };
}

/** Environment of the gateway: that of commands, and the secrets its configuration refers to. */
export function gatewayEnvironment(
  places: RuntimePlaces,
  agentId: string,
  secrets: RuntimeSecrets,
): Record<string, string> {
  return {
    ...commandEnvironment(places, agentId),
    [RUNTIME_SECRET_VARIABLES.gatewayHeader]: gatewayHeaderName(secrets.gatewayToken),
    [RUNTIME_SECRET_VARIABLES.modelKey]: secrets.modelKey,
  };
}
