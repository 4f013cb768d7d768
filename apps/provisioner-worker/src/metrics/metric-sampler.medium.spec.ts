import { randomUUID } from 'node:crypto';
import { MetricsSettings, readSettings } from '@nora/config';
import {
  insertMetricSamples,
  readMetricSeries,
  rollUpMetrics,
  rolledUpTo,
  type MetricSample,
} from '@nora/domain';
import type { RuntimeBackends } from '../deployments/deployment-context';
import { EngineHarness } from '../testing/engine-harness';
import { DiskCounts } from './disk-counts';
import { MetricSampler } from './metric-sampler';
import { MetricsLease } from './metrics-lease';

const [settings] = readSettings<[MetricsSettings]>({}, MetricsSettings);
const MINUTE_MS = 60_000;

describe('MetricSampler', () => {
  let engine: EngineHarness;
  const samplers: MetricSampler[] = [];

  beforeEach(async () => {
    engine = await EngineHarness.create();
  });

  afterEach(async () => {
    for (const sampler of samplers.splice(0)) await sampler.beforeApplicationShutdown();
    await engine.database.drop();
  });

  function newSampler(backends: RuntimeBackends = engine.backends): {
    sampler: MetricSampler;
    disks: DiskCounts;
  } {
    const { dataSource } = engine.database;
    const disks = new DiskCounts(settings, engine.logger);
    const lease = new MetricsLease(dataSource);
    const sampler = new MetricSampler(dataSource, lease, disks, settings, backends, engine.logger);
    samplers.push(sampler);
    return { sampler, disks };
  }

  const query = <T>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
    engine.database.dataSource.query<T[]>(sql, parameters);

  const partitions = async (): Promise<string[]> => {
    const rows = await query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  };

  const sampleOf = (agentId: string, changes: Partial<MetricSample> = {}): MetricSample => ({
    ...{ agentId, cpuPercent: 10, memoryBytes: 1_000, diskBytes: null, networkRxRate: 1, networkTxRate: 2 },
    ...{ blockReadRate: 3, blockWriteRate: 4, pids: 5, restarted: false, ...changes },
  });

  it('writes down what every running agent uses, and leaves out the others', async () => {
    const [first, second, stopped] = await Promise.all([1, 2, 3].map(() => engine.runningAgent()));
    await engine.run((await engine.request(stopped!, 'stop')).id);
    const { sampler, disks } = newSampler();
    const at = new Date('2026-05-06T07:08:10Z');
    expect(await sampler.sample(at)).toBe(2);
    await disks.pass();
    expect(await sampler.sample(new Date(at.getTime() + 10_000))).toBe(2);
    const window = {
      from: at,
      to: new Date(at.getTime() + MINUTE_MS),
      stepSeconds: 10,
      resolution: 'samples',
    } as const;
    for (const { id: agentId } of [first!, second!]) {
      const points = await readMetricSeries(engine.database.dataSource, { ...window, agentId });
      expect(points).toHaveLength(2);
      expect(points[0]).toMatchObject({ at, cpuPercent: null, diskBytes: null, restartedAt: null });
      expect(points[1]?.cpuPercent).toBeGreaterThanOrEqual(0);
      expect(points[1]).toMatchObject({ diskBytes: 64 * 1_048_576, pids: 20 });
    }
    const none = await readMetricSeries(engine.database.dataSource, { ...window, agentId: stopped!.id });
    expect(none).toEqual([]);
  });

  it('marks a start that happened between two samples', async () => {
    const agent = await engine.runningAgent();
    const { sampler } = newSampler();
    const at = new Date('2026-05-06T07:08:10Z');
    await sampler.sample(at);
    engine.backend.crash(agent.id, 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    engine.backend.engine.byHand.start(agent.id);
    await sampler.sample(new Date(at.getTime() + 10_000));
    const rows = await query(`SELECT restarted, cpu_percent FROM metric_samples ORDER BY at`);
    expect(rows).toMatchObject([{ restarted: false }, { restarted: true, cpu_percent: null }]);
  });

  it('samples once when there are two workers, and goes on when one stops', async () => {
    await engine.runningAgent();
    const [one, other] = [newSampler().sampler, newSampler().sampler];
    const at = new Date('2026-05-06T07:08:10Z');
    const counts = await Promise.all([one.sample(at), other.sample(at)]);
    expect(counts.filter((count) => count !== null)).toEqual([1]);
    await samplers[counts[0] === null ? 1 : 0]?.beforeApplicationShutdown();
    const rest = counts[0] === null ? one : other;
    expect(await rest.sample(new Date(at.getTime() + 10_000))).toBe(1);
    expect(await query(`SELECT 1 FROM metric_samples`)).toHaveLength(2);
  });

  it('keeps what a target told before it fell silent, and what the other targets tell', async () => {
    const [agent, other] = [await engine.runningAgent(), await engine.runningAgent()];
    await engine.database.dataSource.query(`UPDATE agents SET deploy_target = 'docker' WHERE id = $1`, [
      other.id,
    ]);
    const broken = Object.create(engine.backend.access) as typeof engine.backend.access;
    broken.usage = async function* (handles, signal) {
      yield* engine.backend.access.usage(handles, signal);
      throw new Error('The engine went away.');
    };
    const docker = { provisioner: engine.backend.provisioner, access: broken };
    const backends: RuntimeBackends = new Map([
      ['process', engine.backend],
      ['docker', docker],
    ]);
    expect(await newSampler(backends).sampler.sample(new Date('2026-05-06T07:08:10Z'))).toBe(2);
    const rows = await query<{ agent_id: string }>(`SELECT agent_id FROM metric_samples`);
    expect(rows.map(({ agent_id }) => agent_id).sort()).toEqual([agent.id, other.id].sort());
  });

  it('makes averages of minutes and of ten minutes that are over, with the highest, once', async () => {
    const { dataSource } = engine.database;
    const { sampler } = newSampler();
    const begin = new Date('2026-05-06T07:00:00Z');
    const later = (seconds: number) => new Date(begin.getTime() + seconds * 1_000);
    await sampler.sample(begin);
    const agentId = randomUUID();
    for (let second = 0; second < 720; second += 10) {
      const changes = {
        cpuPercent: second === 30 ? 100 : 10,
        restarted: second === 200,
        memoryBytes: 1_000 + second,
      };
      await insertMetricSamples(dataSource, later(second), [sampleOf(agentId, changes)]);
    }
    await sampler.sample(later(720));
    await sampler.sample(later(730));
    const minutes = await query<{ cpu_percent: number }>(`SELECT * FROM metric_minutes ORDER BY at`);
    expect(minutes).toHaveLength(12);
    expect(minutes[0]).toMatchObject({
      ...{ agent_id: agentId, at: begin, cpu_percent: 25, cpu_percent_peak: 100, memory_bytes: '1025' },
      ...{ memory_bytes_peak: '1050', disk_bytes: null, network_rx_rate: 1, pids: 5, restarted: false },
    });
    expect(minutes[3]).toMatchObject({ restarted: true });
    const tens = await query(`SELECT * FROM metric_ten_minutes`);
    expect(tens).toMatchObject([{ at: begin, cpu_percent: 11.5, cpu_percent_peak: 100, restarted: true }]);
    expect(await rolledUpTo(dataSource.manager)).toEqual({ minutes: later(720), tenMinutes: later(600) });
    const window = {
      agentId,
      from: begin,
      to: later(900),
      stepSeconds: 300,
      resolution: 'tenMinutes',
    } as const;
    const points = await readMetricSeries(dataSource, window);
    expect(points.map(({ at }) => at)).toEqual([begin, later(600)]);
    expect(points[0]).toMatchObject({ cpuPercentPeak: 100, memoryBytesPeak: 1_590 });
    expect(points[1]).toMatchObject({ cpuPercent: 10, memoryBytesPeak: 1_710, restartedAt: null });
  });

  it('keeps the indexes on time up to date, so that a minute is found without reading the day', async () => {
    const { dataSource } = engine.database;
    const at = new Date('2026-05-06T07:00:00Z');
    await newSampler().sampler.sample(at);
    for (let second = 10; second <= 60; second += 10) {
      const samples = Array.from({ length: 2_000 }, () => sampleOf(randomUUID()));
      await insertMetricSamples(dataSource, new Date(at.getTime() + second * 1_000), samples);
    }
    const unknown = () =>
      query(`SELECT brin_summarize_new_values('metric_samples_20260506_at_idx') AS ranges`);
    await rollUpMetrics(dataSource, new Date(at.getTime() + MINUTE_MS), at);
    expect(await unknown()).toEqual([{ ranges: 0 }]);
    expect(await query(`SELECT count(*) FROM metric_minutes`)).toEqual([{ count: '10000' }]);
  });

  it('goes on with the averages where a worker was stopped', async () => {
    const { dataSource } = engine.database;
    const begin = new Date('2026-05-06T07:00:00Z');
    const later = (minutes: number) => new Date(begin.getTime() + minutes * MINUTE_MS);
    await newSampler().sampler.sample(begin);
    const agentId = randomUUID();
    for (let minute = 0; minute < 180; minute += 1) {
      await insertMetricSamples(dataSource, later(minute), [sampleOf(agentId, { cpuPercent: minute })]);
    }
    await samplers[0]?.beforeApplicationShutdown();
    await newSampler().sampler.sample(later(180));
    const [minutes] = await query<{ count: string; sum: number }>(
      `SELECT count(*), sum(cpu_percent)::float8 AS sum FROM metric_minutes`,
    );
    expect(minutes).toEqual({ count: '180', sum: (179 * 180) / 2 });
    expect(await query(`SELECT 1 FROM metric_ten_minutes`)).toHaveLength(18);
  });

  it('makes partitions ahead and drops those that were kept long enough', async () => {
    await newSampler().sampler.sample(new Date('2026-05-06T23:59:50Z'));
    const days = (table: string, ...of: string[]) => of.map((day) => `${table}_${day}`);
    const begin = ['20260506', '20260507', '20260508'];
    expect(await partitions()).toEqual([
      ...days('metric_minutes', ...begin),
      ...days('metric_samples', ...begin),
      ...days('metric_ten_minutes', ...begin),
    ]);
    await samplers[0]?.beforeApplicationShutdown();
    const next = newSampler().sampler;
    await next.sample(new Date('2026-05-08T00:00:00Z'));
    expect(await partitions()).toContain('metric_samples_20260507');
    expect(await partitions()).not.toContain('metric_samples_20260506');
    expect(await partitions()).toContain('metric_minutes_20260506');
    await next.sample(new Date('2026-05-14T00:00:00Z'));
    const kept = await partitions();
    expect(kept).not.toContain('metric_minutes_20260506');
    expect(kept).toContain('metric_minutes_20260507');
    expect(kept).toContain('metric_ten_minutes_20260506');
    expect(kept).toContain('metric_samples_20260516');
  });

  it('writes the samples of ten thousand agents with a few statements', async () => {
    const { dataSource } = engine.database;
    const at = new Date('2026-05-06T07:08:10Z');
    await newSampler().sampler.sample(at);
    const samples = Array.from({ length: 10_000 }, () => sampleOf(randomUUID()));
    const asked = jest.spyOn(dataSource, 'query');
    await insertMetricSamples(dataSource, at, samples);
    expect(asked).toHaveBeenCalledTimes(2);
    asked.mockRestore();
    await insertMetricSamples(dataSource, at, samples.slice(0, 10));
    expect(await query(`SELECT count(*) FROM metric_samples`)).toEqual([{ count: '10000' }]);
  });
});
