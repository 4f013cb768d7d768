import { Session } from '../support/session';
import { Stack } from './support/stack';

describe('the end of the Compose stack', () => {
  it('leaves nothing after the agents are deleted and `down --volumes` has ended', async () => {
    const stack = new Stack();
    const session = await Session.ofAdministrator();
    const { items } = await session.agents();
    await session.removeAgents(...items.map(({ name }) => name));
    await session.close();
    expect(await stack.traces()).not.toEqual([]);
    await stack.compose(['down', '--volumes', '--timeout', '10']);
    expect(await stack.traces()).toEqual([]);
  }, 180_000);
});
