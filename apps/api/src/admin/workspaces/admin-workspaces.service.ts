import { Injectable } from '@nestjs/common';
import { coming } from '../../core/coming';
import type { TenantDetailDto, TenantPageDto } from './dto/tenant.dto';

@Injectable()
export class AdminWorkspacesService {
  list(..._asked: unknown[]): Promise<TenantPageDto> {
    return coming();
  }

  get(..._asked: unknown[]): Promise<TenantDetailDto> {
    return coming();
  }
}
