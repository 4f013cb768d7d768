import * as fc from 'fast-check';
import { type Block, freeSubnets, parseBlock } from './subnets';

const overlap = (a: Block, b: Block): boolean => a.first <= b.last && b.first <= a.last;
const octet = fc.integer({ min: 0, max: 255 });
const cidr = fc
  .tuple(fc.constant(10), fc.integer({ min: 212, max: 214 }), octet, octet, fc.integer({ min: 8, max: 32 }))
  .map(([a, b, c, d, bits]) => `${a}.${b}.${c}.${d}/${bits}`);

const blockOf = (text: string): Block => {
  const block = parseBlock(text);
  if (!block) throw new Error(text);
  return block;
};

describe('parseBlock', () => {
  it('knows the ends of a block', () => {
    expect(parseBlock('10.213.0.0/16')).toEqual({ first: 0x0ad50000, last: 0x0ad5ffff });
    expect(parseBlock('10.213.7.9/24')).toEqual({ first: 0x0ad50700, last: 0x0ad507ff });
    expect(parseBlock('255.255.255.255/32')).toEqual({ first: 0xffffffff, last: 0xffffffff });
    expect(parseBlock('0.0.0.0/0')).toEqual({ first: 0, last: 0xffffffff });
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '256.0.0.0/8', 'fd00::/64', '', '10.0.0.0/8/8'])(
    'refuses "%s"',
    (text) => {
      expect(parseBlock(text)).toBeNull();
    },
  );
});

describe('freeSubnets', () => {
  it('gives each free subnet of the pool once, none that touches a taken one', () => {
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 8 }), fc.uuid(), (texts, agentId) => {
        const taken = texts.map(blockOf);
        const pool = blockOf('10.213.0.0/20');
        const given = [...freeSubnets('10.213.0.0/20', taken, agentId)];
        expect(new Set(given).size).toBe(given.length);
        for (const subnet of given.map(blockOf)) {
          expect(subnet.last - subnet.first).toBe(15);
          expect(subnet.first >= pool.first && subnet.last <= pool.last).toBe(true);
          expect(taken.some((block) => overlap(block, subnet))).toBe(false);
        }
        for (let first = pool.first; first <= pool.last; first += 16) {
          const subnet = { first, last: first + 15 };
          if (!taken.some((block) => overlap(block, subnet))) {
            expect(given.some((text) => blockOf(text).first === first)).toBe(true);
          }
        }
      }),
    );
  });

  it('has room for two hundred agents and more in the default pool', () => {
    expect([...freeSubnets('10.213.0.0/16', [], 'agent')]).toHaveLength(4_096);
  });

  it('begins at a place of the agent, always the same', () => {
    const first = (agentId: string) => freeSubnets('10.213.0.0/16', [], agentId).next().value;
    expect(first('a')).toBe(first('a'));
    expect(new Set(['a', 'b', 'c', 'd'].map(first)).size).toBeGreaterThan(1);
  });

  it('gives nothing when everything is taken', () => {
    expect([...freeSubnets('10.213.0.0/16', [blockOf('10.0.0.0/8')], 'a')]).toEqual([]);
  });
});
