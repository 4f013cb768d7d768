import {
  type CapabilityRow,
  channelRow,
  filterRows,
  groupRows,
  jobRow,
  modelRow,
  skillRow,
  timingOf,
  toolRow,
} from './capability-rows';
import type { CapableJob, CapableModel, CapableTool } from './capabilities.store';

const model: CapableModel = {
  ...{ id: 'demo-1', name: 'Demo', provider: 'demo', isDefault: true, available: true, fault: null },
  ...{ contextWindow: 128_000, reasoning: true, inputs: ['text', 'image'] },
};
const tool = (id: string, group: string, description = ''): CapableTool => ({
  ...{ id, group, description, label: id, plugin: null, optional: false, risk: null },
});
const job: CapableJob = {
  ...{ id: 'j', name: 'Heartbeat', enabled: true, running: false, trigger: 'every', everySeconds: 1_800 },
  ...{ at: null, cron: null, timeZone: null, lastOutcome: 'ok' },
  ...{ nextRunAt: '2026-11-25T03:00:00.000Z', lastRunAt: '2026-11-25T02:30:00.000Z' },
};

describe('rows of what an agent can do', () => {
  it('tell what a model takes, and why it cannot be used', () => {
    expect(modelRow(model)).toMatchObject({
      ...{ title: 'Demo', code: 'demo/demo-1', look: { word: 'Available' } },
      facts: ['used by default', '128,000 tokens of context', 'thinks', 'takes text, image'],
    });
    expect(modelRow({ ...model, available: null }).look).toBeNull();
    expect(modelRow({ ...model, available: false }).look?.word).toBe('Not available');
    expect(modelRow({ ...model, available: false, fault: 'missing-auth' }).look?.word).toBe('No key');
  });

  it('tell where a tool comes from, and its name where its title is another', () => {
    const plugin = { ...tool('talk_voice', 'talk'), label: 'Talk Voice', plugin: 'talk', optional: true };
    expect(toolRow({ ...plugin, risk: 'high' })).toMatchObject({
      ...{ title: 'Talk Voice', code: 'talk_voice', group: 'talk' },
      facts: ['plugin talk', 'off until it is allowed', 'high risk'],
    });
    expect(toolRow(tool('read', 'Files')).code).toBeNull();
  });

  it('tell what a skill lacks', () => {
    const needs = [{ kind: 'program', name: 'op' } as const];
    const row = skillRow({ name: 's', description: 'd', bundled: false, state: 'incomplete', needs });
    expect(row).toMatchObject({
      facts: ['added', 'needs the program op'],
      look: { word: 'Something is missing' },
    });
  });

  it('tell how a channel is, and when it was used', () => {
    const times = { lastReceivedAt: '2026-11-25T02:30:00.000Z', lastSentAt: null };
    const row = channelRow({ id: 'slack', label: 'Slack', account: 'default', state: 'failing', ...times });
    expect(row).toMatchObject({ facts: ['account default'], look: { word: 'Failing', tone: 'failed' } });
    expect(row.times).toEqual([{ label: 'Received', at: times.lastReceivedAt }]);
  });

  it('tell when a job comes next only where it is switched on', () => {
    expect(jobRow(job)).toMatchObject({ look: { word: 'Succeeded' }, times: [{ label: 'Next' }, {}] });
    expect(jobRow({ ...job, enabled: false })).toMatchObject({
      ...{ look: { word: 'Switched off' }, times: [{ label: 'Last' }] },
    });
    expect(jobRow({ ...job, running: true }).look?.busy).toBe(true);
  });

  it.each([
    [{}, 'every 30 min'],
    [{ everySeconds: 604_800 }, 'every 7 d'],
    [{ everySeconds: 90 }, 'every 90 s'],
    [{ trigger: 'cron', cron: '0 3 * * *' }, '0 3 * * *'],
    [{ trigger: 'cron', cron: '0 3 * * *', timeZone: 'Europe/Berlin' }, '0 3 * * *, Europe/Berlin'],
    [{ trigger: 'at', at: job.nextRunAt }, 'once'],
    [{ trigger: 'event' }, 'when something happens'],
  ] as [Partial<CapableJob>, string][])('word %j as %s', (part, words) => {
    expect(timingOf({ ...job, ...part })).toBe(words);
  });

  it('are found by all words, wherever they stand, and kept below their headings', () => {
    const rows: CapabilityRow[] = [
      tool('read', 'Files', 'Read file contents'),
      tool('web_fetch', 'Web', 'Read a page'),
      tool('write', 'Files', 'Create files'),
    ].map(toolRow);
    const titles = (filter: string) => filterRows(rows, filter).map(({ title }) => title);
    expect(titles(' READ files ')).toEqual(['read']);
    expect(titles('read')).toEqual(['read', 'web_fetch']);
    expect(titles('')).toHaveLength(3);
    expect(groupRows(rows).map(({ name, rows: below }) => [name, below.length])).toEqual([
      ['Files', 2],
      ['Web', 1],
    ]);
  });
});
