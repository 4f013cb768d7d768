import { removeContainer } from '../services/redis-container';
import { DockerEngine } from '../system/docker-engine';
import { isAlive, terminate } from '../system/processes';
import type { DataDirectory } from './data-directory';
import { readState, removeState } from './state';

const GRACE_MS = 10_000;

/**
 * Ends what an earlier supervisor of this directory left running when it was killed; the caller holds the lock
 * or has seen that nobody does. Returns the names of what was ended.
 */
export async function endLeftovers(directory: DataDirectory): Promise<string[]> {
  const state = readState(directory.state);
  if (state === null) return [];
  const ended: string[] = [];
  // The programs before the stores they write to.
  const isStore = (name: string): boolean => name === 'postgres' || name === 'redis';
  for (const group of [
    state.services.filter(({ name }) => !isStore(name)),
    state.services.filter(({ name }) => isStore(name)),
  ]) {
    await Promise.all(
      group.map(async ({ name, process: record, stopSignal, container }) => {
        if (record !== null && isAlive(record)) {
          ended.push(name);
          await terminate(record, stopSignal, GRACE_MS);
        }
        if (container !== null) {
          const engine = await DockerEngine.find();
          if (engine !== null) await removeContainer(engine.docker, container);
        }
      }),
    );
  }
  removeState(directory.state);
  return ended;
}
