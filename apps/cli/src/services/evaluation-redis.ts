import { createRedisCommandExecutor, RedisServerState, Resp2Server } from 'js-redis-server/core';

/** Environment of the evaluation Redis; the password never stands on a command line. */
export const EVALUATION_REDIS_PORT = 'NORA_REDIS_PORT';
export const EVALUATION_REDIS_PASSWORD = 'NORA_REDIS_PASSWORD';

/** Serves a Redis written in JavaScript on loopback, until the process is told to end. For evaluation only. */
export async function serveEvaluationRedis(port: number, password: string): Promise<void> {
  const state = new RedisServerState({ requirepass: password });
  const resp = new Resp2Server({ server: state, executor: createRedisCommandExecutor({}) });
  await new Promise<void>((resolve, reject) => {
    resp.server.once('error', reject);
    // Not `resp.listen`, which would listen on every address of the machine.
    resp.server.listen(port, '127.0.0.1', resolve);
  });
  process.on('SIGTERM', () => process.exit(0));
  process.on('disconnect', () => process.exit(0));
}
