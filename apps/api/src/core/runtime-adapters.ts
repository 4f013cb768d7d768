import { DomainError } from '@nora/contracts';
import type { RuntimeAccess } from '@nora/runtime-adapters';
import type { DeployTarget } from '@nora/runtime-contract';

/** The targets this installation can look at, by id. */
export class RuntimeAdapters {
  private readonly byTarget: ReadonlyMap<DeployTarget, RuntimeAccess>;

  constructor(adapters: Iterable<RuntimeAccess>) {
    this.byTarget = new Map([...adapters].map((adapter) => [adapter.target, adapter]));
  }

  all(): RuntimeAccess[] {
    return [...this.byTarget.values()];
  }

  /** @throws DomainError `target_not_configured` when agents were left behind by a target that is set up no more */
  for(target: DeployTarget): RuntimeAccess {
    const adapter = this.byTarget.get(target);
    if (adapter) return adapter;
    const message = `This installation is not set up for the target “${target}” any more.`;
    throw new DomainError('target_not_configured', message);
  }
}
