import {
  NO_AUDIT_FILTER,
  actionOf,
  auditExportHref,
  auditQueryOf,
  fromLocalInput,
  isSameAuditFilter,
  parseAuditFilter,
  toLocalInput,
} from './audit-filter';

const ACTOR = '01900000-0000-7000-8000-000000000001';

describe('parseAuditFilter', () => {
  it('takes what the API would take, and leaves out the rest', () => {
    const filter = parseAuditFilter({
      action: 'agent.',
      actorId: ACTOR,
      outcome: 'refused',
      since: '2026-03-01T12:00:00Z',
      resourceType: 'Agent!',
      until: 'yesterday',
      workspaceId: '../..',
      sequence: '-1',
      resourceId: 'a\u0000b',
      other: 'x',
    });
    expect(filter).toEqual({
      ...NO_AUDIT_FILTER,
      action: 'agent.',
      actorId: ACTOR,
      outcome: 'refused',
      since: '2026-03-01T12:00:00.000Z',
    });
  });

  it('gives back what an address was made of', () => {
    const filter = { ...NO_AUDIT_FILTER, action: 'agent.create', correlationId: 'request 1', sequence: '42' };
    expect(parseAuditFilter(auditQueryOf(filter))).toEqual(filter);
    expect(isSameAuditFilter(filter, { ...filter })).toBe(true);
    expect(isSameAuditFilter(filter, { ...filter, outcome: 'allowed' })).toBe(false);
  });
});

describe('actionOf', () => {
  it.each([
    ['agent', 'agent.'],
    [' Agent.Create ', 'agent.create'],
    ['api-key.', 'api-key.'],
    ['  ', null],
    ['%_', null],
  ])('looks for "%s" as %s', (typed, action) => {
    expect(actionOf(typed)).toBe(action);
  });
});

describe('auditExportHref', () => {
  it('carries the format and what narrows, encoded', () => {
    const filter = { ...NO_AUDIT_FILTER, resourceId: 'a&b=c' };
    expect(auditExportHref('/api/admin/audit/export', 'csv', filter)).toBe(
      '/api/admin/audit/export?format=csv&resourceId=a%26b%3Dc',
    );
  });
});

describe('a field for date and time', () => {
  it('holds the minute in local time, and gives the same moment back', () => {
    const text = toLocalInput('2026-03-01T12:34:00.000Z');
    expect(text).toMatch(/^2026-0[23]-\d\dT\d\d:\d\d$/);
    expect(fromLocalInput(text)).toBe('2026-03-01T12:34:00.000Z');
  });

  it('is empty without a moment, and holds none while it is empty or half filled in', () => {
    expect(toLocalInput(null)).toBe('');
    expect(fromLocalInput('')).toBeNull();
    expect(fromLocalInput('2026-')).not.toBe('2026-');
    expect(fromLocalInput('nonsense')).toBeNull();
  });
});
