import { parseSelection } from './queue-words';

describe('parseSelection', () => {
  it('shows the dead letters of deployments when the address names nothing', () => {
    expect(parseSelection(undefined, undefined)).toEqual({ queue: 'deployments', state: 'failed' });
  });

  it('takes queue and state from the address', () => {
    expect(parseSelection('backups', 'delayed')).toEqual({ queue: 'backups', state: 'delayed' });
  });

  it('takes nothing for a queue or a state that is none', () => {
    expect(parseSelection('constructor', 'gone')).toEqual({ queue: 'deployments', state: 'failed' });
  });
});
