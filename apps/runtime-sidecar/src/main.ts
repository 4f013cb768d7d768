import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { adoptState } from './adopt';
import { sidecarCommandEnvironment, gatewayEnvironment } from './environment';
import { Commands } from './exec';
import { readRuntimeFiles } from './runtime-files';
import { FileRoutes } from './files/routes';
import { Gateway } from './gateway';
import { LogFile } from './log-file';
import { OutputRing, type OutputStream } from './output';
import { readFilesFromInput, receiveFiles } from './receive';
import { createSidecarServer } from './server';

const USAGE = `usage: sidecar --home DIR --runtime DIR [--run-dir DIR]
       sidecar --home DIR --receive < files.json
       sidecar --home DIR --adopt

  --home      home of the runtime, with .nora/contract.json
  --runtime   installation with node_modules/openclaw
  --run-dir   directory for the log and the exit code, where no container engine keeps them
  --receive   writes the files given on standard input below the home and ends
  --adopt     makes state that was copied from another agent this one's own, and ends`;

/** Exit code for a runtime that is not set up rightly, as in sysexits.h. */
const BAD_SETUP = 78;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      home: { type: 'string' },
      runtime: { type: 'string' },
      'run-dir': { type: 'string' },
      receive: { type: 'boolean', default: false },
      adopt: { type: 'boolean', default: false },
    },
  });
  const { home, runtime, receive, adopt } = values;
  if (home && receive) {
    await receiveFiles(home, await readFilesFromInput());
    return 0;
  }
  if (home && adopt) {
    await adoptState(home);
    return 0;
  }
  if (!home || !runtime) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const runDirectory = values['run-dir'];
  if (!runDirectory) return serve(home, runtime, null);
  const code = await serve(home, runtime, runDirectory).catch(setupFailed);
  const exit = JSON.stringify({ exitCode: code, endedAt: new Date().toISOString() });
  await writeFile(join(runDirectory, 'exit.json'), exit, { mode: 0o600 });
  return code;
}

function setupFailed(error: unknown): number {
  process.stderr.write(`nora-sidecar: ${error instanceof Error ? error.message : String(error)}\n`);
  return BAD_SETUP;
}

async function serve(home: string, runtime: string, runDirectory: string | null): Promise<number> {
  const { contract, secrets, variables } = await readRuntimeFiles(home);
  const places = { home, runtime, temp: runDirectory ? join(home, '.cache/tmp') : tmpdir() };
  await mkdir(places.temp, { recursive: true });
  const output = new OutputRing();
  const logFile = runDirectory ? new LogFile(join(runDirectory, 'runtime.log')) : null;
  const record = (stream: OutputStream, text: string): void => {
    const line = { at: new Date().toISOString(), stream, text };
    output.push(line);
    if (logFile) logFile.write(line);
    else process[stream].write(`${text}\n`);
  };
  const gateway = new Gateway(
    {
      argv: [process.execPath, join(runtime, 'node_modules/openclaw/openclaw.mjs'), 'gateway', 'run'],
      environment: gatewayEnvironment(places, contract.agentId, { secrets, variables }),
      workingDirectory: home,
    },
    record,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => gateway.drain(signal));
  const commands = new Commands(home, sidecarCommandEnvironment(places, contract.agentId));
  const files = new FileRoutes(home, contract.family);
  await files.start().catch((error: unknown) => {
    record('stderr', `nora-sidecar: the trash could not be emptied: ${String(error)}`);
  });
  const token = secrets.sidecarToken;
  const server = createSidecarServer({ contract, token, gateway, output, commands, files });
  server.on('error', (error) => {
    record('stderr', `nora-sidecar: ${error.message}`);
    gateway.drain('SIGTERM');
  });
  server.listen(contract.listen.ports.sidecar, contract.listen.bind === 'lan' ? '0.0.0.0' : '127.0.0.1');

  const code = await gateway.exited;
  record('stderr', `nora-sidecar: the gateway ended with code ${code}`);
  commands.killAll();
  logFile?.close();
  return code;
}

void main()
  .catch(setupFailed)
  .then((code) => process.exit(code));
