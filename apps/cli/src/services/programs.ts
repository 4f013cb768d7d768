import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHECKOUT, programFile } from '../system/checkout';
import type { ProgramName } from './environment';
import { SupervisedProcess } from './supervised-process';
import type { SupervisionContext } from './supervised-process';

const READY_TIMEOUT_MS = 120_000;
const STOP_GRACE_MS = 30_000;
/**
 * A small young generation, in MiB: a control plane that idles gives its memory back (bench/idle.mjs). The API carries
 * calls of models, which feel each collection of its old generation: those are fewer where it may double until then
 * (bench/model-gateway.mjs).
 */
const NODE_FLAGS: Record<ProgramName, string[]> = {
  api: ['--max-semi-space-size=1', '--heap-growing-percent=100'],
  'provisioner-worker': ['--max-semi-space-size=1'],
  'backup-worker': ['--max-semi-space-size=1'],
};

/** glibc keeps memory in arenas, by default eight for each processor: with two an idle program holds less. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

/** One of Nora's own programs, ready when it says so over the channel it was started with. */
export function createProgram(
  name: ProgramName,
  environment: NodeJS.ProcessEnv,
  context: SupervisionContext,
  alsoReady: (signal: AbortSignal) => Promise<void> = () => Promise.resolve(),
): SupervisedProcess {
  const file = programFile(name);
  return new SupervisedProcess(
    {
      name,
      spawn: () =>
        spawn(process.execPath, [...NODE_FLAGS[name], file], {
          cwd: CHECKOUT,
          // A session of its own: Ctrl-C reaches the supervisor alone, which stops things in their order.
          detached: true,
          env: { ...FEW_ARENAS, ...environment },
          stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        }),
      ready: async (child, signal) => {
        await untilItSaysReady(child, signal);
        await alsoReady(signal);
      },
      readyTimeoutMs: READY_TIMEOUT_MS,
      stopSignal: 'SIGTERM',
      stopGraceMs: STOP_GRACE_MS,
    },
    context,
  );
}

function untilItSaysReady(child: ChildProcess, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('given up')), { once: true });
    child.on('message', (message) => {
      if (typeof message === 'object' && 'type' in message && message.type === 'ready') resolve();
    });
  });
}

/** Waits until the API's own readiness check passes: PostgreSQL, Redis and the queue answer it. */
export async function untilHealthy(origin: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const attempt = AbortSignal.any([signal, AbortSignal.timeout(5_000)]);
      const response = await fetch(`${origin}/api/health/ready`, { signal: attempt });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      signal.throwIfAborted();
    }
    await sleep(100, undefined, { signal });
  }
}

/** Whether the server still waits for its first administrator. */
export async function needsFirstAdmin(origin: string): Promise<boolean> {
  const response = await fetch(`${origin}/api/auth/bootstrap`, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) return false;
  const answer = (await response.json()) as { needsFirstAdmin?: boolean };
  return answer.needsFirstAdmin === true;
}
