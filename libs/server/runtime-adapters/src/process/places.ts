import { join, resolve } from 'node:path';
import { checkedAgentId } from '../agent-id';

/**
 * Directories of the process target. What an agent's user owns (`home`, `run`) lies below a directory of
 * Nora's own, so that an agent can replace neither of them, nor the record.
 */
export class ProcessPlaces {
  /** Holds one directory per agent. */
  readonly agents: string;
  readonly runtimes: string;

  constructor(readonly dataDir: string) {
    const root = resolve(dataDir);
    this.agents = join(root, 'agents');
    this.runtimes = join(root, 'runtimes');
  }

  agent(agentId: string): string {
    return join(this.agents, checkedAgentId(agentId));
  }

  home(agentId: string): string {
    return join(this.agent(agentId), 'home');
  }

  run(agentId: string): string {
    return join(this.agent(agentId), 'run');
  }

  record(agentId: string): string {
    return join(this.agent(agentId), 'runtime.json');
  }
}
