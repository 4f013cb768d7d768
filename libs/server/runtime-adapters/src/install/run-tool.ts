import { spawn } from 'node:child_process';

const KEPT_OUTPUT = 4_000;

/** A program ended with a fault; the message holds the last of what it said. */
export class ToolError extends Error {
  constructor(program: string, outcome: string, output: string) {
    super(`${program} ${outcome}${output.trim() === '' ? '' : `: ${output.trim()}`}`);
    this.name = 'ToolError';
  }
}

/**
 * Runs a program to its end.
 * @throws ToolError when it cannot be started or ends with another code than 0
 */
export function runTool(
  program: string,
  argv: string[],
  options: { workingDirectory: string; environment: Record<string, string>; signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const { workingDirectory, environment, signal } = options;
    const child = spawn(program, argv, {
      cwd: workingDirectory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    let output = '';
    const keep = (piece: Buffer): void => {
      output = (output + piece.toString('utf8')).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(signal.reason as Error);
      else if (error.code === 'ENOENT') reject(new ToolError(program, 'was not found on PATH', ''));
      else reject(new ToolError(program, 'could not be started', error.message));
    });
    child.once('close', (code, killedBy) => {
      if (code === 0) resolve();
      else reject(new ToolError(program, `ended with ${killedBy ?? `code ${code}`}`, output));
    });
  });
}
