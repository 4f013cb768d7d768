// P8: what an idle control plane costs, and how soon it is ready on a warm build.
// Prints a table and one JSON line; exits 1 when a bar is missed.
import { setTimeout as sleep } from 'node:timers/promises';
import { nora, residentBytes, up, withDataDirectory } from './support/instance.mjs';

const PROGRAMS = ['api', 'provisioner-worker', 'backup-worker'];
const BARS = { residentMiB: 350, readySeconds: 5 };
const SETTLE_MS = 10_000;

const result = await withDataDirectory(async (directory) => {
  const first = await up(directory);
  await nora('down', '--data', directory);
  const second = await up(directory);
  await sleep(SETTLE_MS);
  const resident = Object.fromEntries(
    second.status.services
      .filter(({ name }) => PROGRAMS.includes(name))
      .map(({ name, pid }) => [name, Math.round(residentBytes(pid) / 2 ** 20)]),
  );
  return { firstSeconds: first.seconds, readySeconds: second.seconds, resident };
});

const residentMiB = Object.values(result.resident).reduce((sum, mebibytes) => sum + mebibytes, 0);
const met = residentMiB <= BARS.residentMiB && result.readySeconds <= BARS.readySeconds;
console.table({
  ...Object.fromEntries(
    Object.entries(result.resident).map(([name, mib]) => [name, { value: mib, unit: 'MiB resident' }]),
  ),
  together: { value: residentMiB, unit: 'MiB resident', bar: BARS.residentMiB },
  'first start': { value: Number(result.firstSeconds.toFixed(1)), unit: 's' },
  'later start': { value: Number(result.readySeconds.toFixed(1)), unit: 's', bar: BARS.readySeconds },
});
console.log(JSON.stringify({ bench: 'idle', id: 'P8', residentMiB, ...result, met }));
process.exitCode = met ? 0 : 1;
