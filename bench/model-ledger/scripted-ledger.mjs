// The least that a ledger in Redis would do: a script that checks three amounts and adds to them. It keeps no row of
// the call, proves nothing of its agent and knows no stop.
import { Redis } from 'ioredis';

const RESERVE = `
for i = 1, #KEYS do
  if tonumber(redis.call('GET', KEYS[i]) or '0') + tonumber(ARGV[1]) > tonumber(ARGV[2]) then return 0 end
end
for i = 1, #KEYS do redis.call('INCRBY', KEYS[i], ARGV[1]) end
return 1`;

export class ScriptedLedger {
  #next = 0;

  constructor(url, agents) {
    this.agents = agents;
    this.redis = new Redis(url);
    this.redis.defineCommand('reserve', { numberOfKeys: 3, lua: RESERVE });
  }

  async admit() {
    const agent = `agent:${this.#next++ % this.agents}`;
    if ((await this.redis.reserve('installation', 'workspace', agent, 10_000, 1e12)) !== 1) {
      throw new Error('a call was not admitted');
    }
    return agent;
  }

  end(agent) {
    for (const key of ['installation', 'workspace', agent]) void this.redis.decrby(key, 5_000);
  }

  flush() {
    return this.redis.ping();
  }

  close() {
    return this.redis.quit();
  }
}
