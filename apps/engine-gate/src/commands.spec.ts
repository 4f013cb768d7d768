import { commandCreation, commandStart, memberIn } from './commands';
import { Refusal } from './refusal';

describe('a command', () => {
  const given = { Cmd: ['sh'], Env: ['TERM=xterm'], User: '1000:1000', AttachStdout: true, Tty: true };

  it('passes as the runtime’s user', () => {
    expect(JSON.parse(commandCreation(given))).toEqual(given);
    const inHome = { ...given, WorkingDir: '/home/node', AttachStdin: true };
    expect(JSON.parse(commandCreation(inHome))).toEqual(inHome);
  });

  it.each<[string, object]>([
    ['as root', { User: '0:0' }],
    ['as root by name', { User: 'root' }],
    ['with all rights', { Privileged: true }],
    ['with all rights in another case', { privileged: true }],
    ['elsewhere', { WorkingDir: '/' }],
    ['with keys of its own', { DetachKeys: 'ctrl-a' }],
    ['as one text', { Cmd: 'sh' }],
    ['with a flag that is none', { Tty: 'true' }],
    ['without a user', { User: undefined }],
  ])('%s is refused', (_what, changes) => {
    const body = JSON.parse(JSON.stringify({ ...given, ...changes })) as Record<string, unknown>;
    expect(() => commandCreation(body)).toThrow(Refusal);
  });

  it('is started attached to its caller only', () => {
    expect(JSON.parse(commandStart({ hijack: true, stdin: true, Tty: true }))).toEqual({
      Detach: false,
      Tty: true,
    });
    expect(JSON.parse(commandStart({}))).toEqual({ Detach: false, Tty: false });
    for (const body of [{ Detach: true }, { detach: true }, { ConsoleSize: [1, 2] }, { Tty: 1 }])
      expect(() => commandStart(body)).toThrow(Refusal);
  });
});

describe('a member of a network', () => {
  it('is a container and nothing more', () => {
    expect(memberIn({ Container: 'nora-control' })).toBe('nora-control');
    const wrong = [
      {},
      { Container: '' },
      { Container: 'a/../b' },
      { Container: ['a'] },
      { Container: 'a', Force: 1 },
    ];
    for (const body of [...wrong, { Container: 'a', EndpointConfig: {} }])
      expect(() => memberIn(body)).toThrow(Refusal);
  });
});
