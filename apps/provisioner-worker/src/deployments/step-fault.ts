/** A step that failed in a way that trying again would not mend. */
export class StepFault extends Error {
  /**
   * @param code stable, e.g. `runtime_exited`
   * @param message what happened, for a person
   * @param nextAction what the operator can do about it
   * @param leavesRuntimeUp true when the runtime answers all the same, so that the agent is only a `warning`
   */
  constructor(
    readonly code: string,
    message: string,
    readonly nextAction: string,
    readonly leavesRuntimeUp = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'StepFault';
  }
}
