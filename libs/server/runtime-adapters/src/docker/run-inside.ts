import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Container } from 'dockerode';
import type Docker from 'dockerode';
import { CONTAINER_UID } from './container-spec';

const SAID = 2_000;

/**
 * Runs a command in a running container as the runtime's user.
 * @param environment in addition to the image's
 * @throws Error with what it said when it fails
 */
export async function runInside(
  docker: Docker,
  container: Container,
  argv: string[],
  environment: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const { exitCode, stderr } = await tryInside(docker, container, argv, environment, signal);
  if (exitCode === 0) return;
  throw new Error(`${argv.slice(0, 3).join(' ')} ended with code ${exitCode}: ${stderr.slice(-SAID)}`);
}

/** The same for a command that may fail. */
export async function tryInside(
  docker: Docker,
  container: Container,
  argv: string[],
  environment: Record<string, string>,
  signal: AbortSignal,
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const exec = await container.exec({
    Cmd: argv,
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    User: `${CONTAINER_UID}:${CONTAINER_UID}`,
    AttachStdout: true,
    AttachStderr: true,
    abortSignal: signal,
  });
  const stream = await exec.start({ abortSignal: signal });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, stdout, stderr);
  const close = (): void => void stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', close);
  stream.once('end', () => [stdout, stderr].forEach((output) => output.end()));
  stream.once('error', (error) => [stdout, stderr].forEach((output) => output.destroy(error)));
  try {
    const [said, complained] = await Promise.all([text(stdout), text(stderr)]);
    const { ExitCode } = await exec.inspect();
    return { exitCode: ExitCode, stdout: said, stderr: complained };
  } finally {
    signal.removeEventListener('abort', close);
  }
}
