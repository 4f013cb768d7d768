/** A fault the operator can act on: printed as one line, without a stack. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CliError';
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  // Not `instanceof Error`: Jest gives a test another `Error` than the file system throws.
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
