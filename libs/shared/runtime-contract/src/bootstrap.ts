import type { DeployTarget } from './catalog';
import {
  OPENCLAW_VERSION,
  RUNTIME_PATHS,
  RUNTIME_SECRET_FILES,
  RUNTIME_VARIABLES_FILE,
  type RuntimeContract,
  type RuntimeListen,
  type RuntimeSecrets,
} from './contract';
import { renderOpenclawConfig } from './openclaw';
import type { RuntimeModel } from './openclaw-model';

/** Everything that decides what a runtime finds in its home before it starts. */
export interface BootstrapInput {
  agentId: string;
  agentName: string;
  target: DeployTarget;
  listen: RuntimeListen;
  /** Base URL of Nora's runtime-facing listener, as the runtime sees it. */
  noraUrl: string;
  /** Addresses or CIDR blocks from which Nora's requests arrive inside the runtime. */
  controlPlaneAddresses: string[];
  secrets: RuntimeSecrets;
  model: RuntimeModel;
  /** Variables that the agent was given, by name. */
  variables: Record<string, string>;
}

/** A file below the runtime's home. */
export interface BootstrapFile {
  path: string;
  content: string;
  mode: number;
}

/** Renders the files an OpenClaw runtime needs; the same input gives the same files. */
export function renderBootstrap(input: BootstrapInput): BootstrapFile[] {
  const contract: RuntimeContract = {
    contractVersion: 1,
    agentId: input.agentId,
    agentName: input.agentName,
    family: 'openclaw',
    runtimeVersion: OPENCLAW_VERSION,
    target: input.target,
    listen: input.listen,
  };
  const secrets = Object.entries(RUNTIME_SECRET_FILES).map(([name, path]) => ({
    path,
    content: input.secrets[name as keyof RuntimeSecrets],
    mode: 0o600,
  }));
  return [
    { path: RUNTIME_PATHS.contract, content: `${JSON.stringify(contract, null, 2)}\n`, mode: 0o600 },
    ...secrets,
    { path: RUNTIME_VARIABLES_FILE, content: JSON.stringify(input.variables), mode: 0o600 },
    { path: RUNTIME_PATHS.openclawConfig, content: renderOpenclawConfig(input), mode: 0o600 },
  ];
}
