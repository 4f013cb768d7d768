import { parseArgs } from 'node:util';
import { serveEngine } from '@nora/runtime-adapters/simulated';

const USAGE = `usage: simulated-engine [--port N] [--runtime-port N]

  A simulated deploy target for tests of scale and faults. Prints one line of JSON with its url when it is ready.

  --port          port of the engine on 127.0.0.1; 0 takes a free one
  --runtime-port  port of every agent's own loopback address; 0 takes a free one`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'runtime-port': { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const ports = { control: Number(values.port), runtimes: Number(values['runtime-port']) };
  const served = await serveEngine(ports);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void served.close());
  process.stdout.write(`${JSON.stringify({ url: served.url, runtimePort: served.runtimePort })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`simulated-engine: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
