import type { CallRefusal } from './ledger-types';
import type { Settlement } from './settlements';

/** Rows that an agent may cause at once … */
const BURST = 20;
/** … and then, one after this time. */
const EVERY_MS = 2_000;
const MOST_AGENTS = 10_000;

interface Allowance {
  rows: number;
  at: number;
  /** Refusals without a row of their own, which the next one counts for. */
  unwritten: number;
}

/**
 * Rows of calls that were refused: as many as help a person, however often an agent asks. Those without a row are
 * counted by the next one that has one.
 */
export class Refusals {
  private readonly agents = new Map<string, Allowance>();

  /** @returns null when it gets no row of its own */
  rowOf(refusal: CallRefusal, now = new Date()): Settlement | null {
    const times = this.take(refusal.route.agentId, now.getTime());
    if (times === null) return null;
    const { callId, route, choice, shape, streamed, status, errorCode, latencyMs } = refusal;
    return {
      ...{ id: callId, at: now.toISOString(), workspace_id: route.workspaceId, agent_id: route.agentId },
      ...{ provider_id: choice.providerId, provider_kind: choice.kind, model: choice.model, shape, streamed },
      ...{ outcome: 'refused', status, error_code: errorCode, latency_ms: Math.round(latencyMs), times },
      ...{ price_source: 'unknown', attempts: [], amounts: [] },
    };
  }

  /** @returns for how many refusals the row stands */
  private take(agentId: string, now: number): number | null {
    const before = this.agents.get(agentId) ?? { rows: BURST, at: now, unwritten: 0 };
    const rows = Math.min(BURST, before.rows + (now - before.at) / EVERY_MS);
    this.agents.delete(agentId);
    this.agents.set(agentId, {
      rows: rows < 1 ? rows : rows - 1,
      at: now,
      unwritten: rows < 1 ? before.unwritten + 1 : 0,
    });
    if (this.agents.size > MOST_AGENTS) this.agents.delete(this.agents.keys().next().value ?? '');
    return rows < 1 ? null : before.unwritten + 1;
  }
}
