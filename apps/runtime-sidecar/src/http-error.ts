import { ERROR_STATUS, type ErrorCode } from '@nora/contracts';

/** A refusal that becomes `{error: {code, message, fault?}}` with its status. */
export class HttpError extends Error {
  /**
   * @param code one of Nora's
   * @param fault what exactly is wrong with a value, for `validation_failed`
   */
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    message: string,
    readonly fault?: string,
  ) {
    super(message);
  }
}

/** A refusal with the status that its code has everywhere. */
export function refusal(code: ErrorCode, message: string, fault?: string): HttpError {
  return new HttpError(ERROR_STATUS[code], code, message, fault);
}
