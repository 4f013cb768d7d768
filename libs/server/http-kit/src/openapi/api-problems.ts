import { ERROR_STATUS, type ErrorCode } from '@nora/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** Extension under which an operation lists its codes until the document is finished. */
export const PROBLEM_CODES = 'x-nora-problem-codes';

/** Says with which codes a handler may refuse; gathered from all decorators of a handler. */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator {
  const extension = (code: ErrorCode) => ApiExtension(`${PROBLEM_CODES}-${code}`, true);
  return applyDecorators(...codes.map(extension));
}

/** Codes by status, in order. */
export function byStatus(codes: ErrorCode[]): [number, ErrorCode[]][] {
  const statuses = [...new Set(codes.map((code) => ERROR_STATUS[code]))].sort((a, b) => a - b);
  return statuses.map((status) => [status, codes.filter((code) => ERROR_STATUS[code] === status)]);
}
