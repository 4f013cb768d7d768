import { plainLine } from '@nora/contracts';
import { CliError } from '../system/errors';
import { EXIT, exitCodeOf } from './exit-codes';

/** A problem document (RFC 9457) as Nora writes it; nothing in it is certain when something else answered. */
export interface Problem {
  code?: string;
  title?: string;
  detail?: string;
  correlationId?: string;
  errors?: { path?: string; code?: string; message?: string }[];
}

const HINTS: Readonly<Record<string, string>> = {
  unauthenticated: 'sign in with `nora login`',
  session_required: 'API keys cannot do this: sign in with an account (`nora login --email`)',
  missing_scope: 'the API key lacks the scope for it',
};

/** Nora has refused a call. */
export class RemoteError extends CliError {
  readonly code: string;
  readonly correlationId: string | null;

  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(wordsOf(status, problem), exitCodeOf(status));
    this.name = 'RemoteError';
    this.code = problem.code ?? `http_${status}`;
    this.correlationId = problem.correlationId ?? null;
  }
}

/** Nora does not answer, or not in time. */
export class UnreachableError extends CliError {
  constructor(url: string, why: string, options?: ErrorOptions) {
    super(`${url} does not answer: ${plainLine(why)}`, EXIT.unreachable, options);
    this.name = 'UnreachableError';
  }
}

function wordsOf(status: number, { code, title, detail, correlationId, errors }: Problem): string {
  const what = plainLine(detail ?? title ?? `the server answered ${status}`);
  const parts = (errors ?? []).map(({ path, message }) => plainLine(`${path ?? ''}: ${message ?? ''}`));
  const hint = code === undefined ? undefined : HINTS[code];
  const lines = [
    `${what}${code === undefined ? '' : ` (${plainLine(code)})`}`,
    ...parts.map((one) => `  ${one}`),
  ];
  if (hint !== undefined) lines.push(`  ${hint}`);
  if (status >= 500 && correlationId !== undefined)
    lines.push(`  correlation id ${plainLine(correlationId)}`);
  return lines.join('\n');
}
