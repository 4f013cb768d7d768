import { DomainError } from '@nora/contracts';
import {
  GatewayProtocolRequestError,
  GatewayProtocolRequestTimeoutError,
} from '@openclaw/gateway-client/browser';
import { deployedByOlderRelease } from '../target/gateway-targets';
import { UpgradeRefusedError } from './rpc-socket';

const MESSAGE_LIMIT = 300;
/** What a gateway answers a caller with whom it does not know: Nora's way of signing in is new to it. */
const SIGN_IN_STATUSES = new Set([401, 403]);

/** Translates what went wrong between Nora and a gateway into what a person can act on. */
export function rpcFailure(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const options = { cause: error };
  if (error instanceof GatewayProtocolRequestTimeoutError) {
    const message = 'The agent did not answer in time. Its log may say why.';
    return new DomainError('runtime_timeout', message, {}, options);
  }
  if (error instanceof GatewayProtocolRequestError) {
    const said = error.message.slice(0, MESSAGE_LIMIT);
    return new DomainError('runtime_refused', `The agent's gateway refused: ${said}`, {}, options);
  }
  if (error instanceof UpgradeRefusedError && SIGN_IN_STATUSES.has(error.statusCode)) {
    return deployedByOlderRelease();
  }
  if (error instanceof UpgradeRefusedError) {
    const message = `The agent's gateway answered ${error.statusCode}. Its log may say why.`;
    return new DomainError('runtime_refused', message, {}, options);
  }
  const message = 'The connection to the agent failed. It may be restarting: look at its status and log.';
  return new DomainError('runtime_unreachable', message, {}, options);
}

/** Whether a gateway refused a request for one of the reasons that it names in its message. */
export function refusedBecause(error: unknown, reason: RegExp): boolean {
  return error instanceof GatewayProtocolRequestError && reason.test(error.message);
}
