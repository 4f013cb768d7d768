import { RuntimeFault } from '../ports';

const DISK_FULL = /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i;

/** Does something on this host and tells a full disk, which trying again does not mend, from what may pass. */
export async function faulted<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw faultOf(error);
  }
}

export function faultOf(error: unknown): unknown {
  if (error instanceof RuntimeFault || !(error instanceof Error) || !DISK_FULL.test(error.message))
    return error;
  return new RuntimeFault(
    'disk_full',
    'The disk of this host is full.',
    'Free space on the file system of NORA_DATA_DIR, then try again.',
    { cause: error },
  );
}

/** The storage of an agent that had one is gone. */
export function storageMissing(home: string): RuntimeFault {
  return new RuntimeFault(
    'storage_missing',
    `The agent's home ${home} does not exist.`,
    'Restore a backup of the agent, or redeploy it with new, empty storage. Nothing is made in its place unasked.',
  );
}

export function portInUse(port: string): RuntimeFault {
  return new RuntimeFault(
    'port_in_use',
    `Another program listens on a port of this runtime (${port}).`,
    'Stop that program, or redeploy the agent, which takes other ports.',
  );
}

export function imageBroken(directory: string): RuntimeFault {
  return new RuntimeFault(
    'image_broken',
    `The installation ${directory} is not complete.`,
    `Remove ${directory}; the next deployment installs it anew.`,
  );
}
