import { createHash } from 'node:crypto';
import { RateLimitSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { CommandRedis } from '../core/connections';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/** What can be limited. */
export type RateLimit = 'logins' | 'signups' | 'signups-per-day' | 'mails' | 'mutations' | 'requests';

/** Counts what accounts, keys and addresses ask for, in Redis: the limits hold across replicas. */
@Injectable()
export class RateLimits {
  private readonly limiters: Map<RateLimit, RateLimiterRedis>;

  constructor({ connection }: CommandRedis, settings: RateLimitSettings) {
    const { logins, signups, mails, mutations, requests } = settings;
    const limits: [RateLimit, points: number, seconds: number][] = [
      ['logins', logins, 15 * MINUTE],
      ['signups', signups, 10 * MINUTE],
      ['signups-per-day', signups * 4, DAY],
      ['mails', mails, 15 * MINUTE],
      ['mutations', mutations, MINUTE],
      ['requests', requests, 15 * MINUTE],
    ];
    this.limiters = new Map(
      limits
        .filter(([, points]) => points > 0)
        .map(([name, points, duration]) => {
          const options = { points, duration, keyPrefix: `nora:limit:${name}` };
          // While Redis is away each replica counts for itself: nobody is locked out, and nobody is let loose.
          const insuranceLimiter = new RateLimiterMemory(options);
          return [name, new RateLimiterRedis({ ...options, storeClient: connection, insuranceLimiter })];
        }),
    );
  }

  /** Counts a request of somebody unknown against their address. */
  async countStranger(request: Request, response: Response): Promise<void> {
    await this.take(response, 'requests', `address ${request.ip ?? ''}`);
  }

  /** Counts a request, and what it changes, against the account, or the API key, that makes it. */
  async countPrincipal(
    { userId, credential }: Principal,
    { isChange }: { isChange: boolean },
    response: Response,
  ): Promise<void> {
    const subject = credential.kind === 'session' ? `user ${userId}` : `key ${credential.id}`;
    await this.take(response, 'requests', subject);
    if (isChange) await this.take(response, 'mutations', subject);
  }

  /**
   * Takes one from what a subject may still ask for, and tells what is left in the headers of the answer.
   * @param subject an address or account; kept as a hash
   * @throws DomainError `too_many_requests`, with `Retry-After`
   */
  async take(response: Response, limit: RateLimit, subject: string): Promise<void> {
    const limiter = this.limiters.get(limit);
    if (!limiter) return;
    const key = createHash('sha256').update(subject).digest('base64url').slice(0, 22);
    let left: RateLimiterRes;
    let refused = false;
    try {
      left = await limiter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      left = error;
      refused = true;
    }
    const seconds = Math.max(1, Math.ceil(left.msBeforeNext / 1_000));
    tell(response, limiter.points, left.remainingPoints, seconds);
    if (!refused) return;
    response.setHeader('retry-after', String(seconds));
    throw new DomainError('too_many_requests', `Too many requests. Try again in ${wait(seconds)}.`);
  }
}

/** Of several limits the answer tells of the one that is nearest. */
function tell(response: Response, limit: number, remaining: number, seconds: number): void {
  const told = response.getHeader('ratelimit-remaining');
  if (told !== undefined && Number(told) <= remaining) return;
  response.setHeader('ratelimit-limit', String(limit));
  response.setHeader('ratelimit-remaining', String(remaining));
  response.setHeader('ratelimit-reset', String(seconds));
}

function wait(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
