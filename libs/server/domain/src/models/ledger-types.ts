import type {
  BudgetPeriod,
  BudgetUnit,
  ModelApiShape,
  ModelCallOutcome,
  ModelProviderId,
  ModelStopKind,
  ModelStopScope,
  PriceSource,
} from '@nora/contracts';
import type { ModelRoute } from './model-routes';

/** Who runs a model, as a call is booked. */
export interface BookedChoice {
  /** Null for the built-in demo. */
  providerId: string | null;
  kind: ModelProviderId;
  model: string;
}

/** A call that asks to be admitted. */
export interface CallRequest {
  /** A UUID of its own. */
  callId: string;
  route: ModelRoute;
  /** The first that will be asked; another may have answered when the call is settled. */
  choice: BookedChoice;
  shape: ModelApiShape;
  streamed: boolean;
  /** The most it can take, in and out together. */
  tokens: number;
  /** The most it can cost, USD, decimal text; null where no price is known. */
  costUsd: string | null;
}

/** Why a call may not be made now. */
export interface StopInForce {
  scope: ModelStopScope;
  kind: ModelStopKind;
  reason: string;
  /** Null until somebody lifts it. */
  until: Date | null;
}

/** A budget without room for a call. Amounts in its unit, decimal text. */
export interface FullBudget {
  id: string;
  name: string;
  scope: ModelStopScope;
  unit: BudgetUnit;
  period: BudgetPeriod;
  amount: string;
  spent: string;
  reserved: string;
}

/** What became of a request. */
export type Admission =
  | { is: 'admitted' }
  /** What was looked up does not hold any more: look it up again; an agent that is not found is not let in. */
  | { is: 'stale' }
  | { is: 'stopped'; stop: StopInForce }
  | {
      is: 'exhausted';
      /** Of several, the one that begins anew last. */
      budget: FullBudget;
      /** Null for one that never begins anew. */
      resetsAt: Date | null;
      /** Whether the models of those it is for are stopped with it. */
      paused: boolean;
      /** Whether there is room again as soon as calls under way have taken less than was set aside for them. */
      momentary: boolean;
    }
  /** No price is known, and a budget counts money. */
  | { is: 'unpriced' };

/** One try of a call, of which there are several where a fallback was asked. */
export interface CallAttempt extends BookedChoice {
  status: number | null;
  /** A code; null when it was answered well. */
  error: string | null;
  ms: number;
}

/** How a call that was admitted has ended. What is not known is null. */
export interface CallEnd {
  callId: string;
  /** Who answered, or was asked last. */
  choice: BookedChoice;
  outcome: Exclude<ModelCallOutcome, 'refused' | 'lost'>;
  /** Of the answer. */
  status: number | null;
  errorCode: string | null;
  /** All of the input, what came from a cache included. */
  inputTokens: number | null;
  /** All of the output, reasoning included. */
  outputTokens: number | null;
  cachedInputTokens: number | null;
  reasoningTokens: number | null;
  latencyMs: number;
  firstTokenMs: number | null;
  /** USD, decimal text. */
  costUsd: string | null;
  priceSource: PriceSource;
  attempts: CallAttempt[];
}

/** A call that Nora itself refused. */
export interface CallRefusal {
  callId: string;
  route: ModelRoute;
  choice: BookedChoice;
  shape: ModelApiShape;
  streamed: boolean;
  status: number;
  errorCode: string;
  latencyMs: number;
}
