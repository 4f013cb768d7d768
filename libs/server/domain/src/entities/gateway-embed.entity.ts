import { Column, Entity, Index, ManyToOne } from 'typeorm';
import { Agent } from './agent.entity';
import { BaseEntity } from './base.entity';
import { Session } from './session.entity';

/** What lets the pages of one agent's gateway be shown to somebody: ends with their session, and soon by itself. */
@Entity('gateway_embeds')
export class GatewayEmbed extends BaseEntity {
  /** HMAC-SHA256 of the key in the pages' addresses, hexadecimal. */
  @Column('text')
  @Index('uq_gateway_embeds_key_hash', { unique: true })
  keyHash: string;

  @Column('uuid')
  @Index()
  sessionId: string;

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  session: Session;

  @Column('uuid')
  @Index()
  agentId: string;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  agent: Agent;

  @Column('timestamptz')
  @Index('ix_gateway_embeds_expires_at')
  expiresAt: Date;
}
