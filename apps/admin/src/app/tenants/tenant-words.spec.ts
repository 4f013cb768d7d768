import { tenantLook } from './tenant-words';

const AT = '2026-03-01T10:00:00.000Z';

describe('tenantLook', () => {
  it('tells a workspace that is on its way out from one that is gone', () => {
    expect(tenantLook({ deletedAt: null, deletionRequestedAt: null }).word).toBe('In use');
    expect(tenantLook({ deletedAt: null, deletionRequestedAt: AT }).word).toBe('Being deleted');
    expect(tenantLook({ deletedAt: AT, deletionRequestedAt: AT }).word).toBe('Deleted');
  });
});
