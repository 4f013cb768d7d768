import { integer, oneOf, text } from '../parsers';
import { Setting } from '../setting';

/** What every process has. */
export class ProcessSettings {
  @Setting({
    env: 'LOG_LEVEL',
    description: 'Least level that is logged.',
    parse: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    default: 'info' as const,
  })
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

  @Setting({
    env: 'HEALTH_PORT',
    description: 'Port on which the process answers GET /health and GET /metrics; 0 opens none.',
    parse: integer(0, 65535),
    default: 0,
  })
  readonly healthPort: number;

  @Setting({
    env: 'HEALTH_HOST',
    description: 'Address of that port. It asks for no credential: never one that agents can reach.',
    parse: text,
    default: '127.0.0.1',
  })
  readonly healthHost: string;
}
