import { Option } from 'commander';
import type { RemoteOptions } from '../remote/connect';

/** `-f FILE`, of commands that read a fleet file. */
export function fleetFileOption(): Option {
  return new Option(
    '-f, --file <file>',
    'fleet file, YAML or JSON; - reads standard input',
  ).makeOptionMandatory();
}

/** `--target`, which may be repeated. */
export function targetOption(): Option {
  return new Option('--target <what>', 'only this: agents, or agents/<name>; may be repeated').argParser(
    (value: string, before: string[] = []) => [...before, value],
  );
}

/** Options of a plan, as commander hands them on. */
export interface PlanFlags extends RemoteOptions {
  file: string;
  prune?: true;
  keepData?: true;
  target?: string[];
}
