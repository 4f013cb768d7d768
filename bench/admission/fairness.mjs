// What a workspace's share is, and how much of it each of its deployments waited.
import { median, quantile, rounded } from '../support/figures.mjs';

/**
 * Shares are counted in starts of deployments. Every start gives each workspace that has something waiting at that
 * moment an equal part of it: 1/k where k workspaces wait. A deployment waits from the answer to its request until a
 * worker takes it up; when it is the q-th of its workspace in line by then, it is due once its workspace was given q
 * starts. What its workspace was given until it did start, over q, is what it waited in shares: 1 is equal service,
 * and over 2 is over twice the share.
 * @param jobs [{ workspace, turn, queuedAt, startedAt }], times in milliseconds
 * @returns by workspace: how many, how long they waited, the most shares one of them waited, and how many at most
 * would have gone before one in order of arrival
 */
export function fairnessOf(jobs) {
  const starts = [...jobs].sort((a, b) => a.startedAt - b.startedAt);
  const names = [...new Set(jobs.map(({ workspace }) => workspace))].sort();
  const given = new Map(names.map((name) => [name, []]));
  for (const { startedAt } of starts) {
    const waiting = jobs.filter((job) => job.queuedAt <= startedAt && job.startedAt >= startedAt);
    const sharing = new Set(waiting.map(({ workspace }) => workspace));
    for (const name of sharing) given.get(name).push({ at: startedAt, part: 1 / sharing.size });
  }
  const waited = jobs.map((job) => {
    const before = jobs.filter(
      ({ queuedAt, startedAt }) => queuedAt < job.queuedAt && startedAt > job.queuedAt,
    );
    return { ...job, shares: sharesOf(job, jobs, given.get(job.workspace)), ahead: before.length };
  });
  return Object.fromEntries(names.map((name) => [name, summaryOf(waited, name)]));
}

function sharesOf(job, jobs, given) {
  const inLine = jobs.filter(
    ({ workspace, turn, startedAt }) =>
      workspace === job.workspace && turn <= job.turn && startedAt >= job.queuedAt,
  );
  // One that was taken up before its request was answered never waited.
  if (job.startedAt < job.queuedAt) return 0;
  const parts = given.filter(({ at }) => at >= job.queuedAt && at <= job.startedAt);
  return parts.reduce((sum, { part }) => sum + part, 0) / inLine.length;
}

function summaryOf(waited, name) {
  const own = waited.filter(({ workspace }) => workspace === name);
  const waits = own.map(({ queuedAt, startedAt }) => Math.max(0, startedAt - queuedAt));
  return {
    jobs: own.length,
    mostShares: rounded(Math.max(...own.map(({ shares }) => shares)), 2),
    p50WaitMs: Math.round(median(waits)),
    mostWaitMs: Math.round(quantile(waits, 1)),
    mostAhead: Math.max(...own.map(({ ahead }) => ahead)),
  };
}
