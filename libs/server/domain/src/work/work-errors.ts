/** The row belongs to another worker now, or nobody works on it any more; nothing more may be written. */
export class LostClaimError extends Error {
  constructor(rowId: string) {
    super(`the claim on ${rowId} was lost`);
    this.name = 'LostClaimError';
  }
}

/** Reason with which work is aborted because somebody asked for it to end. */
export class CancelRequestedError extends Error {
  constructor() {
    super('somebody cancelled it');
    this.name = 'CancelRequestedError';
  }
}

/** Reason with which work is aborted because its process ends; another worker takes it up. */
export class ShutdownError extends Error {
  constructor() {
    super('the worker is shutting down');
    this.name = 'ShutdownError';
  }
}
