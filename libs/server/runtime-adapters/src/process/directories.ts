import { chmod, chown, mkdir, stat } from 'node:fs/promises';

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** A directory of Nora's own. Agents must be able to pass through; they cannot look around unless it was open before. */
export async function openDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o711 });
  const { mode } = await stat(path);
  if ((mode & 0o011) !== 0o011) await chmod(path, (mode & 0o777) | 0o011);
}

/** A directory of an agent's own. */
export async function ownDirectory(path: string, uid: number | null): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (uid !== null) await chown(path, uid, uid);
}
