import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Lease } from '../lease';

/** Lets one worker of the installation make the passes; another takes over when it falls silent. */
@Injectable()
export class ReconcilerLease extends Lease {
  constructor(dataSource: DataSource) {
    super(dataSource, 'reconciler-lease');
  }
}
