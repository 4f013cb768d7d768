import { integer } from '../parsers';
import { Setting } from '../setting';

/** Terminals in agents. */
export class TerminalSettings {
  @Setting({
    env: 'TERMINALS_PER_AGENT',
    description: 'Terminals that one agent may have open at a time, per API process.',
    parse: integer(1, 100),
    default: 8,
  })
  readonly perAgent: number;

  @Setting({
    env: 'TERMINAL_IDLE_MINUTES',
    description: 'Minutes after which a terminal is closed in which nobody types; 0 never closes one.',
    parse: integer(0, 10_080),
    default: 30,
  })
  readonly idleMinutes: number;
}
