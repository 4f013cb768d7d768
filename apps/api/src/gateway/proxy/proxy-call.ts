import type { WorkspaceActor } from '@nora/http-kit';
import { DomainError } from '@nora/contracts';
import type { Request, Response } from 'express';
import type { GatewayTarget } from '../target/gateway-targets';

/** One request that is passed on to the gateway of an agent. */
export interface ProxyCall {
  request: Request;
  response: Response;
  actor: WorkspaceActor;
  target: GatewayTarget;
  /** Path and query inside the gateway. */
  path: string;
  /** Path below which the caller finds the gateway. */
  basePath: string;
  /** Whether it comes from a page of the runtime, which has an origin of its own. */
  embedded: boolean;
}

export function timedOut(): DomainError {
  return new DomainError('runtime_timeout', 'The agent did not answer in time. Its log may say why.');
}

export function unreachable(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const message = 'The connection to the agent failed. It may be restarting: look at its status and log.';
  return new DomainError('runtime_unreachable', message, {}, { cause: error });
}
