import { withCorrelationId } from './correlation';
import { createLogger } from './logger';

function record() {
  const lines: string[] = [];
  const logger = createLogger('api', 'info', { write: (line: string) => void lines.push(line) });
  return { logger, lines };
}

describe('createLogger', () => {
  it('writes the correlation id of the work at hand', () => {
    const { logger, lines } = record();
    withCorrelationId('c-1', () => logger.info('hello'));
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      service: 'api',
      level: 'info',
      correlationId: 'c-1',
      msg: 'hello',
    });
  });

  it('never writes a secret, at the top or inside', () => {
    const { logger, lines } = record();
    logger.info({ password: 'hunter2', body: { token: 'hunter2', deep: { authorization: 'hunter2' } } }, 'x');
    expect(lines.join()).not.toContain('hunter2');
  });
});
