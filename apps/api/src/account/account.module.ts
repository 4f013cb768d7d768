import { Module } from '@nestjs/common';
import { MeReader } from './me.reader';

@Module({ providers: [MeReader], exports: [MeReader] })
export class AccountModule {}
