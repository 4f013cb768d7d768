import { DomainError } from '@nora/contracts';
import { fatesOf, type SoleOwned } from './workspace-decisions';

const [TEAM, HOME, ADA] = ['team', 'home', 'ada'];
const team: SoleOwned = { id: TEAM, name: 'Team', emptyPersonal: false, successorIds: [ADA] };
const home: SoleOwned = { id: HOME, name: 'Home', emptyPersonal: true, successorIds: [] };

function refusal(work: () => unknown): DomainError {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error('it was not refused');
}

describe('fatesOf', () => {
  it('lets what is empty and personal go unnamed, or named', () => {
    const gone = [{ id: HOME, name: 'Home', successorId: null }];
    expect(fatesOf([home], [])).toEqual(gone);
    expect(fatesOf([home], [{ id: HOME, delete: true }])).toEqual(gone);
  });

  it('follows each decision', () => {
    expect(fatesOf([team, home], [{ id: TEAM, transferToUserId: ADA }])).toEqual([
      { id: TEAM, name: 'Team', successorId: ADA },
      { id: HOME, name: 'Home', successorId: null },
    ]);
    expect(fatesOf([team], [{ id: TEAM, delete: true }])).toEqual([
      { id: TEAM, name: 'Team', successorId: null },
    ]);
  });

  it('asks for the decisions that are missing', () => {
    const { code, extra } = refusal(() => fatesOf([team, home], []));
    expect([code, extra]).toEqual(['still_owner', { workspaces: [{ id: TEAM, name: 'Team' }] }]);
  });

  it.each([
    [
      'on what others own too',
      [{ id: 'theirs', delete: true as const }],
      'workspaces.0.id',
      'not_sole_owner',
    ],
    [
      'of two kinds',
      [{ id: TEAM, delete: true as const, transferToUserId: ADA }],
      'workspaces.0',
      'one_decision',
    ],
    ['of no kind', [{ id: TEAM }], 'workspaces.0', 'one_decision'],
    [
      'for a stranger',
      [{ id: TEAM, transferToUserId: 'x' }],
      'workspaces.0.transferToUserId',
      'not_a_member',
    ],
    [
      'made twice',
      [
        { id: TEAM, delete: true as const },
        { id: TEAM, transferToUserId: ADA },
      ],
      'workspaces.1.id',
      'decided_twice',
    ],
  ])('refuses a decision %s', (_, decisions, path, code) => {
    const { code: refused, extra } = refusal(() => fatesOf([team], decisions));
    expect(refused).toBe('validation_failed');
    expect(extra.errors).toEqual([expect.objectContaining({ path, code })]);
  });
});
