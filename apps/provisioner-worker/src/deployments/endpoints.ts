import type { AgentEndpoints } from '@nora/domain';
import type { RuntimeAccess, RuntimeHandle } from '@nora/runtime-adapters';

/** Where a runtime's ports can be reached now. */
export async function endpointsOf(access: RuntimeAccess, handle: RuntimeHandle): Promise<AgentEndpoints> {
  return {
    gateway: await access.endpoint(handle, 'gateway'),
    sidecar: await access.endpoint(handle, 'sidecar'),
  };
}
