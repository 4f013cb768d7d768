import { isInScope } from './scopes';

describe('isInScope', () => {
  it.each([
    ['.openclaw/workspace', true, true],
    ['.openclaw/workspace/AGENTS.md', true, true],
    ['.openclaw/workspace/notes/memory/today.md', true, true],
    ['.openclaw/workspace/MEMORY.md', false, true],
    ['.openclaw/workspace/memory/2026-01-01.md', false, true],
    ['.openclaw/workspace/.env', true, true],
    ['.openclaw/skills/weather/SKILL.md', true, true],
    ['.openclaw/agents/main/agent/openclaw-agent.sqlite', false, true],
    ['.openclaw/state/openclaw.sqlite', false, true],
    ['.openclaw/openclaw.json', false, false],
    ['.openclaw/openclaw.json.bak', false, false],
    ['.openclaw/config-journal-fingerprint.key', false, false],
    ['.openclaw/credentials/whatsapp/creds.json', false, false],
    ['.openclaw/identity/device.json', false, false],
    ['.openclaw/agents/main/agent/auth-profiles.json', false, false],
    ['.openclaw/.env', false, false],
    ['.openclaw/tmp/openclaw-1000/gateway.state.lock', false, false],
    ['.openclaw/state/some.lock', false, false],
    ['.openclaw/logs/gateway.log', false, false],
    ['.nora/secrets/model-key', false, false],
    ['.cache/node-compile/x', false, false],
    ['.openclaw-of-another', false, false],
    ['.openclaw/workspace/../openclaw.json', false, false],
    ['/etc/passwd', false, false],
  ])('%s belongs to files: %s, to memory: %s', (path, files, memory) => {
    expect([isInScope(path, 'files'), isInScope(path, 'memory')]).toEqual([files, memory]);
  });
});
