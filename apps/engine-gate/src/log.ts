/** Writes one line of JSON for each entry, in the form of Nora's other programs. */
export interface Log {
  info(entry: Record<string, unknown>, message: string): void;
  warn(entry: Record<string, unknown>, message: string): void;
  error(entry: Record<string, unknown>, message: string): void;
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

/** @param least level that is written */
export function createLog(
  service: string,
  least: string,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Log {
  const at =
    (level: 'info' | 'warn' | 'error') =>
    (entry: Record<string, unknown>, msg: string): void => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      write(`${JSON.stringify({ level, time: new Date().toISOString(), service, ...entry, msg })}\n`);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
