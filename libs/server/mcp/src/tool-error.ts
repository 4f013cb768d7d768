/** A tool cannot do what it was asked for. */
export class ToolError extends Error {
  /**
   * @param code stable, for programs
   * @param message what happened
   * @param advice what to do
   */
  constructor(
    readonly code: string,
    message: string,
    readonly advice: string,
  ) {
    super(message);
    this.name = 'ToolError';
  }
}
