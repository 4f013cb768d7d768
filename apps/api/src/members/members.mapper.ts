import type { MemberDto } from './dto/member.dto';
import type { MemberRow } from './members.repository';

/** A member as the others see them. */
export function toMemberDto({ user_id, name, email, avatar, role, created_at }: MemberRow): MemberDto {
  return { userId: user_id, name, email, avatar, role, joinedAt: created_at.toISOString() };
}
