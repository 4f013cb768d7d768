import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { LiveInstance } from '@nora/testing';

/** What a command of the command line has come to. */
export interface CommandResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The command line as somebody uses it from elsewhere: it knows an address and a credential, and no data directory. */
export class Remote {
  private readonly environment: NodeJS.ProcessEnv;

  constructor(
    instance: LiveInstance,
    { token, environment }: { token: string; environment: NodeJS.ProcessEnv },
  ) {
    this.environment = {
      ...{ PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
      ...{ NORA_URL: instance.url, NORA_API_KEY: token },
    };
  }

  run(...argv: string[]): Promise<CommandResult> {
    return this.feed('', ...argv);
  }

  /** @param input its standard input */
  async feed(input: string, ...argv: string[]): Promise<CommandResult> {
    const entry = process.env['NORA_E2E_CLI'] ?? resolve(__dirname, '../../../../nora');
    const child = spawn(entry, argv, { env: this.environment, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(input);
    const [stdout, stderr, status] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done)),
    ]);
    return { status, stdout, stderr };
  }
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
