// One address before several replicas, as a Service of Kubernetes is one: it hands connections to replicas that said
// they are ready when they were last asked, knows nothing of requests, and repeats nothing.
import { connect, createServer } from 'node:net';
import { clearInterval, setInterval } from 'node:timers';
import { freePort } from '../support/processes.mjs';

const PROBE_MS = 500;
const PROBE_TIMEOUT_MS = 5_000;

/** Starts it. @returns `{origin, stop}` */
export async function startService(replicas) {
  let ready = [];
  let turn = 0;
  const probe = async () => {
    await Promise.all(
      replicas.map(async (replica) => {
        const isReady = await says(replica);
        ready = ready.filter((one) => one !== replica);
        if (isReady) ready.push(replica);
      }),
    );
  };
  await probe();
  const timer = setInterval(() => void probe(), PROBE_MS);
  const sockets = new Set();
  const server = createServer((inward) => {
    turn += 1;
    const replica = ready[turn % ready.length];
    if (!replica) {
      inward.destroy();
      return;
    }
    const { port } = new URL(replica.origin);
    const outward = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
    inward.setNoDelay(true);
    for (const [one, other] of [
      [inward, outward],
      [outward, inward],
    ]) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => sockets.delete(one));
    }
  });
  const port = await freePort();
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: () => {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Whether it says that it is ready. One that is not there is not; one that is slow is asked again next time. */
async function says({ origin }) {
  try {
    const response = await fetch(`${origin}/api/health/ready`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
