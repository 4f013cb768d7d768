import type { ActualInvitation, ActualMember } from './actual';
import { folded } from './check-fleet';
import type { WantedMember } from './fleet-file';
import type { Act, MemberAction } from './plan';

const INVITATION = 'an invitation';

export function planMembers(
  wanted: readonly WantedMember[],
  members: readonly ActualMember[],
  invitations: readonly ActualInvitation[],
): MemberAction[] {
  const byEmail = new Map(members.map((member) => [folded(member.email), member]));
  const invited = new Map(invitations.map((invitation) => [folded(invitation.email), invitation]));
  return wanted.map((person) => {
    const actual = byEmail.get(folded(person.email)) ?? null;
    const invitation = actual ? null : (invited.get(folded(person.email)) ?? null);
    return planMember(person, actual, invitation);
  });
}

/** Takes away members and invitations that the file does not name. Nobody takes themselves away. */
export function pruneMembers(
  wanted: readonly WantedMember[],
  members: readonly ActualMember[],
  invitations: readonly ActualInvitation[],
  ownUserId: string | null,
): MemberAction[] {
  const named = new Set(wanted.map(({ email }) => folded(email)));
  const action = (email: string, act: Act, note: string) => ({
    ...{ section: 'members' as const, id: `members/${email}`, name: email, act, changes: [], note },
    ...{ wanted: null, actual: null, invitation: null },
  });
  return [
    ...members
      .filter(({ email }) => !named.has(folded(email)))
      .map((actual) =>
        actual.userId === ownUserId
          ? { ...action(actual.email, 'none', 'your own account is left alone'), actual }
          : { ...action(actual.email, 'delete', 'their API keys of this workspace end too'), actual },
      ),
    ...invitations
      .filter(({ email }) => !named.has(folded(email)))
      .map((invitation) => ({ ...action(invitation.email, 'delete', INVITATION), invitation })),
  ];
}

function planMember(
  wanted: WantedMember,
  actual: ActualMember | null,
  invitation: ActualInvitation | null,
): MemberAction {
  const of = {
    ...{ section: 'members' as const, id: `members/${wanted.email}`, name: wanted.email },
    ...{ wanted, actual, invitation },
  };
  const was = actual?.role ?? invitation?.role;
  const changes =
    was === wanted.role
      ? []
      : [{ field: 'role', ...(was === undefined ? {} : { from: was }), to: wanted.role }];
  if (actual) return { ...of, act: changes.length === 0 ? 'none' : 'update', changes };
  if (wanted.role === 'owner') {
    const note = 'nobody is invited as owner: invite with another role, and change it once they have come';
    return { ...of, act: 'blocked', changes, note };
  }
  if (!invitation) return { ...of, act: 'create', changes, note: INVITATION };
  if (changes.length === 0) return { ...of, act: 'none', changes, note: 'invited, not accepted yet' };
  return { ...of, act: 'update', changes, note: 'a new invitation takes the place of the old one' };
}
