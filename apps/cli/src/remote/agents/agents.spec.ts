import type { AgentView, DeploymentView, StepView } from '../views';
import { placeOf } from './copy';
import { DeploymentProgress, describeEnd } from './deployment-progress';
import { shellLine } from './execute';
import { chooseAgent } from './find-agent';

const agent = (id: string, name: string, slug = name.toLowerCase()) => ({ id, name, slug }) as AgentView;

describe('an agent that is named', () => {
  const all = [agent('0190-a', 'Alpha'), agent('0190-b', 'Alphabet'), agent('0191-c', 'Beta', 'second')];

  it('is found by name, address, id or the beginning of one, the whole name first', () => {
    expect(['alpha', 'Alphab', 'SECOND', '0191'].map((text) => chooseAgent(all, text).name)).toEqual([
      'Alpha',
      'Alphabet',
      'Beta',
      'Beta',
    ]);
  });

  it('is asked for again where it may be several, or none', () => {
    expect(() => chooseAgent(all, 'al')).toThrow(/Alpha {2}0190-a\n {2}Alphabet {2}0190-b/);
    expect(() => chooseAgent(all, 'x')).toThrow('there is no agent "x"');
  });
});

describe('a place to copy', () => {
  it.each([
    ['one:notes/plan.md', { agent: 'one', path: 'notes/plan.md' }],
    ['one:/plan.md', { agent: 'one', path: 'plan.md' }],
    ['./one:two', null],
    ['/tmp/one:two', null],
    ['plain.md', null],
    ['-', null],
  ])('%s is %j', (text, place) => expect(placeOf(text)).toEqual(place));
});

describe('a command for a shell', () => {
  it('arrives as the arguments that it is', () => {
    expect(shellLine(['echo', "it's", '$HOME `id`'])).toContain(`exec 'echo' 'it'\\''s' '$HOME \`id\`'\r`);
  });

  it('is refused where it could be something else, or would be cut off', () => {
    expect(() => shellLine(['echo', 'a\rb'])).toThrow(/control characters/);
    expect(() => shellLine(['echo', 'a'.repeat(4_000)])).toThrow(/too long/);
  });
});

describe('the progress of a deployment', () => {
  const step = (name: string, state: StepView['state'], finishedAt: string | null = null): StepView => ({
    ...{ position: name === 'image' ? 1 : 2, name, state, message: null, usualMs: null, finishedAt },
    startedAt: '2026-01-01T00:00:00Z',
  });
  const view = (status: DeploymentView['status'], steps: StepView[]) =>
    ({
      kind: 'deploy',
      status,
      steps,
      error: null,
      startedAt: null,
      finishedAt: null,
    }) as unknown as DeploymentView;

  it('is one line for each step and state where nothing can be written over', () => {
    const written: string[] = [];
    const progress = new DeploymentProgress({ write: (text) => written.push(text) });
    progress.show(view('running', [step('image', 'running')]));
    progress.show(view('running', [step('image', 'running')]));
    progress.show(view('succeeded', [step('image', 'succeeded', '2026-01-01T00:00:02Z')]));
    expect(written).toEqual(['… image\n', '✓ image  2.0 s\n']);
  });

  it('ends with evidence and the next thing to do', () => {
    const error = {
      code: 'not_ready',
      detail: 'It did not answer.',
      evidence: 'a\nb',
      nextAction: 'Look at its log.',
    };
    expect(describeEnd({ ...view('failed', []), error }).split('\n')).toEqual([
      ...['deploy failed', '  It did not answer. (not_ready)', '  | a', '  | b', '  next: Look at its log.'],
    ]);
  });
});
