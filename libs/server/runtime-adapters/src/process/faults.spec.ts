import { RuntimeFault } from '../ports';
import { faulted, faultOf } from './faults';

describe('faultOf', () => {
  it.each([
    "ENOSPC: no space left on device, write '/x'",
    'The files could not be written: Error: EDQUOT: disk quota exceeded',
    'npm ended with code 1: npm error nospc ENOSPC: no space left on device',
  ])('calls a full disk one: %s', async (said) => {
    const failing = faulted(() => Promise.reject(new Error(said)));
    await expect(failing).rejects.toMatchObject({ name: 'RuntimeFault', code: 'disk_full' });
  });

  it('leaves everything else as it is', () => {
    const passing = new Error('npm ended with code 1: network timeout');
    expect(faultOf(passing)).toBe(passing);
    const known = new RuntimeFault('image_broken', 'ENOSPC', '');
    expect(faultOf(known)).toBe(known);
  });
});
