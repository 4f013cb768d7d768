import { DomainError } from '@nora/contracts';
import { type ObservedRuntime, RuntimeFault, type RuntimeHandle } from '../ports';
import type { SimulatedRuntime, SimulatedStorage } from './types';

const KEPT_LINES = 1_000;
/** 127.64.0.0/10: loopback, so that every agent has an address of its own without any set-up. */
const FIRST_ADDRESS = 0x7f40_0001;
const LAST_ADDRESS = 0x7f7f_fffe;

/** Everything that exists on a simulated target. */
export class SimulatedWorld {
  readonly images = new Set<string>();
  readonly storages = new Map<string, SimulatedStorage>();
  readonly networks = new Set<string>();
  readonly runtimes = new Map<string, SimulatedRuntime>();
  private readonly addresses = new Map<string, string>();
  private readonly agentsByAddress = new Map<string, string>();
  private nextLine = 0;

  /** Agents that own anything here. */
  agentIds(): Set<string> {
    const own = [...this.runtimes].filter(([, { state }]) => state !== 'foreign').map(([agentId]) => agentId);
    return new Set([...own, ...this.storages.keys(), ...this.networks]);
  }

  observe(handle: RuntimeHandle): ObservedRuntime {
    const { agentId } = handle;
    const storagePresent = this.storages.has(agentId);
    const runtime = this.runtimes.get(agentId);
    if (!runtime || runtime.state === 'foreign') {
      return {
        ...{ handle, state: runtime ? 'foreign' : 'absent', generation: null, specHash: null },
        ...{
          startedAt: null,
          exitCode: null,
          image: null,
          limits: null,
          networkAttached: null,
          storagePresent,
        },
      };
    }
    const { state, generation, specHash, startedAt, exitCode, image, limits, networkAttached } = runtime;
    return {
      ...{ handle, state, generation, specHash, startedAt, exitCode, image },
      ...{ limits: { ...limits }, networkAttached, storagePresent },
    };
  }

  /** @throws DomainError `runtime_unreachable` */
  runtimeOf(agentId: string): SimulatedRuntime {
    const runtime = this.runtimes.get(agentId);
    if (!runtime) throw new DomainError('runtime_unreachable', 'There is no such runtime.');
    if (runtime.state === 'foreign') throw foreignRuntime();
    return runtime;
  }

  /** @throws RuntimeFault `storage_missing` */
  storageOf(agentId: string): SimulatedStorage {
    const storage = this.storages.get(agentId);
    if (storage) return storage;
    throw new RuntimeFault(
      'storage_missing',
      'The storage of this agent is gone.',
      'Restore it from a backup, or redeploy the agent with new, empty storage.',
    );
  }

  log(agentId: string, text: string): void {
    const lines = this.runtimes.get(agentId)?.logs;
    if (!lines) return;
    lines.push({ number: (this.nextLine += 1), at: new Date(), text });
    if (lines.length > KEPT_LINES) lines.shift();
  }

  /** The agent's own address, the same for as long as the world lasts. */
  addressOf(agentId: string): string {
    const known = this.addresses.get(agentId);
    if (known) return known;
    const number = FIRST_ADDRESS + this.addresses.size;
    if (number > LAST_ADDRESS) throw new Error('The simulated engine has no address left.');
    const address = [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
    this.addresses.set(agentId, address);
    this.agentsByAddress.set(address, agentId);
    return address;
  }

  agentAt(address: string): string | null {
    return this.agentsByAddress.get(address) ?? null;
  }
}

/** Something that Nora did not make has the runtime's name. */
export function foreignRuntime(): RuntimeFault {
  return new RuntimeFault(
    'not_ours',
    'Something that this installation did not make has the name of this runtime.',
    'Rename or remove it, then try again. Nora leaves it alone.',
  );
}
