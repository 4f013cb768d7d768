import { liveInstance, runNora, serviceOf } from '@nora/testing';
import { say } from './support/chat';
import { DEPLOY_TIMEOUT_MS, Session } from './support/session';
import { countRuntimes } from './support/traces';

describe('after ./nora down and ./nora up', () => {
  it(
    'everything is still there, the session too, and the agent that ran all the while still answers',
    async () => {
      const instance = liveInstance();
      const before = await Session.ofAdministrator();
      const agent = await before.runningAgent('First agent');
      const agents = (await before.agents()).items.map(({ id, status }) => [id, status]);
      const { sessionKey } = await say(before, agent.id, 'Remember me');
      const { pid } = await serviceOf(instance, 'api');

      await runNora(instance, 'down');
      await expect(fetch(`${instance.url}/api/health`)).rejects.toThrow();
      await before.stream.ended;
      expect(await countRuntimes(instance, agent.id)).toBe(1);

      const { port } = new URL(instance.url);
      await runNora(instance, 'up', '--detach', '--port', port, '--target', instance.target);
      expect((await serviceOf(instance, 'api')).pid).not.toBe(pid);
      expect(await before.client.expect(200, 'GET', '/api/auth/me')).toMatchObject({ platformRole: 'admin' });
      const after = await Session.ofAdministrator();
      expect((await after.agents()).items.map(({ id, status }) => [id, status])).toEqual(agents);
      expect(await after.agent(agent.id)).toMatchObject({
        status: 'running',
        runtime: { startedAt: agent.runtime?.startedAt },
      });
      const turn = await say(after, agent.id, 'Are you still there?', sessionKey);
      expect(turn.text.trim()).not.toBe('');
      await after.carryOut(agent.id, 'restart');
      expect((await say(after, agent.id, 'And now?')).text.trim()).not.toBe('');
      await after.close();
    },
    DEPLOY_TIMEOUT_MS + 300_000,
  );
});
