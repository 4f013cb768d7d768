import type { Redis } from 'ioredis';

/** States of a job, as they are shown. */
export const JOB_STATES = ['waiting', 'delayed', 'active', 'failed', 'completed'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Where a job stands in the list of its state. */
export interface JobPosition {
  score: number;
  jobId: string;
}

interface Shelf {
  /** Kept without a score: served before everything that has one. */
  list?: string;
  sorted?: string;
  newestFirst: boolean;
}

/** Where BullMQ keeps the ids of jobs by state, and the order in which they are shown. */
const SHELVES: Readonly<Record<JobState, Shelf>> = {
  waiting: { list: 'wait', sorted: 'prioritized', newestFirst: false },
  delayed: { sorted: 'delayed', newestFirst: false },
  active: { list: 'active', newestFirst: false },
  failed: { sorted: 'failed', newestFirst: true },
  completed: { sorted: 'completed', newestFirst: true },
};

const BEFORE_ALL_SCORES = -1;

/** Reads the ids of a queue's jobs page by page; jobs that come and go meanwhile neither hide others nor show them twice. */
export class JobPages {
  constructor(
    private readonly redis: Redis,
    private readonly keyOf: (shelf: string) => string,
  ) {}

  /** Positions after a given one: failed and done jobs newest first, all others in the order they are served. */
  async after(state: JobState, position: JobPosition | null, limit: number): Promise<JobPosition[]> {
    const { list, sorted, newestFirst } = SHELVES[state];
    const unscored = list ? await this.unscored(list, position) : [];
    if (!sorted || unscored.length >= limit) return unscored.slice(0, limit);
    const scored = position && position.score > BEFORE_ALL_SCORES ? position : null;
    const rest = await this.scored(sorted, newestFirst, scored, limit - unscored.length);
    return [...unscored, ...rest];
  }

  /** Such lists are short: jobs in hand, and jobs of dead workers that are delivered again. */
  private async unscored(list: string, position: JobPosition | null): Promise<JobPosition[]> {
    if (position && position.score > BEFORE_ALL_SCORES) return [];
    const ids = await this.redis.lrange(this.keyOf(list), 0, -1);
    return ids
      .filter((id) => position === null || id > position.jobId)
      .sort()
      .map((jobId) => ({ score: BEFORE_ALL_SCORES, jobId }));
  }

  private async scored(
    set: string,
    newestFirst: boolean,
    position: JobPosition | null,
    limit: number,
  ): Promise<JobPosition[]> {
    const key = this.keyOf(set);
    const rest: JobPosition[] = [];
    // Of jobs with the score of the position some are behind it, so as many more are read as share that score.
    const same = position ? await this.redis.zcount(key, position.score, position.score) : 0;
    const count = limit + same;
    const flat = newestFirst
      ? await this.redis.zrevrangebyscore(
          key,
          position?.score ?? '+inf',
          '-inf',
          'WITHSCORES',
          'LIMIT',
          0,
          count,
        )
      : await this.redis.zrangebyscore(
          key,
          position?.score ?? '-inf',
          '+inf',
          'WITHSCORES',
          'LIMIT',
          0,
          count,
        );
    for (let at = 0; at + 1 < flat.length; at += 2) {
      const [jobId = '', score = ''] = flat.slice(at, at + 2);
      const found = { score: Number(score), jobId };
      if (isBehind(found, position, newestFirst)) rest.push(found);
    }
    return rest.slice(0, limit);
  }
}

function isBehind(found: JobPosition, position: JobPosition | null, newestFirst: boolean): boolean {
  if (!position || found.score !== position.score) return true;
  return newestFirst ? found.jobId < position.jobId : found.jobId > position.jobId;
}
