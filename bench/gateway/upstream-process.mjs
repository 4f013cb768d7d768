// The stand-in for an agent's gateway, as a process.
import { join } from 'node:path';
import { ManagedProcess, ROOT, freePort } from '../support/processes.mjs';

export class Upstream {
  constructor(logs) {
    this.logs = logs;
    this.process = null;
  }

  async start() {
    this.port = await freePort();
    this.process = new ManagedProcess({
      ...{ name: 'upstream', file: process.execPath, directory: this.logs },
      argv: [join(ROOT, 'bench/gateway/upstream.mjs'), String(this.port)],
    });
    await this.process.start();
  }

  async stop() {
    await this.process?.stop();
  }
}
