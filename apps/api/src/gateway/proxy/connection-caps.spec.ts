import type { GatewaySettings } from '@nora/config';
import type { Principal } from '@nora/http-kit';
import { ConnectionCaps } from './connection-caps';

const caps = (connectionsPerAgent: number, connectionsPerPrincipal: number) =>
  new ConnectionCaps({ connectionsPerAgent, connectionsPerPrincipal } as GatewaySettings);
const somebody = (userId: string): Principal => ({
  ...{ userId, email: '', name: '', platformRole: 'user', correlationId: null, address: null },
  credential: { kind: 'session', id: userId },
});
const full = expect.objectContaining({ code: 'too_many_requests' });

describe('ConnectionCaps', () => {
  it('gives an agent so many connections and no more, until one is given back', () => {
    const two = caps(2, 10);
    const [first] = [two.take(somebody('a'), 'x'), two.take(somebody('b'), 'x')];
    expect(() => two.take(somebody('c'), 'x')).toThrow(full);
    two.take(somebody('c'), 'y');
    first?.();
    two.take(somebody('c'), 'x');
    expect(() => two.take(somebody('c'), 'x')).toThrow(full);
  });

  it('gives a person so many over all agents', () => {
    const two = caps(10, 2);
    two.take(somebody('a'), 'x');
    two.take(somebody('a'), 'y');
    expect(() => two.take(somebody('a'), 'z')).toThrow(full);
    two.take(somebody('b'), 'z');
  });
});
