/** Codes of Node for a stream that its other side has closed, or that was aborted. */
const GONE = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_UNABLE_TO_PIPE',
  'ABORT_ERR',
]);

/** Whether an answer could not be sent because nobody reads it any more. */
export function isReaderGone(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && GONE.has(code);
}
