import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseRuntimeContract,
  parseRuntimeVariables,
  RUNTIME_PATHS,
  RUNTIME_SECRET_FILES,
  RUNTIME_VARIABLES_FILE,
  type RuntimeContract,
  type RuntimeSecrets,
} from '@nora/runtime-contract';

/** What Nora put into the home before the start. */
export interface RuntimeFiles {
  contract: RuntimeContract;
  secrets: RuntimeSecrets;
  /** Variables that the agent was given; none where an earlier release of Nora made the runtime. */
  variables: Record<string, string>;
}

/**
 * Reads the contract and the secrets of a runtime.
 * @throws Error that names the file at fault and never holds a secret
 */
export async function readRuntimeFiles(home: string): Promise<RuntimeFiles> {
  const contract = await readFile(join(home, RUNTIME_PATHS.contract), 'utf8');
  const secret = async (name: keyof RuntimeSecrets): Promise<string> => {
    const path = RUNTIME_SECRET_FILES[name];
    const value = (await readFile(join(home, path), 'utf8')).trim();
    if (value === '') throw new Error(`${path} is empty`);
    return value;
  };
  const [variables, sidecarToken, gatewayToken, modelKey] = await Promise.all([
    readVariables(join(home, RUNTIME_VARIABLES_FILE)),
    secret('sidecarToken'),
    secret('gatewayToken'),
    secret('modelKey'),
  ]);
  return {
    contract: parseRuntimeContract(contract),
    secrets: { sidecarToken, gatewayToken, modelKey },
    variables,
  };
}

async function readVariables(path: string): Promise<Record<string, string>> {
  try {
    return parseRuntimeVariables(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
