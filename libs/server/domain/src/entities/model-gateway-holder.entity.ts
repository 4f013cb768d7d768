import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A process that carries calls of models, and when it last said that it lives. */
@Entity('model_gateway_holders')
export class ModelGatewayHolder {
  @PrimaryColumn('uuid')
  id: string;

  @Column('timestamptz')
  seenAt: Date;
}
