import { changesOf } from './events';
import { objectName } from './names';

const AGENT = '01890000-0000-7000-8000-000000000001';
const OTHER = '01890000-0000-7000-8000-000000000002';
const name = objectName('home', AGENT);

describe('changesOf', () => {
  it.each([
    ['container', 'die', { ID: 'abc', Attributes: { name } }],
    ['network', 'disconnect', { ID: 'abc', Attributes: { name, container: 'def', type: 'bridge' } }],
    ['volume', 'destroy', { ID: name, Attributes: { driver: 'local' } }],
  ])('finds the agent of a %s by its name', (Type, Action, Actor) => {
    expect(changesOf('home', { Type, Action, Actor })).toEqual([
      { agentId: AGENT, what: `${Type} ${Action}` },
    ]);
  });

  it('tells of both agents when a container takes another name', () => {
    const Attributes = { name: objectName('home', OTHER), oldName: `/${name}` };
    const changes = changesOf('home', { Type: 'container', Action: 'rename', Actor: { Attributes } });
    expect(changes.map(({ agentId }) => agentId)).toEqual([OTHER, AGENT]);
  });

  it.each([
    { Type: 'container', Action: 'die', Actor: { Attributes: { name: `${name}-copy` } } },
    { Type: 'container', Action: 'die', Actor: { Attributes: { name: objectName('away', AGENT) } } },
    { Type: 'volume', Action: 'destroy', Actor: { ID: 'something' } },
    {},
  ])('keeps silent about %j', (event) => {
    expect(changesOf('home', event)).toEqual([]);
  });
});
