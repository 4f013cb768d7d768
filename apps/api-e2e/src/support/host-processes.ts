import { readFileSync, readdirSync } from 'node:fs';

/** One process of this host, as `/proc` shows it. */
export interface HostProcess {
  pid: number;
  argv: string[];
  environment: string[];
}

/** Every process that can be read; those that end meanwhile are left out. */
export function hostProcesses(): HostProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const argv = readList(name, 'cmdline');
      // A zombie and a kernel thread have no arguments.
      if (argv === null || argv.length === 0) return [];
      return [{ pid: Number(name), argv, environment: readList(name, 'environ') ?? [] }];
    });
}

function readList(pid: string, file: string): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
      .split('\0')
      .filter((item) => item !== '');
  } catch {
    return null;
  }
}
