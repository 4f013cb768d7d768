import { dirname } from 'node:path';
import { commandEnvironment, gatewayHeaderName, RUNTIME_SECRET_VARIABLES } from '@nora/runtime-contract';
import type { RuntimeFiles } from './runtime-files';

/** Directories of this runtime. */
export interface RuntimePlaces {
  home: string;
  /** The installation that holds `node_modules/openclaw`. */
  runtime: string;
  temp: string;
}

/** Environment of commands that the sidecar runs: their output is read by programs. */
export function sidecarCommandEnvironment(places: RuntimePlaces, agentId: string): Record<string, string> {
  const nodeDirectory = dirname(process.execPath);
  return { ...commandEnvironment({ ...places, nodeDirectory }, agentId), NO_COLOR: '1' };
}

/**
 * Environment of the gateway: that of commands, the secrets its configuration refers to, and what the agent was
 * given. A variable that it was given never stands in the way of one that the runtime needs.
 */
export function gatewayEnvironment(
  places: RuntimePlaces,
  agentId: string,
  { secrets, variables }: Pick<RuntimeFiles, 'secrets' | 'variables'>,
): Record<string, string> {
  return {
    ...variables,
    ...sidecarCommandEnvironment(places, agentId),
    [RUNTIME_SECRET_VARIABLES.gatewayHeader]: gatewayHeaderName(secrets.gatewayToken),
    [RUNTIME_SECRET_VARIABLES.modelKey]: secrets.modelKey,
  };
}
