import { RUNTIME_PATHS } from './contract';

/** Directories of a runtime, as commands inside it see them. */
export interface CommandPlaces {
  home: string;
  /** The installation that holds `node_modules/openclaw`. */
  runtime: string;
  temp: string;
  /** Directory of the `node` that the runtime runs on. */
  nodeDirectory: string;
}

const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * Environment of everything that is run inside a runtime beside its gateway: by the sidecar, and in a terminal.
 * Nothing is inherited, and it holds no secret.
 */
export function commandEnvironment(
  { home, runtime, temp, nodeDirectory }: CommandPlaces,
  agentId: string,
): Record<string, string> {
  return {
    PATH: [nodeDirectory, `${runtime}/node_modules/.bin`, ...SYSTEM_PATH].join(':'),
    HOME: home,
    TMPDIR: temp,
    LANG: 'C.UTF-8',
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: `${home}/.cache/node-compile`,
    NORA_AGENT_ID: agentId,
    OPENCLAW_STATE_DIR: `${home}/${RUNTIME_PATHS.openclawState}`,
    OPENCLAW_CONFIG_PATH: `${home}/${RUNTIME_PATHS.openclawConfig}`,
    OPENCLAW_CONFIG_READONLY: '1',
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_NO_AUTO_UPDATE: '1',
    OPENCLAW_OFFLINE: '1',
    OPENCLAW_NO_RESPAWN: '1',
  };
}
