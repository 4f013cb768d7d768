/** Whether an answer of the engine has one of the given statuses. */
export function hasStatus(error: unknown, ...statuses: number[]): boolean {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && statuses.includes(status);
}

/** Does something whose object may be gone or in the wanted state already (304, 404 by default). */
export async function tolerating(statuses: number[], act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!hasStatus(error, ...statuses)) throw error;
  }
}

/** What `find` gives, or null when the engine knows no such object. */
export async function orNull<T>(find: () => Promise<T>): Promise<T | null> {
  try {
    return await find();
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}
