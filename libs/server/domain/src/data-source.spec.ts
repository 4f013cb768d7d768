import type { Client } from 'pg';
import { dataSourceOptions } from './data-source';

describe('dataSourceOptions', () => {
  it('makes connections whose loss is not the end of the process, however often it is told', () => {
    const { extra } = dataSourceOptions('postgres://nora@127.0.0.1:1/nora') as {
      extra: { Client: new () => Client };
    };
    const client = new extra.Client();
    const listener = jest.fn();
    client.on('error', listener);
    client.emit('error', new Error('terminating connection due to administrator command'));
    client.removeListener('error', listener);
    expect(() => client.emit('error', new Error('Connection terminated unexpectedly'))).not.toThrow();
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
