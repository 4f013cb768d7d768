import type { DeployTarget, RuntimeFamily } from './catalog';
import { isReservedSecretName, SECRET_NAME } from './secret-names';

/**
 * The OpenClaw release every runtime holds. It is pinned with all its packages by
 * `docker/runtimes/openclaw/package-lock.json`; a test keeps the two in step.
 */
export const OPENCLAW_VERSION = '2026.9.6';

/** Where things lie below a runtime's home, on every target. */
export const RUNTIME_PATHS = {
  contract: '.nora/contract.json',
  secrets: '.nora/secrets',
  openclawState: '.openclaw',
  openclawConfig: '.openclaw/openclaw.json',
  workspace: '.openclaw/workspace',
} as const;

/** Secrets of a runtime; each is a file of its own, readable by the runtime's user alone. */
export const RUNTIME_SECRET_FILES = {
  sidecarToken: `${RUNTIME_PATHS.secrets}/sidecar-token`,
  gatewayToken: `${RUNTIME_PATHS.secrets}/gateway-token`,
  modelKey: `${RUNTIME_PATHS.secrets}/model-key`,
} as const;

/**
 * Variables that an agent was given, by name: JSON in one file, so that one that is taken away leaves nothing behind.
 * A runtime made by an earlier release has none.
 */
export const RUNTIME_VARIABLES_FILE = `${RUNTIME_PATHS.secrets}/variables.json`;

/** Values of {@link RUNTIME_SECRET_FILES}. */
export type RuntimeSecrets = Record<keyof typeof RUNTIME_SECRET_FILES, string>;

/** Variables through which the sidecar hands secrets to the gateway; its configuration refers to them. */
export const RUNTIME_SECRET_VARIABLES = {
  gatewayHeader: 'NORA_GATEWAY_HEADER',
  modelKey: 'NORA_MODEL_KEY',
} as const;

/** `lan` listens on every address of the runtime's own network, `loopback` on this host alone. */
export type RuntimeBind = 'lan' | 'loopback';

/** Where a runtime listens, as seen from inside it. */
export interface RuntimeListen {
  bind: RuntimeBind;
  ports: { sidecar: number; gateway: number };
}

/** What the sidecar reads at start (`.nora/contract.json`). Holds no secret. */
export interface RuntimeContract {
  contractVersion: 1;
  agentId: string;
  agentName: string;
  family: RuntimeFamily;
  runtimeVersion: string;
  target: DeployTarget;
  listen: RuntimeListen;
}

/**
 * Reads the variables of an agent from the text of their file.
 * @throws Error that says what is wrong with it, and tells nothing of what it holds
 */
export function parseRuntimeVariables(text: string): Record<string, string> {
  const value = readJson(text);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : null;
  if (!entries?.every(([name, content]) => SECRET_NAME.test(name) && typeof content === 'string')) {
    throw new Error(`${RUNTIME_VARIABLES_FILE} must hold texts by name`);
  }
  return Object.fromEntries(entries.filter(([name]) => !isReservedSecretName(name)));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What a parser says of a text shows some of it.
    return null;
  }
}

/**
 * Reads the contract from its text.
 * @throws Error that says what is wrong with it
 */
export function parseRuntimeContract(text: string): RuntimeContract {
  const value = JSON.parse(text) as Partial<RuntimeContract> | null;
  if (value?.contractVersion !== 1) throw new Error('contractVersion must be 1');
  if (value.family !== 'openclaw') throw new Error(`family ${String(value.family)} is not supported`);
  if (typeof value.agentId !== 'string' || value.agentId === '') throw new Error('agentId is missing');
  const { listen } = value;
  if (listen?.bind !== 'lan' && listen?.bind !== 'loopback') {
    throw new Error('listen.bind must be lan or loopback');
  }
  for (const port of [listen.ports?.sidecar, listen.ports?.gateway]) {
    if (!Number.isInteger(port) || Number(port) < 1 || Number(port) > 65535) {
      throw new Error('listen.ports must hold the ports sidecar and gateway');
    }
  }
  return value as RuntimeContract;
}
