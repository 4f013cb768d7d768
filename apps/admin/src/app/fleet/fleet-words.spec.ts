import { parseFleetQuestion } from './fleet-words';

const WORKSPACE = '01900000-0000-7000-8000-000000000001';

describe('parseFleetQuestion', () => {
  it('reads what the address asks for', () => {
    const asked = {
      q: ' scout ',
      status: 'attention',
      family: 'openclaw',
      target: 'docker',
      workspace: WORKSPACE,
    };
    expect(parseFleetQuestion(asked)).toEqual({
      ...{ q: 'scout', status: ['failed', 'warning'], workspaceId: WORKSPACE },
      ...{ runtimeFamily: 'openclaw', deployTarget: 'docker' },
    });
    expect(parseFleetQuestion({ status: 'stopped' }).status).toEqual(['stopped']);
  });

  it('passes over what it cannot mean', () => {
    expect(parseFleetQuestion({ status: 'odd', family: 'x', target: 'toString', workspace: 'mine' })).toEqual(
      {
        ...{ q: '', status: [], runtimeFamily: null, deployTarget: null, workspaceId: null },
      },
    );
  });
});
