import { dirname } from 'node:path';
import {
  commandEnvironment,
  gatewayHeaderName,
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

/** Environment of commands that the sidecar runs: their output is read by programs. */
export function sidecarCommandEnvironment(places: RuntimePlaces, agentId: string): Record<string, string> {
  const nodeDirectory = dirname(process.execPath);
  return { ...commandEnvironment({ ...places, nodeDirectory }, agentId), NO_COLOR: '1' };
}

/** Environment of the gateway: that of commands, and the secrets its configuration refers to. */
export function gatewayEnvironment(
  places: RuntimePlaces,
  agentId: string,
  secrets: RuntimeSecrets,
): Record<string, string> {
  return {
    ...sidecarCommandEnvironment(places, agentId),
    [RUNTIME_SECRET_VARIABLES.gatewayHeader]: gatewayHeaderName(secrets.gatewayToken),
    [RUNTIME_SECRET_VARIABLES.modelKey]: secrets.modelKey,
  };
}
