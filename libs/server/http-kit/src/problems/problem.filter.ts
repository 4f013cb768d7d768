import { DomainError } from '@nora/contracts';
import { currentCorrelationId, type Logger } from '@nora/observability';
import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { allowedMethods } from './allowed-methods';
import { Upgrade } from '../upgrades/upgrade';
import { problemOf, toDomainError } from './problem';

/** Answers every error as a problem document; logs those that are Nora's own fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<Request>(), http.getResponse<Response>());
  }

  /** The same for errors of middleware, which Nest does not see. */
  answer(thrown: unknown, request: Request, response: Response): void {
    const error = this.refusalOf(thrown, request, response);
    if (error.status >= 500) {
      const facts = {
        error: error.cause ?? error,
        code: error.code,
        method: request.method,
        path: withoutKey(request.path),
      };
      this.logger.error(facts, 'a request failed');
    }
    if (response.headersSent || Upgrade.of(request)?.taken) {
      request.socket.destroy();
      return;
    }
    if (error.status === 401) response.setHeader('www-authenticate', 'Bearer realm="nora"');
    if (error.status === 426) response.setHeader('upgrade', 'websocket');
    if (error.status === 503) response.setHeader('retry-after', '5');
    response.setHeader('cache-control', 'no-store');
    response.status(error.status).type('application/problem+json');
    response.end(JSON.stringify(problemOf(error, currentCorrelationId() ?? '')));
  }

  /** Nest knows no 405: a path that other methods know gets one, with `Allow`. */
  private refusalOf(thrown: unknown, request: Request, response: Response): DomainError {
    if (!(thrown instanceof NotFoundException)) return toDomainError(thrown);
    const methods = allowedMethods(request);
    if (methods.length === 0) return toDomainError(thrown);
    response.setHeader('allow', methods.join(', '));
    return new DomainError('method_not_allowed', `This address knows ${methods.join(', ')} only.`);
  }
}

/** A path as it may be written down: the address of a runtime's page holds what opens it. */
function withoutKey(path: string): string {
  return path.replace(/(\/gateway\/embed\/)[^/]+/, '$1…');
}
