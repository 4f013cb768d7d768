import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { StateScope } from '../ports';
import { copyState } from './copy-state';

describe('copyState', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'nora-copy-'));
    mkdirSync(join(directory, 'to'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };
  const copy = (scope: StateScope, signal = new AbortController().signal): Promise<void> => {
    const to = { home: join(directory, 'to'), uid: null };
    return copyState(join(directory, 'from'), to, scope, () => undefined, signal);
  };
  const arrived = (): string[] =>
    readdirSync(join(directory, 'to'), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(directory, 'to/').length))
      .sort();

  it('takes over what the scope holds, and neither credentials nor links', async () => {
    write('secret', 'of the host');
    write('from/.openclaw/workspace/notes/plan.md', 'a plan');
    write('from/.openclaw/workspace/MEMORY.md', 'the fox');
    write('from/.openclaw/agents/main/agent/openclaw-agent.sqlite', 'transcripts');
    write('from/.openclaw/credentials/whatsapp/creds.json', 'a credential');
    write('from/.nora/secrets/gateway-token', 'a token');
    symlinkSync(join(directory, 'secret'), join(directory, 'from/.openclaw/workspace/link'));
    symlinkSync(directory, join(directory, 'from/.openclaw/workspace/directory'));

    await copy('files');
    expect(arrived()).toEqual(['.openclaw/workspace/notes/plan.md']);
    await copy('memory');
    expect(arrived()).toEqual([
      '.openclaw/agents/main/agent/openclaw-agent.sqlite',
      '.openclaw/workspace/MEMORY.md',
      '.openclaw/workspace/notes/plan.md',
    ]);
  });

  it('replaces what an interrupted copy left', async () => {
    write('from/.openclaw/state/openclaw.sqlite', 'whole');
    write('to/.openclaw/state/openclaw.sqlite', 'ha');
    write('to/.openclaw/state/openclaw.sqlite-wal', 'of a moment before');
    write('to/.openclaw/openclaw.json', 'its own');
    await copy('memory');
    expect(arrived()).toEqual(['.openclaw/openclaw.json', '.openclaw/state/openclaw.sqlite']);
    expect(readFileSync(join(directory, 'to/.openclaw/state/openclaw.sqlite'), 'utf8')).toBe('whole');
  });

  it('does not follow a state directory that is a link', async () => {
    write('elsewhere/workspace/private.md', 'of the host');
    mkdirSync(join(directory, 'from'));
    symlinkSync(join(directory, 'elsewhere'), join(directory, 'from/.openclaw'));
    await copy('files');
    await copy('memory');
    expect(arrived()).toEqual([]);
  });

  it('ends early when its caller gives up', async () => {
    write('from/.openclaw/workspace/a', 'a');
    await expect(copy('files', AbortSignal.abort(new Error('given up')))).rejects.toThrow('given up');
    expect(arrived()).toEqual([]);
  });
});
