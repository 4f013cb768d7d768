import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  gatewayHeaders,
  renderBootstrap,
  type DeployTarget,
  type GatewayRole,
  type RuntimeSecrets,
} from '@nora/runtime-contract';
import type { LogLine, RuntimeBackend, RuntimeHandle, RuntimeSpec, RuntimeUsage, StateScope } from '../ports';

const PROBE_WITHIN_MS = 5_000;

/** One agent of a test: what the worker would know of it. */
export interface TestAgent {
  spec: RuntimeSpec;
  secrets: RuntimeSecrets;
}

export function makeAgent(target: DeployTarget, changes: Partial<RuntimeSpec> = {}): TestAgent {
  const token = (): string => randomBytes(24).toString('base64url');
  return {
    spec: {
      agentId: randomUUID(),
      workspaceId: randomUUID(),
      generation: 1,
      selection: {
        runtimeFamily: 'openclaw',
        deployTarget: target,
        sandboxProfile: 'standard',
      },
      resources: { vcpu: 1.5, ramMb: 2048, diskGb: null },
      specHash: 'first',
      image: null,
      ...changes,
    },
    secrets: { sidecarToken: token(), gatewayToken: token(), modelKey: token() },
  };
}

/** Where the first state of a test agent comes from. */
export interface StateSource {
  from: RuntimeHandle;
  scope: StateScope;
}

/** The worker's steps up to a started runtime. */
export async function deploy(
  backend: RuntimeBackend,
  agent: TestAgent,
  progress: (message: string) => void = () => undefined,
  source?: StateSource,
): Promise<RuntimeHandle> {
  const { signal } = new AbortController();
  const handle = await create(backend, agent, progress, source);
  await backend.provisioner.start(handle, signal);
  return handle;
}

/** The worker's steps up to a runtime that only has to be started. */
export async function create(
  { provisioner }: RuntimeBackend,
  { spec, secrets }: TestAgent,
  progress: (message: string) => void = () => undefined,
  source?: StateSource,
): Promise<RuntimeHandle> {
  const { signal } = new AbortController();
  await provisioner.ensureImage(spec, progress, signal);
  await provisioner.ensureStorage(spec, signal);
  const network = await provisioner.ensureNetwork(spec, signal);
  const handle = await provisioner.ensureRuntime(spec, signal);
  if (source) await provisioner.copyState(source.from, handle, source.scope, progress, signal);
  const files = renderBootstrap({
    agentId: spec.agentId,
    agentName: 'Ada',
    target: spec.selection.deployTarget,
    listen: network.listen,
    noraUrl: network.noraUrl,
    controlPlaneAddresses: network.controlPlaneAddresses,
    secrets,
    model: { kind: 'demo', model: 'demo-1', delivery: 'gateway', baseUrl: null },
    variables: {},
  });
  await provisioner.inject(handle, files, signal);
  return handle;
}

/** Waits until the sidecar says that the gateway is ready. */
export async function awaitReady(backend: RuntimeBackend, handle: RuntimeHandle): Promise<void> {
  const { access } = backend;
  for (;;) {
    const { state, exitCode } = await access.inspect(handle);
    if (state !== 'running') {
      const said = (await readLogs(backend, handle, 20)).map(({ text }) => text).join('\n');
      throw new Error(`the runtime is ${state} (exit code ${exitCode}):\n${said}`);
    }
    // Node's fetch may never settle when the engine's proxy closes a connection the moment it is made.
    const soon = { signal: AbortSignal.timeout(PROBE_WITHIN_MS) };
    const health = await fetch(await urlOf(access, handle, 'sidecar', '/health'), soon)
      .then((response) => response.json() as Promise<{ gateway: string }>)
      .catch(() => ({ gateway: 'unreachable' }));
    if (health.gateway === 'ready') return;
    await sleep(250);
  }
}

export async function urlOf(
  access: RuntimeBackend['access'],
  handle: RuntimeHandle,
  port: 'sidecar' | 'gateway',
  path: string,
): Promise<string> {
  const endpoint = await access.endpoint(handle, port);
  return `http://${endpoint.host}:${endpoint.port}${path}`;
}

/** Begins one streamed turn with the agent. */
export async function beginTurn(
  { access }: RuntimeBackend,
  handle: RuntimeHandle,
  token: string,
  prompt: string,
  { signal, role = 'editor' }: { signal?: AbortSignal; role?: GatewayRole } = {},
): Promise<Response> {
  return fetch(await urlOf(access, handle, 'gateway', '/v1/chat/completions'), {
    method: 'POST',
    signal: signal ?? null,
    headers: {
      ...gatewayHeaders(token, role),
      'content-type': 'application/json',
      'x-openclaw-session-key': 'nora-conformance',
    },
    body: JSON.stringify({
      model: 'openclaw/default',
      stream: true,
      messages: [{ role: 'user', content: prompt }],
    }),
  });
}

/** One whole turn: the pieces of text as they came. */
export async function takeTurn(
  backend: RuntimeBackend,
  handle: RuntimeHandle,
  token: string,
  prompt: string,
): Promise<string[]> {
  const response = await beginTurn(backend, handle, token, prompt);
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return text
    .split('\n\n')
    .map((event) => event.replace(/^data: /, ''))
    .filter((data) => data.startsWith('{'))
    .map((data) => JSON.parse(data) as { choices: { delta: { content?: string } }[] })
    .flatMap(({ choices }) => choices[0]?.delta.content ?? []);
}

/** A command inside the runtime, through its sidecar. */
export async function execute(
  { access }: RuntimeBackend,
  handle: RuntimeHandle,
  { sidecarToken }: RuntimeSecrets,
  argv: string[],
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const response = await fetch(await urlOf(access, handle, 'sidecar', '/exec'), {
    method: 'POST',
    headers: { authorization: `Bearer ${sidecarToken}` },
    body: JSON.stringify({ argv, timeoutMs: 30_000 }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as { exitCode: number | null; stdout: string; stderr: string };
}

export async function readLogs(
  { access }: RuntimeBackend,
  handle: RuntimeHandle,
  tail: number | null = 500,
  since: Date | null = null,
): Promise<LogLine[]> {
  const { signal } = new AbortController();
  const lines: LogLine[] = [];
  for await (const line of access.logs(handle, { tail, since, follow: false, signal })) lines.push(line);
  return lines;
}

export async function readUsage(
  { access }: RuntimeBackend,
  handles: RuntimeHandle[],
  signal = new AbortController().signal,
): Promise<RuntimeUsage[]> {
  const all: RuntimeUsage[] = [];
  for await (const usage of access.usage(handles, signal)) all.push(usage);
  return all;
}

export async function eventually(
  condition: () => boolean | Promise<boolean>,
  within = 15_000,
): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${within} ms: ${condition.toString()}`);
    await sleep(100);
  }
}
