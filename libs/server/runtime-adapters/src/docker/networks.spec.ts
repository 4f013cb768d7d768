import type { NetworkInspectInfo } from 'dockerode';
import { gatewaysOf } from './networks';

describe('the engine’s own addresses in a network', () => {
  const of = (...Config: object[]) =>
    gatewaysOf({ IPAM: { Driver: 'default', Config } } as NetworkInspectInfo);

  it('are those it tells, and in a subnet that was chosen for it the first', () => {
    expect(of({ Subnet: '172.17.0.0/16', Gateway: '172.17.0.254' })).toEqual(['172.17.0.254']);
    expect(of({ Subnet: '10.213.77.16/28' })).toEqual(['10.213.77.17']);
    expect(of({ Subnet: '10.213.77.16/28', Gateway: '' }, { Subnet: 'fd00::/64' })).toEqual(['10.213.77.17']);
    expect(of()).toEqual([]);
  });
});
