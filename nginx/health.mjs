// Ends with 0 when the nginx of this container answers: its health check.
import { readSettings } from './settings.mjs';

const [first] = readSettings(process.env).listen;
const place = /^\d+$/.test(first)
  ? `127.0.0.1:${first}`
  : first.replace(/^0\.0\.0\.0:|^\[::\]:/, '127.0.0.1:');
const answer = await fetch(`http://${place}/edge-health`).catch(() => null);
process.exitCode = answer?.ok ? 0 : 1;
