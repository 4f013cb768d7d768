import { DomainError } from '@nora/contracts';
import { QueryFailedError } from 'typeorm';

/**
 * A name as it stands in addresses: lower case, ASCII letters, digits and hyphens, at most 60 characters.
 * @param otherwise what stands there when nothing of the name can
 */
export function slugOf(name: string, otherwise = 'agent'): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return slug === '' ? otherwise : slug;
}

/** True when a query failed because of the named constraint or unique index. */
export function isViolationOf(error: unknown, constraint: string): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const driverError = error.driverError as { constraint?: string };
  return driverError.constraint === constraint;
}

/** The refusal `name_taken` when an agent could not be written because of its name; any other error as it is. */
export function nameTaken(error: unknown, name: string): Error {
  if (!isViolationOf(error, 'uq_agents_workspace_id_slug')) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const message = `This workspace already has an agent called “${name}”. Choose another name.`;
  const errors = [{ path: 'name', code: 'name_taken', message }];
  return new DomainError('name_taken', message, { errors }, { cause: error });
}
