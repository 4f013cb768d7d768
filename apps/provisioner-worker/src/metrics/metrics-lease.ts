import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Lease } from '../lease';

/** Lets one worker of the installation sample what agents use: two would ask every target twice. */
@Injectable()
export class MetricsLease extends Lease {
  constructor(dataSource: DataSource) {
    super(dataSource, 'metrics-lease');
  }
}
