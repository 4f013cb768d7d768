import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { launchBackground } from '../instance/run';
import { DataDirectory } from '../instance/data-directory';
import { readSecrets } from '../instance/secrets';
import { stopInstance } from '../instance/stop';
import { DockerEngine } from '../system/docker-engine';
import { recordOf, terminate } from '../system/processes';
import { keepRuntimes, lendRuntimes, TEST_DATA_PARENT } from './runtime-cache';
import { makeTemporaryDirectory } from './stores';

/** Suites ask for more in a minute than anybody should; the limits have tests of their own. */
const UNLIMITED = {
  RATE_LIMIT_LOGINS: '0',
  RATE_LIMIT_SIGNUPS: '0',
  RATE_LIMIT_MAILS: '0',
  RATE_LIMIT_MUTATIONS: '0',
  RATE_LIMIT_REQUESTS: '0',
};

/**
 * Runs an act against a whole instance of its own on a free port, and leaves nothing of it.
 * @param settings of the instance, beside the usual ones of tests
 */
export async function withInstance<T>(
  target: 'docker' | 'process',
  act: (environment: NodeJS.ProcessEnv) => Promise<T>,
  settings: NodeJS.ProcessEnv = {},
): Promise<T> {
  const directory = new DataDirectory(makeTemporaryDirectory(`e2e-${target}`, TEST_DATA_PARENT));
  const say = (line: string): void => console.error(line);
  try {
    lendRuntimes(directory.path);
    const own = { ...UNLIMITED, ...settings };
    const { url } = await launchBackground({ port: 0, data: directory.path, target }, say, own);
    const secrets = readSecrets(directory.secrets);
    if (secrets === null) throw new Error('the instance made no secrets');
    return await act({
      // A test that starts the instance again starts it with the same settings.
      ...own,
      NORA_E2E_URL: url,
      NORA_E2E_CLAIM_TOKEN: secrets.claimToken,
      NORA_E2E_DATA: directory.path,
      NORA_E2E_TARGET: target,
    });
  } finally {
    const installationId = readSecrets(directory.secrets)?.installationId;
    await stopInstance(directory, say);
    await endProcessesOf(directory.path);
    if (installationId !== undefined) await removeContainersOf(installationId);
    keepRuntimes(directory.path);
    rmSync(directory.path, { recursive: true, force: true });
  }
}

/** Ends every process that works below a directory made for one run: agents that a failed test left. */
async function endProcessesOf(directory: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const own = pids.filter((pid) => Number(pid) !== process.pid && mentions(pid, directory));
  const records = own.map((pid) => recordOf(Number(pid))).filter((record) => record !== null);
  await Promise.all(records.map((record) => terminate(record, 'SIGTERM', 10_000)));
}

function mentions(pid: string, directory: string): boolean {
  return ['cmdline', 'environ'].some((file) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(`${directory}/`);
    } catch {
      return false;
    }
  });
}

/** Removes what an installation left in the container engine. */
async function removeContainersOf(installationId: string): Promise<void> {
  const engine = await DockerEngine.find();
  await engine?.removeAllOf(installationId);
}
