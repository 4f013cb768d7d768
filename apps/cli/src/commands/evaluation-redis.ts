import { Command } from 'commander';

/** Internal: the process that `up` starts where nothing better than a Redis in JavaScript is to be had. */
export function evaluationRedisCommand(): Command {
  return new Command('evaluation-redis').action(async () => {
    const { EVALUATION_REDIS_PASSWORD, EVALUATION_REDIS_PORT, serveEvaluationRedis } =
      await import('../services/evaluation-redis');
    const port = Number(process.env[EVALUATION_REDIS_PORT]);
    await serveEvaluationRedis(port, process.env[EVALUATION_REDIS_PASSWORD] ?? '');
  });
}
