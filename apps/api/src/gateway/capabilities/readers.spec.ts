import { listingOf } from './listing';
import { readChannels } from './read-channels';
import { readJobs } from './read-jobs';
import { readModels } from './read-models';
import { readSkills } from './read-skills';
import { readTools } from './read-tools';
import { readUsageDays } from './read-usage';

const READERS = { readChannels, readJobs, readModels, readSkills, readTools, readUsageDays };
const NONSENSE: unknown[] = [null, 7, 'x', [], {}, { models: 'x', groups: {}, skills: 1, jobs: null }];

describe('what a runtime says of itself', () => {
  it.each(Object.entries(READERS))('%s takes nonsense for no answer, not for an empty one', (_name, read) => {
    for (const answer of NONSENSE) expect(read(answer)).toBeNull();
  });

  it('is limited, and says how much was left out', () => {
    const read = (value: unknown) => (typeof value === 'number' ? value : null);
    expect(listingOf([1, 'x', 3, 4, 5], 3, read)).toEqual({ items: [1, 3], more: 2 });
    const groups = ['a', 'b'].map((label) => ({
      label,
      tools: Array.from({ length: 400 }, (_, index) => ({ id: `${label}${index}` })),
    }));
    expect(readTools({ groups })).toMatchObject({ items: { length: 500 }, more: 300 });
    expect(readTools({ groups })?.items[400]).toMatchObject({ id: 'b0', group: 'b' });
  });

  it('names models with what they take', () => {
    const row = { id: 'm', provider: 'p', available: false, unavailableReason: 'cooldown', apiKey: 'x' };
    const rows = [
      { ...row, tags: ['default'], input: ['image', 'smell', 'text'], contextWindow: 128_000 },
      { id: 'n', provider: 'p', name: 'N', unavailableReason: 'a secret', contextWindow: -1 },
      { id: '', provider: 'p' },
    ];
    expect(readModels({ models: rows })?.items).toEqual([
      {
        ...{ id: 'm', name: 'm', provider: 'p', isDefault: true, available: false, fault: 'cooldown' },
        ...{ contextWindow: 128_000, reasoning: false, inputs: ['text', 'image'] },
      },
      {
        ...{ id: 'n', name: 'N', provider: 'p', isDefault: false, available: null, fault: null },
        ...{ contextWindow: null, reasoning: false, inputs: [] },
      },
    ]);
  });

  it('puts descriptions on one line and shortens them', () => {
    const tool = { id: 't', description: ` two\n\tlines ${'x'.repeat(1_000)}` };
    const [read] = readTools({ groups: [{ id: 'g', tools: [tool] }] })?.items ?? [];
    expect(read).toMatchObject({ label: 't', group: 'g', plugin: null, optional: false, risk: null });
    expect(read?.description).toMatch(/^two lines x+…$/);
    expect(read?.description).toHaveLength(401);
  });

  it.each([
    [{ eligible: true }, 'ready'],
    [{ eligible: true, disabled: true }, 'disabled'],
    [{ blockedByAllowlist: true }, 'blocked'],
    [{ blockedByAgentFilter: true }, 'blocked'],
    [{ platformIncompatible: true }, 'wrong-platform'],
    [{ eligible: 'yes' }, 'incomplete'],
  ])('calls a skill with %j %s', (row, state) => {
    expect(readSkills({ skills: [{ name: 's', ...row }] })?.items[0]?.state).toBe(state);
  });

  it('says what a skill needs by name alone', () => {
    const missing = {
      bins: ['op', 7],
      anyBins: ['rg', 'grep'],
      env: ['TOKEN'],
      config: ['a.b'],
      os: ['darwin'],
    };
    const skill = { name: 's', filePath: '/secret/place', missing, configChecks: [{ value: 'secret' }] };
    const read = readSkills({ skills: [skill] });
    expect(read?.items[0]?.needs).toEqual([
      { kind: 'program', name: 'rg or grep' },
      { kind: 'program', name: 'op' },
      { kind: 'variable', name: 'TOKEN' },
      { kind: 'setting', name: 'a.b' },
      { kind: 'system', name: 'darwin' },
    ]);
    expect(JSON.stringify(read)).not.toContain('secret');
  });

  it.each([
    [{ configured: false, running: true }, 'not-configured'],
    [{ enabled: false, connected: true }, 'disabled'],
    [{ connected: true, lastError: 'earlier' }, 'connected'],
    [{ running: true, lastError: 'now' }, 'failing'],
    [{ running: true }, 'running'],
    [{}, 'stopped'],
  ])('calls an account with %j %s', (row, state) => {
    const accounts = { telegram: [{ accountId: 'default', ...row }] };
    expect(readChannels({ channelOrder: [], channelAccounts: accounts })?.items).toMatchObject([
      { id: 'telegram', label: 'telegram', account: 'default', state },
    ]);
  });

  it('lists channels once, and without what might hold a token', () => {
    const account = {
      ...{ accountId: 'a', lastError: 'https://bot:SECRET@x', webhookUrl: 'SECRET', probe: { a: 'SECRET' } },
      lastInboundAt: 1_795_560_335_088,
    };
    const read = readChannels({
      channelOrder: ['slack', 'telegram', 'slack', '__proto__', 9],
      channelLabels: { telegram: 'Telegram' },
      channelAccounts: { telegram: [account] },
    });
    expect(read?.items).toMatchObject([
      { id: 'slack', account: null, state: 'not-configured', lastSentAt: null },
      { label: 'Telegram', state: 'failing', lastReceivedAt: '2026-11-24T22:45:35.088Z' },
      { id: '__proto__', label: '__proto__', account: null },
    ]);
    expect(JSON.stringify(read)).not.toContain('SECRET');
  });

  it('tells when a job runs, never what it says or runs', () => {
    const jobs = [
      { schedule: { kind: 'every', everyMs: 1_800_000 }, nextRunAtMs: 1_795_575_080_636, runningAtMs: 5 },
      { schedule: { kind: 'cron', expr: '0 3 * * *', tz: 'Europe/Berlin' }, lastRunStatus: 'error' },
      { schedule: { kind: 'at', at: '2026-12-01T00:00:00+01:00' }, enabled: true },
      { schedule: { kind: 'stream', command: ['SECRET'] }, payload: { message: 'SECRET' } },
    ].map((job, index) => ({ id: `j${index}`, name: 'n', displayName: `Job ${index}`, ...job }));
    const read = readJobs({ jobs, total: 207 });
    expect(read).toMatchObject({
      items: [
        { name: 'Job 0', trigger: 'every', everySeconds: 1_800, running: true, enabled: false },
        { trigger: 'cron', cron: '0 3 * * *', timeZone: 'Europe/Berlin', lastOutcome: 'error' },
        { trigger: 'at', at: '2026-11-30T23:00:00.000Z', enabled: true, lastOutcome: null },
        { trigger: 'event', at: null, cron: null, everySeconds: null },
      ],
      more: 7,
    });
    expect(JSON.stringify(read)).not.toContain('SECRET');
  });

  it('adds up nothing that is no number', () => {
    const day = { date: '2026-11-25', totalTokens: 12, input: 5, output: 4, cacheRead: 2, cacheWrite: 1 };
    const daily = [
      { ...day, totalCost: 0.25, missingCostEntries: 1 },
      { ...day, totalCost: 'free', input: -5 },
      { ...day, date: '2026-99-99' },
      { ...day, totalTokens: null },
    ];
    expect(readUsageDays({ daily, cacheStatus: { status: 'refreshing' } })).toEqual({
      items: [
        {
          ...{ date: '2026-11-25', totalTokens: 12, inputTokens: 5, outputTokens: 4, cachedTokens: 3 },
          ...{ costUsd: 0.25, unpriced: 1 },
        },
        expect.objectContaining({ costUsd: 0, inputTokens: 0, unpriced: 0 }),
      ],
      ...{ more: 0, counting: true },
    });
  });
});
