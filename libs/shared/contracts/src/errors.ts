/**
 * Every error code Nora answers with, and its HTTP status (RFC 9110).
 * A code without a status does not compile, because `ErrorCode` is derived from this table.
 */
export const ERROR_STATUS = {
  malformed_request: 400,
  forbidden_key: 400,
  conflicting_auth: 400,
  oauth_state_invalid: 400,
  unauthenticated: 401,
  invalid_credentials: 401,
  second_factor_required: 401,
  second_factor_invalid: 401,
  csrf_failed: 403,
  forbidden: 403,
  claim_token_invalid: 403,
  session_required: 403,
  missing_scope: 403,
  address_not_allowed: 403,
  signup_disabled: 403,
  email_unverified: 403,
  password_wrong: 403,
  invitation_for_another: 403,
  path_read_only: 403,
  not_found: 404,
  method_not_allowed: 405,
  already_claimed: 409,
  email_taken: 409,
  already_member: 409,
  last_owner: 409,
  last_admin: 409,
  last_credential: 409,
  workspace_not_empty: 409,
  workspace_ending: 409,
  still_owner: 409,
  account_link_required: 409,
  identity_taken: 409,
  second_factor_enabled: 409,
  mail_not_configured: 409,
  conflict: 409,
  name_taken: 409,
  operation_in_progress: 409,
  operation_not_allowed: 409,
  agent_not_running: 409,
  path_exists: 409,
  path_not_empty: 409,
  provider_in_use: 409,
  provider_disabled: 409,
  models_stopped: 409,
  idempotency_mismatch: 409,
  idempotency_in_progress: 409,
  link_expired: 410,
  link_used: 410,
  invitation_revoked: 410,
  terminal_gone: 410,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  path_refused: 422,
  outbound_refused: 422,
  unknown_runtime_family: 422,
  unknown_deploy_target: 422,
  unknown_sandbox_profile: 422,
  unknown_provider: 422,
  provider_test_failed: 422,
  secret_name_refused: 422,
  unsupported_combination: 422,
  unsupported_capability: 422,
  target_release_blocked: 422,
  target_not_configured: 422,
  upgrade_required: 426,
  precondition_required: 428,
  too_many_requests: 429,
  internal_error: 500,
  runtime_unreachable: 502,
  runtime_refused: 502,
  oauth_provider_failed: 502,
  outbound_failed: 502,
  mail_failed: 502,
  service_unavailable: 503,
  runtime_timeout: 504,
  outbound_timeout: 504,
  runtime_storage_full: 507,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One fault of a request body or query. `path` is dotted, e.g. `resources.ramMb`. */
export interface FieldError {
  path: string;
  code: string;
  message: string;
}

/** RFC 9457 problem document as Nora answers it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  correlationId: string;
  errors?: FieldError[];
  /** Present with `operation_in_progress`: the deployment that is in the way. */
  deploymentId?: string;
  /** Present with `second_factor_required`: names the log-in that waits for the second factor. */
  challenge?: string;
  /** Present with `still_owner`: workspaces that nobody else owns. */
  workspaces?: { id: string; name: string }[];
  /** Present with `provider_in_use`: the agents that use it. */
  agents?: { id: string; name: string }[];
}

/** Members of a problem document beside the standard ones. */
export type ProblemExtra = Pick<Problem, 'errors' | 'deploymentId' | 'challenge' | 'workspaces' | 'agents'>;

/**
 * An expected refusal, thrown by services and workers alike and turned into a problem document at the edge.
 * @param code a stable code of {@link ERROR_STATUS}
 * @param message what happened and what to do, for a person; never a secret
 * @param extra facts that go into the problem document beside the standard members
 */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly extra: ProblemExtra = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DomainError';
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}
