/** A call that the gate does not let through; answered in the engine's own words. */
export class Refusal extends Error {
  /**
   * @param message told to the caller and to the log; never holds a value of a body
   * @param status 403 unless the engine itself would have said something else
   */
  constructor(
    message: string,
    readonly status = 403,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** The engine does not answer, or not in time. */
export class EngineUnreachable extends Error {
  constructor(cause: unknown) {
    super('The Docker engine does not answer.', { cause });
    this.name = 'EngineUnreachable';
  }
}
