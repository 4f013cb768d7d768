import { signal, terminate, waitUntilGone } from '../system/processes';
import { reportSlow } from '../system/reporter';
import type { Say } from '../system/reporter';
import type { DataDirectory } from './data-directory';
import { endLeftovers } from './leftovers';
import { lockHolder } from './lock';

// More than the graces of programs and stores together.
const PATIENCE_MS = 70_000;

/** Stops whoever runs an instance, and what a killed run has left; false when nothing ran. */
export async function stopInstance(directory: DataDirectory, say: Say): Promise<boolean> {
  const holder = lockHolder(directory.lock);
  if (holder !== null) {
    signal(holder, 'SIGTERM');
    await reportSlow(say, 'Stopping Nora', async () => {
      if (!(await waitUntilGone(holder, PATIENCE_MS))) await terminate(holder, 'SIGKILL', 1_000);
    });
  }
  const leftovers = await endLeftovers(directory);
  if (leftovers.length > 0) say(`Ended what a killed run had left: ${leftovers.join(', ')}`);
  return holder !== null || leftovers.length > 0;
}
