import { DomainError } from '@nora/contracts';
import type { IdempotentEffect } from '@nora/domain';
import {
  NOT_REPEATABLE,
  REPLAYED_HEADER,
  fingerprintOf,
  idempotencyKeyOf,
  isSafeMethod,
  type Principal,
  type WorkspaceActor,
} from '@nora/http-kit';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { AgentsService } from '../agents/agents.service';
import { DeploymentsService } from '../deployments/deployments.service';
import { REBUILT_FROM, type AnswerShape } from './rebuilt-from';
import { RepeatableCalls, answerOf, refusalOf } from './repeatable-calls';

const RETRY_AFTER_SECONDS = '1';

/** Answers a changing call that was made before, with the same key, as it was answered then. */
@Injectable()
export class RepeatableCallInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly calls: RepeatableCalls,
    private readonly agents: AgentsService,
    private readonly deployments: DeploymentsService,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const excepted = this.reflector.get<boolean | undefined>(NOT_REPEATABLE, context.getHandler());
    if (!request.actor || isSafeMethod(request.method) || excepted) return next.handle();
    const key = idempotencyKeyOf(request);
    return key === null ? next.handle() : from(this.answer(context, request.actor, key, next));
  }

  private async answer(
    context: ExecutionContext,
    actor: Principal | WorkspaceActor,
    key: string,
    next: CallHandler,
  ): Promise<unknown> {
    const http = context.switchToHttp();
    const response = http.getResponse<Response>();
    // Nest has set the status of the handler by now.
    const { statusCode } = response;
    const shape = this.reflector.get<AnswerShape | undefined>(REBUILT_FROM, context.getHandler());
    try {
      const { status, body, replayed } = await this.calls.answer({
        ...{
          principalId: actor.credential.kind === 'session' ? actor.userId : actor.credential.id,
          key,
          fingerprint: fingerprintOf(http.getRequest<Request>()),
        },
        carryOut: () => answerOf(statusCode, () => lastValueFrom(next.handle(), { defaultValue: null })),
        rebuild: async (effect) => ({ status: statusCode, body: await this.rebuild(actor, shape, effect) }),
      });
      if (replayed) response.setHeader(REPLAYED_HEADER, 'true');
      if (status >= 400) throw refusalOf(body);
      response.status(status);
      return body ?? undefined;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'idempotency_in_progress') {
        response.setHeader('retry-after', RETRY_AFTER_SECONDS);
      }
      throw error;
    }
  }

  private async rebuild(
    actor: Principal | WorkspaceActor,
    shape: AnswerShape | undefined,
    { agentId, deploymentId }: IdempotentEffect,
  ): Promise<object> {
    if (!shape || !('workspaceId' in actor)) {
      const message =
        'This call was carried out before, but its answer was lost. Look at what it has changed.';
      throw new DomainError('conflict', message, deploymentId ? { deploymentId } : {});
    }
    const { workspaceId } = actor;
    const deployment = deploymentId ? await this.deployments.get(workspaceId, deploymentId) : null;
    if (shape === 'deployment' || !agentId) return { deployment };
    return { agent: await this.agents.getEvenDeleted(workspaceId, agentId), deployment };
  }
}
