import { Injectable } from '@nestjs/common';
import { coming } from '../core/coming';
import type { MemberDto, MemberPageDto } from './dto/member.dto';

@Injectable()
export class MembersService {
  list(..._asked: unknown[]): Promise<MemberPageDto> {
    return coming();
  }

  change(..._asked: unknown[]): Promise<MemberDto> {
    return coming();
  }

  remove(..._asked: unknown[]): Promise<void> {
    return coming();
  }
}
