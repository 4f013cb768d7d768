import { spawn } from 'node:child_process';
import { CHECKOUT } from '../system/checkout';

/** Runs a program in the checkout with this terminal; its exit code, or null when a signal ended it. */
export function runProgram(
  file: string,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, argv, {
      cwd: CHECKOUT,
      env: { ...process.env, ...environment },
      stdio: 'inherit',
    });
    // Ctrl-C reaches the child by itself; here it must not end the clean-up that follows.
    const wait = (): void => undefined;
    const forward = (): void => void child.kill('SIGTERM');
    process.on('SIGINT', wait).on('SIGTERM', forward);
    const settle = (): void => void process.removeListener('SIGINT', wait).removeListener('SIGTERM', forward);
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code) => {
      settle();
      resolve(code);
    });
  });
}

/** Runs a Node program like {@link runProgram}. */
export function runNode(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<number | null> {
  return runProgram(process.execPath, argv, environment);
}
