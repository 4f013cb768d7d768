import { HttpErrorResponse } from '@angular/common/http';
import type { FieldError, Problem } from '@nora/contracts';

/** A refusal or fault in words for a person, with what is needed to look it up in the logs. */
export interface UserProblem {
  title: string;
  detail: string;
  code: string;
  /** HTTP status; 0 when no answer arrived. */
  status: number;
  correlationId: string | null;
  errors: FieldError[];
  /** The deployment that is in the way, when the code is `operation_in_progress`. */
  deploymentId: string | null;
  /** Names the log-in that waits for its second factor, when the code is `second_factor_required`. */
  challenge: string | null;
  /** Workspaces that nobody else owns, when the code is `still_owner`. */
  workspaces: { id: string; name: string }[];
  /** Agents that use it, when the code is `provider_in_use`. */
  agents: { id: string; name: string }[];
  /** True where doing the same again can succeed. */
  retryable: boolean;
}

/** Carries a problem document out of code that reads a stream instead of using `HttpClient`. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly correlationId: string | null,
    /** How long the server asks to wait before the next attempt, in milliseconds. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(`The server answered ${status}.`);
    this.name = 'ProblemError';
  }
}

const TITLES: Readonly<Record<string, string>> = {
  unauthenticated: 'You are not signed in',
  invalid_credentials: 'E-mail or password is wrong',
  oauth_state_invalid: 'This sign-in is over',
  second_factor_required: 'A code is needed',
  second_factor_invalid: 'This code is not right',
  csrf_failed: 'The request was refused',
  forbidden: 'You may not do this',
  claim_token_invalid: 'This claim link is not valid',
  session_required: 'You must be signed in for this',
  signup_disabled: 'Sign-up is closed',
  email_unverified: 'Your e-mail address is not verified there',
  password_wrong: 'The password is wrong',
  invitation_for_another: 'This invitation is for somebody else',
  path_read_only: 'This file cannot be changed here',
  not_found: 'Not found',
  already_claimed: 'This server is already claimed',
  email_taken: 'This e-mail address has an account',
  already_member: 'Already a member',
  last_owner: 'A workspace keeps one owner',
  last_admin: 'This server keeps one administrator',
  last_credential: 'This is the last way to sign in',
  workspace_not_empty: 'The workspace still holds agents',
  workspace_ending: 'The workspace is being deleted',
  still_owner: 'Workspaces would be left without an owner',
  account_link_required: 'This e-mail address has an account',
  identity_taken: 'Linked to another account',
  second_factor_enabled: 'The second factor is set up already',
  mail_not_configured: 'This server sends no mail',
  conflict: 'Something changed meanwhile',
  name_taken: 'This name is taken',
  operation_in_progress: 'Another operation is running',
  operation_not_allowed: 'Not possible in this state',
  agent_not_running: 'The agent is not running',
  path_exists: 'There is something of this name already',
  path_not_empty: 'The folder is not empty',
  provider_in_use: 'Agents use this provider',
  provider_disabled: 'This provider is switched off',
  models_stopped: 'The models of this agent are stopped',
  idempotency_in_progress: 'The same request is still being worked on',
  link_expired: 'This link has expired',
  link_used: 'This link was used already',
  invitation_revoked: 'This invitation was withdrawn',
  terminal_gone: 'This terminal has ended',
  precondition_failed: 'It was changed in the meantime',
  payload_too_large: 'This is too large',
  path_refused: 'This path leads outside of what can be seen',
  validation_failed: 'Some fields need attention',
  provider_test_failed: 'The provider did not answer as it should',
  secret_name_refused: 'This name cannot be used',
  unsupported_capability: 'This target cannot do that',
  unsupported_combination: 'These choices do not go together',
  target_release_blocked: 'This target is not available yet',
  target_not_configured: 'This target is not set up',
  too_many_requests: 'Too many requests',
  internal_error: 'Nora had an internal error',
  runtime_unreachable: 'The agent cannot be reached',
  runtime_refused: 'The agent refused the request',
  runtime_timeout: 'The agent did not answer in time',
  runtime_storage_full: 'The storage of the agent is full',
  oauth_provider_failed: 'The identity provider did not answer as it should',
  mail_failed: 'The mail could not be sent',
  service_unavailable: 'Nora is not ready',
};

const UNREACHABLE: UserProblem = {
  title: 'Nora cannot be reached',
  detail: 'No answer arrived. Check the connection and whether the server is running.',
  code: 'unreachable',
  status: 0,
  correlationId: null,
  errors: [],
  deploymentId: null,
  challenge: null,
  workspaces: [],
  agents: [],
  retryable: true,
};

/** Turns whatever was thrown into a message for a person. Never shows a stack or a raw body. */
export function toUserProblem(error: unknown): UserProblem {
  if (error instanceof HttpErrorResponse) {
    if (error.status === 0) return UNREACHABLE;
    return describe(error.status, parseBody(error.error), error.headers.get('x-correlation-id'));
  }
  if (error instanceof ProblemError) {
    return describe(error.status, parseBody(error.body), error.correlationId);
  }
  // A `fetch` that gets no answer rejects with a TypeError.
  if (error instanceof TypeError) return UNREACHABLE;
  return {
    ...UNREACHABLE,
    title: 'Something went wrong in this page',
    detail: 'The page could not finish. Reload it; if it happens again, report it.',
    code: 'client_error',
    retryable: false,
  };
}

function describe(status: number, problem: Partial<Problem>, correlationId: string | null): UserProblem {
  const code = problem.code ?? `http_${status}`;
  return {
    title: TITLES[code] ?? problem.title ?? `The server answered ${status}`,
    detail: problem.detail ?? fallbackDetail(status),
    code,
    status,
    correlationId: problem.correlationId ?? correlationId,
    errors: problem.errors ?? [],
    deploymentId: problem.deploymentId ?? null,
    challenge: problem.challenge ?? null,
    workspaces: problem.workspaces ?? [],
    agents: problem.agents ?? [],
    retryable: status >= 500 || status === 429 || status === 408,
  };
}

function fallbackDetail(status: number): string {
  return status >= 500
    ? 'The server could not finish the request. Try again in a moment.'
    : 'The server refused the request and gave no reason.';
}

function parseBody(body: unknown): Partial<Problem> {
  if (typeof body === 'string') {
    try {
      return parseBody(JSON.parse(body) as unknown);
    } catch {
      return {};
    }
  }
  if (typeof body !== 'object' || body === null || !('code' in body)) return {};
  return body as Partial<Problem>;
}
