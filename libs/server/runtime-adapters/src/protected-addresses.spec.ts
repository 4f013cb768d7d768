import { protectedAddressesOf } from './protected-addresses';

describe('protectedAddressesOf', () => {
  it('tells where data stores listen, and nothing else of their URLs', () => {
    expect(
      protectedAddressesOf([
        'postgres://nora:hunter2@db.example:6543/nora?sslmode=require',
        'postgresql://db.example/nora',
        'rediss://:hunter2@10.0.0.7',
        'postgres:///nora?host=/var/run/postgresql',
      ]),
    ).toEqual([
      { host: 'db.example', port: 6543 },
      { host: 'db.example', port: 5432 },
      { host: '10.0.0.7', port: 6379 },
    ]);
  });
});
