import type { DeployTarget } from '@nora/runtime-contract';
import type { RuntimeBackend, RuntimeHandle } from '../ports';
import type { TestAgent } from './harness';

/** What a target brings to the suite. */
export interface BackendUnderTest {
  target: DeployTarget;
  /** Address on which the model listens, so that runtimes reach it. */
  modelHost: string;
  /** A new instance, as after a restart of the worker. `noraUrl` is the model's, as runtimes see it. */
  make(modelPort: number): RuntimeBackend;
  /** Everything that is left of an agent outside Nora's own database: containers, volumes, files, processes. */
  remains(agentId: string): Promise<string[]>;
  /** Further promises of this target, asked while the runtime runs. */
  inspectRunning(handle: RuntimeHandle, agent: TestAgent): Promise<void>;
  /** Takes away the storage of an agent whose runtime does not run, as somebody might by hand. */
  loseStorage?(agentId: string): Promise<void>;
  cleanUp(): Promise<void>;
}
