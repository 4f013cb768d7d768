import { DomainError, type ErrorCode, type Problem } from '@nora/contracts';
import { HttpException } from '@nestjs/common';

/** Short, constant name of each problem (RFC 9457 `title`). A code without one does not compile. */
const TITLES: Readonly<Record<ErrorCode, string>> = {
  malformed_request: 'The request cannot be read',
  forbidden_key: 'The request holds a forbidden key',
  conflicting_auth: 'Two credentials were sent',
  unauthenticated: 'Not signed in',
  invalid_credentials: 'E-mail or password is wrong',
  oauth_state_invalid: 'The sign-in was not begun here',
  second_factor_required: 'A second factor is needed',
  second_factor_invalid: 'The code is not valid',
  csrf_failed: 'The origin of the request is not proven',
  forbidden: 'Not allowed',
  claim_token_invalid: 'The claim token is not valid',
  session_required: 'A session is needed',
  missing_scope: 'The API key lacks a scope',
  address_not_allowed: 'Not from this address',
  signup_disabled: 'Sign-up is closed',
  email_unverified: 'The e-mail address is not verified',
  password_wrong: 'The password is wrong',
  invitation_for_another: 'The invitation is for somebody else',
  path_read_only: 'The file cannot be changed here',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed',
  already_claimed: 'This server is already claimed',
  email_taken: 'The e-mail address is taken',
  already_member: 'Already a member',
  last_owner: 'A workspace keeps one owner',
  last_admin: 'An installation keeps one administrator',
  last_credential: 'The last way to sign in',
  workspace_not_empty: 'The workspace holds agents',
  workspace_ending: 'The workspace is being deleted',
  still_owner: 'Workspaces would be left without an owner',
  account_link_required: 'The account exists already',
  identity_taken: 'Linked to another account',
  second_factor_enabled: 'The second factor is set up already',
  mail_not_configured: 'No mail server is set up',
  conflict: 'Conflict with the present state',
  name_taken: 'The name is taken',
  operation_in_progress: 'Another operation is in progress',
  operation_not_allowed: 'Not possible in this state',
  agent_not_running: 'The agent is not running',
  path_exists: 'There is something of this name already',
  path_not_empty: 'The folder is not empty',
  provider_in_use: 'Agents use the provider',
  provider_disabled: 'The provider is switched off',
  models_stopped: 'The models of the agent are stopped',
  idempotency_mismatch: 'The key was used for another request',
  idempotency_in_progress: 'The same request is under way',
  link_expired: 'The link has expired',
  link_used: 'The link was used already',
  invitation_revoked: 'The invitation was withdrawn',
  terminal_gone: 'The terminal has ended',
  precondition_failed: 'It was changed in the meantime',
  payload_too_large: 'The request is too large',
  unsupported_media_type: 'Unsupported media type',
  validation_failed: 'Some values are not acceptable',
  path_refused: 'The path leads outside what may be seen',
  outbound_refused: 'The address must not be called',
  unknown_runtime_family: 'Unknown runtime family',
  unknown_deploy_target: 'Unknown deploy target',
  unknown_sandbox_profile: 'Unknown sandbox profile',
  unknown_provider: 'Unknown provider',
  provider_test_failed: 'The provider did not answer as it should',
  secret_name_refused: 'The name is not free to be used',
  unsupported_combination: 'Unsupported combination',
  unsupported_capability: 'The target cannot do this',
  target_release_blocked: 'Not available in this release',
  target_not_configured: 'The target is not set up',
  upgrade_required: 'A WebSocket is needed',
  precondition_required: 'It must be said what is being replaced',
  too_many_requests: 'Too many requests',
  internal_error: 'Internal error',
  runtime_unreachable: 'The agent cannot be reached',
  runtime_refused: 'The agent refused the request',
  oauth_provider_failed: 'The identity provider did not answer as it should',
  outbound_failed: 'The other server could not be reached',
  mail_failed: 'The mail could not be sent',
  service_unavailable: 'Nora is not ready',
  runtime_timeout: 'The agent did not answer in time',
  outbound_timeout: 'The other server did not answer in time',
  runtime_storage_full: 'The storage of the agent is full',
};

/** Failures of PostgreSQL and Redis connections, by code: worth trying again. */
const CONNECTION_FAILURES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'],
  ...['57P01', '57P02', '57P03', '08000', '08003', '08006', '53300'],
]);

/** The `type` of a problem: a URN that ends with its code. */
export function problemType(code: ErrorCode): string {
  return `urn:nora:problem:${code}`;
}

/** The problem document for a refusal. Extra members are those of the error. */
export function problemOf(error: DomainError, correlationId: string): Problem {
  return {
    type: problemType(error.code),
    title: TITLES[error.code],
    status: error.status,
    code: error.code,
    detail: error.message,
    correlationId,
    ...error.extra,
  };
}

/**
 * Turns whatever was thrown while a request was served into a refusal with a code.
 * What is not expected becomes `internal_error` and says nothing of its cause.
 */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error);
  if (error instanceof URIError) {
    return new DomainError(
      'malformed_request',
      'The address is not encoded correctly.',
      {},
      { cause: error },
    );
  }
  if (isParserError(error)) return fromStatus(error.status, error);
  if (isConnectionFailure(error)) {
    const message = 'A service that Nora needs does not answer. Try again in a moment.';
    return new DomainError('service_unavailable', message, {}, { cause: error });
  }
  const message = 'Nora could not finish the request. The log has the cause under this correlation id.';
  return new DomainError('internal_error', message, {}, { cause: error });
}

const BY_STATUS: Readonly<Record<number, [ErrorCode, string]>> = {
  400: [
    'malformed_request',
    'The request cannot be read: encode its address correctly and send a JSON object.',
  ],
  401: ['unauthenticated', 'Sign in first.'],
  403: ['forbidden', 'You may not do this.'],
  404: ['not_found', 'There is nothing at this address.'],
  405: ['method_not_allowed', 'This address does not know the method.'],
  413: ['payload_too_large', 'The request is larger than is accepted here (1 MiB).'],
  415: ['unsupported_media_type', 'Send the body as application/json in UTF-8.'],
  429: ['too_many_requests', 'Too many requests. Wait a moment.'],
  503: ['service_unavailable', 'Nora is not ready. Try again in a moment.'],
};

function fromStatus(status: number, cause: Error): DomainError {
  const [code, message] = BY_STATUS[status] ?? [
    status >= 400 && status < 500 ? 'malformed_request' : 'internal_error',
    status >= 400 && status < 500 ? 'The request cannot be served.' : 'Nora could not finish the request.',
  ];
  return new DomainError(code, message, {}, { cause });
}

/** Errors of the body parser carry a status and say whether they may be shown. */
function isParserError(error: unknown): error is Error & { status: number } {
  return (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    'expose' in error &&
    error.status in BY_STATUS
  );
}

function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  const driverCode = 'driverError' in error ? (error.driverError as { code?: unknown })?.code : undefined;
  return [code, driverCode].some((value) => typeof value === 'string' && CONNECTION_FAILURES.has(value));
}
