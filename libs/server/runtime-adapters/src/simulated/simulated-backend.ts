import { OPENCLAW_GATEWAY_PORT, SIDECAR_PORT, type DeployTarget } from '@nora/runtime-contract';
import type { RuntimeBackend } from '../ports';
import { SimulatedAccess } from './simulated-access';
import { SimulatedEngine } from './simulated-engine';
import { SimulatedProvisioner } from './simulated-provisioner';
import type { Effect, HeldCall, LedgerEntry, SimulatedRuntime } from './types';

/** Any agent, once. */
const NEXT = { agentId: null, times: 1 };

/** A simulated target in this process, with short words for what tests ask of it most. */
export class SimulatedBackend implements RuntimeBackend {
  readonly access: SimulatedAccess;
  readonly provisioner: SimulatedProvisioner;

  constructor(
    readonly target: DeployTarget = 'simulated',
    readonly engine = new SimulatedEngine(),
  ) {
    const ports = { sidecar: SIDECAR_PORT, gateway: OPENCLAW_GATEWAY_PORT };
    this.access = new SimulatedAccess(this.engine, target, { host: '127.0.0.1', ports });
    this.provisioner = new SimulatedProvisioner(this.engine, this.access);
  }

  get ledger(): LedgerEntry[] {
    return this.engine.ledger;
  }

  get runtimes(): Map<string, SimulatedRuntime> {
    return this.engine.world.runtimes;
  }

  set portOffset(portOffset: number) {
    this.engine.configure({ portOffset });
  }

  /** Milliseconds every call takes. */
  set latencyMs(ms: number) {
    this.engine.configure({ latency: { minMs: ms, maxMs: ms, seed: 1 } });
  }

  /** Makes the next call of this kind throw before it has any effect. */
  failNext(effect: Effect, error: Error): void {
    this.engine.faults.fail({ effect, ...NEXT }, error);
  }

  /** Makes the next call of this kind never return, as if its worker had died just before or after the effect. */
  dieAt(effect: Effect, when: HeldCall['when']): void {
    this.engine.faults.hold({ effect, ...NEXT }, when);
  }

  /** Ends a runtime as if it had crashed. */
  crash(agentId: string, exitCode: number): void {
    this.engine.byHand.crash(agentId, exitCode);
  }

  /** How often an effect took place for an agent. */
  count(effect: Effect, agentId: string): number {
    return this.ledger.filter((entry) => entry.effect === effect && entry.agentId === agentId).length;
  }
}
