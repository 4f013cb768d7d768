import {
  Agent,
  insertMetricSamples,
  maintainMetricPartitions,
  rollUpMetrics,
  type MetricSample,
} from '@nora/domain';
import type { RuntimeStats } from '@nora/runtime-adapters';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { Metric, MetricSeriesDto } from './dto/metric-series.dto';

const KEPT = { samples: 90, minutes: 90, tenMinutes: 90 };

describe('metrics', () => {
  const access = new TestAccess();
  let api: TestApi;
  let agents: TestAgents;
  let owner: Member;
  let agentId: string;
  let path: string;

  beforeAll(async () => {
    api = await startTestApi([access]);
    agents = new TestAgents(api);
    owner = await api.member();
    ({ agentId } = await agents.settled(owner, 'Measured'));
    path = `/api/agents/${agentId}/metrics`;
    await maintainMetricPartitions(api.dataSource, new Date(Date.now() - 3 * 86_400_000), KEPT);
    await maintainMetricPartitions(api.dataSource, new Date(), KEPT);
  });

  afterAll(() => api.close());

  const sample = (changes: Partial<MetricSample> = {}): MetricSample => ({
    ...{ agentId, cpuPercent: 12.3456, memoryBytes: 1_000, diskBytes: null, networkRxRate: null },
    ...{ networkTxRate: null, blockReadRate: 3, blockWriteRate: 4, pids: 5, restarted: false, ...changes },
  });

  async function history(query: string): Promise<MetricSeriesDto> {
    const { status, body } = await owner.client.get(`${path}?${query}`);
    expect(status).toBe(200);
    return body as unknown as MetricSeriesDto;
  }

  const one = ({ series }: MetricSeriesDto, metric: Metric) => {
    const found = series.find((candidate) => candidate.metric === metric);
    if (!found) throw new Error(`there is no ${metric}`);
    return found;
  };

  it('have a place for every step, whether anything was seen or not', async () => {
    const begin = Math.floor(Date.now() / 10_000) * 10_000 - 120_000;
    for (const second of [0, 10, 40]) {
      const changes = { restarted: second === 40, memoryBytes: 1_000 + second };
      await insertMetricSamples(api.dataSource, new Date(begin + second * 1_000), [sample(changes)]);
    }
    const seen = await history('range=5m');
    expect(seen.stepSeconds).toBe(10);
    const { values, unit, limit, peaks } = one(seen, 'cpu');
    expect(values.length).toBe((Date.parse(seen.to) - Date.parse(seen.from)) / 10_000);
    const first = (begin - Date.parse(seen.from)) / 10_000;
    expect(values.slice(first, first + 5)).toEqual([12.35, 12.35, null, null, 12.35]);
    expect(values.filter((value) => value !== null)).toHaveLength(3);
    expect({ unit, limit, places: peaks?.length }).toEqual({
      unit: 'percent',
      limit: 100,
      places: values.length,
    });
    expect(one(seen, 'memory').values.slice(first, first + 2)).toEqual([1_000, 1_010]);
    expect(one(seen, 'memory').limit).toBe(2_048 * 1_048_576);
    expect(one(seen, 'disk').limit).toBe(5 * 1_073_741_824);
    expect(one(seen, 'network-received').values.every((value) => value === null)).toBe(true);
    expect(seen.marks).toContainEqual({
      ...{ at: new Date(begin + 40_000).toISOString(), kind: 'restart' },
      ...{ deploymentId: null, operation: null, status: null },
    });
    expect(seen.marks).toContainEqual(
      expect.objectContaining({ kind: 'deployment', operation: 'deploy', status: 'succeeded' }),
    );
  });

  it('reach back over a week without more points than a chart takes, up to now', async () => {
    const { agentId: old } = await agents.settled(owner, 'Old');
    const now = Date.now();
    const at = (msAgo: number) => new Date(now - msAgo);
    for (const hours of [60, 36, 12]) {
      for (let second = 0; second < 600; second += 60) {
        const changes = { agentId: old, cpuPercent: second === 0 ? 90 : 10 };
        await insertMetricSamples(api.dataSource, at(hours * 3_600_000 - second * 1_000), [sample(changes)]);
      }
    }
    await rollUpMetrics(api.dataSource, new Date(now - 60_000), at(72 * 3_600_000));
    await insertMetricSamples(api.dataSource, new Date(now), [sample({ agentId: old, cpuPercent: 77 })]);
    path = `/api/agents/${old}/metrics`;
    try {
      const seen = await history('range=7d');
      const cpu = one(seen, 'cpu');
      expect(cpu.values.length).toBeLessThanOrEqual(400);
      expect(cpu.values.at(-1)).toBe(77);
      expect(cpu.peaks?.filter((peak) => peak === 90)).toHaveLength(3);
      const from = new Date(now - 61 * 3_600_000).toISOString();
      const to = new Date(now - 59 * 3_600_000).toISOString();
      const asked = new URLSearchParams({ from, to });
      const part = one(await history(asked.toString()), 'cpu');
      expect(part.peaks?.filter((peak) => peak === 90)).toHaveLength(1);
    } finally {
      path = `/api/agents/${agentId}/metrics`;
    }
  });

  it('are there when their target is not, and have no limit that nobody enforces', async () => {
    const { agentId: left } = await agents.settled(owner, 'Left behind');
    await api.dataSource.manager.update(Agent, { id: left }, { deployTarget: 'process' });
    const { status, body } = await owner.client.get(`/api/agents/${left}/metrics`);
    expect(status).toBe(200);
    expect((body as unknown as MetricSeriesDto).series.map(({ limit }) => limit)).toEqual(
      Array(8).fill(null),
    );
    const stream = await owner.client.get(`/api/agents/${left}/metrics/stream`);
    expect(stream.body).toMatchObject({ code: 'target_not_configured' });
  });

  it.each([
    'range=1y',
    'range=',
    'from=yesterday&to=today',
    'from=2026-01-01T00:00:00Z',
    'step=1',
    'range=5m&range=1h',
  ])('refuse %s', async (query) => {
    expect((await owner.client.get(`${path}?${query}`)).body).toMatchObject({ code: 'validation_failed' });
  });

  it('are no business of another workspace', async () => {
    const stranger = await api.member();
    for (const way of ['', '/stream']) {
      const { status, body } = await stranger.client.get(path + way);
      expect([status, body]).toMatchObject([404, { code: 'not_found' }]);
    }
  });

  describe('live', () => {
    const stats = (changes: Partial<RuntimeStats> = {}): RuntimeStats => ({
      ...{
        agentId,
        at: new Date('2026-05-06T07:08:09Z'),
        startedAt: null,
        cpuSeconds: 5,
        cpuPercent: 33.333,
      },
      ...{
        memoryBytes: 2_000,
        memoryLimitBytes: null,
        diskBytes: 7,
        networkRxBytes: null,
        networkTxBytes: null,
      },
      ...{
        networkRxBytesPerSecond: null,
        networkTxBytesPerSecond: null,
        blockReadBytes: 1,
        blockWriteBytes: 1,
      },
      ...{ blockReadBytesPerSecond: 0, blockWriteBytesPerSecond: 9, pids: 4, ...changes },
    });

    it('tell what is used, and that the runtime has stopped', async () => {
      access.watched = [stats()];
      const stream = await owner.client.stream(`${path}/stream`);
      const seen = await stream.waitFor(({ event }) => event === 'sample');
      expect(seen.data).toEqual({
        at: '2026-05-06T07:08:09.000Z',
        values: {
          ...{ cpu: 33.33, memory: 2_000, disk: 7, 'network-received': null, 'network-sent': null },
          ...{ 'disk-read': 0, 'disk-written': 9, processes: 4 },
        },
        missed: 0,
      });
      await stream.waitFor(({ event }) => event === 'stopped');
      stream.close();
    });

    it('watch a runtime once for all who look, and not at all when nobody does', async () => {
      let begun = 0;
      const watching = jest.spyOn(access, 'stats').mockImplementation(async function* (_handle, signal) {
        begun += 1;
        yield stats();
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        begun -= 1;
      });
      try {
        const streams = await Promise.all([1, 2, 3].map(() => owner.client.stream(`${path}/stream`)));
        for (const stream of streams) await stream.waitFor(({ event }) => event === 'sample');
        expect(begun).toBe(1);
        streams.forEach((stream) => stream.close());
        for (let tries = 0; begun > 0 && tries < 100; tries += 1)
          await new Promise((resolve) => setTimeout(resolve, 20));
        expect(begun).toBe(0);
      } finally {
        watching.mockRestore();
      }
    });

    it('say that a target does not tell, without telling why to everybody, and go on when it does', async () => {
      const failing = jest.spyOn(access, 'stats').mockImplementation(() => {
        throw new Error('connect ENOENT /var/run/docker.sock');
      });
      access.watched = [stats({ cpuPercent: 1 })];
      const stream = await owner.client.stream(`${path}/stream`);
      const { data } = await stream.waitFor(({ event }) => event === 'failed');
      expect(JSON.stringify(data)).not.toContain('docker.sock');
      expect(data).toMatchObject({ code: 'runtime_unreachable' });
      failing.mockRestore();
      await stream.waitFor(({ event }) => event === 'sample');
      stream.close();
    });

    it('end with the right to see them', async () => {
      const viewer = await api.member();
      const { workspaceId } = owner;
      await api.dataSource.query(
        `INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($1, $2, 'viewer')`,
        [workspaceId, viewer.userId],
      );
      access.watched = [stats()];
      const stream = await viewer.client.stream(`${path}/stream`);
      await stream.waitFor(({ event }) => event === 'sample');
      await api.dataSource.query(`DELETE FROM workspace_members WHERE user_id = $1 AND workspace_id = $2`, [
        viewer.userId,
        workspaceId,
      ]);
      await stream.ended;
    });
  });
});
