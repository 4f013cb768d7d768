import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const WITHIN_MS = 20_000;
const KIBIBYTE = 1_024;

/**
 * Bytes that a directory takes on its disk. Links are not followed and other file systems are left out.
 * @param uid user who looks, so that nothing is seen that its owner could not see; null for Nora's own
 * @returns null when the directory is not there, and when it takes too long
 */
export async function diskUsageOf(
  directory: string,
  uid: number | null,
  signal: AbortSignal,
): Promise<number | null> {
  const child = spawn('du', ['-s', '-k', '-x', '--', directory], {
    ...(uid === null ? {} : { uid, gid: uid }),
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
    killSignal: 'SIGKILL',
  });
  try {
    // Files that go while they are counted make it complain, and the sum is good all the same.
    const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
    const kibibytes = /^(\d+)\s/.exec(said)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * KIBIBYTE;
  } catch (error) {
    signal.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as Error).name === 'AbortError')
      return null;
    throw error;
  }
}
