import { Stack, runInside } from './support/stack';

/** Sends a request to the engine as the programs in the container do; the status of the answer. */
const SCRIPT = `
  const [method, path, body] = process.argv.slice(1);
  const socketPath = process.env.DOCKER_HOST.replace('unix://', '');
  const headers = body ? { 'content-type': 'application/json' } : {};
  const sent = require('http').request({ socketPath, method, path, headers }, (answer) => {
    process.stdout.write(String(answer.statusCode));
    process.exit(0);
  });
  sent.once('error', (error) => { process.stdout.write(error.code); process.exit(1); });
  sent.end(body);`;

describe('the gates before the engine', () => {
  const stack = new Stack();

  const ask = async (service: string, method: string, path: string, body?: object): Promise<number> => {
    const { Id } = await stack.container(service);
    const argv = ['node', '-e', SCRIPT, method, path, ...(body ? [JSON.stringify(body)] : [])];
    const { exitCode, output } = await runInside(Id, argv);
    if (exitCode !== 0) throw new Error(`the engine cannot be asked: ${output}`);
    return Number(output);
  };
  const container = { Image: stack.settings['BASE_IMAGE'] ?? 'node:24-bookworm-slim', Cmd: ['id'] };
  const ofHost = { ...container, HostConfig: { Binds: ['/:/host'], Privileged: true } };

  it('let both programs ask whether the engine is there', async () => {
    expect(await ask('api', 'GET', '/_ping')).toBe(200);
    expect(await ask('provisioner-worker', 'GET', '/_ping')).toBe(200);
  });

  it('refuse the API every container, volume and network', async () => {
    expect(await ask('api', 'POST', '/containers/create', container)).toBe(403);
    expect(await ask('api', 'POST', '/volumes/create', { Name: 'nora-stack-probe' })).toBe(403);
    expect(await ask('api', 'POST', '/networks/create', { Name: 'nora-stack-probe' })).toBe(403);
  });

  it('refuse the worker what is no agent of its installation, and what would reach the host', async () => {
    expect(await ask('provisioner-worker', 'POST', '/containers/create', container)).toBe(403);
    expect(await ask('provisioner-worker', 'POST', '/containers/create?name=nora-x', ofHost)).toBe(403);
  });

  it('refuse both what is done with containers of the control plane', async () => {
    const { Id } = await stack.container('postgres');
    const command = { Cmd: ['id'], AttachStdout: true };
    for (const service of ['api', 'provisioner-worker']) {
      expect(await ask(service, 'POST', `/containers/${Id}/exec`, command)).toBe(403);
      expect(await ask(service, 'POST', `/containers/${Id}/stop`)).toBe(403);
      expect(await ask(service, 'DELETE', `/containers/${Id}?force=true`)).toBe(403);
    }
    expect((await stack.container('postgres')).State.Running).toBe(true);
  });
});
