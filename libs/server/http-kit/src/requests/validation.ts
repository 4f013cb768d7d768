import { DomainError, type FieldError } from '@nora/contracts';
import { ValidationPipe, type ValidationError } from '@nestjs/common';

/** Validates DTOs by whitelist: unknown members are refused, values are converted to their declared types. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (faults) => validationFailed(flatten(faults)),
  });
}

/** The refusal for values that are well-formed but not acceptable. */
export function validationFailed(errors: FieldError[]): DomainError {
  const paths = [...new Set(errors.map(({ path }) => path))].slice(0, 5).join(', ');
  return new DomainError('validation_failed', `Not acceptable: ${paths}.`, { errors });
}

function flatten(faults: ValidationError[], parent = ''): FieldError[] {
  return faults.flatMap(({ property, value, constraints = {}, children = [] }) => {
    const path = parent + property.slice(0, 100);
    if (value === undefined && children.length === 0) {
      return [{ path, code: 'required', message: `${path} is required.` }];
    }
    const own = Object.entries(constraints).map(([code, message]) => ({
      path,
      code: code === 'whitelistValidation' ? 'unknown_member' : snake(code),
      message: `${message.slice(0, 300)}.`,
    }));
    return [...own, ...flatten(children, `${path}.`)];
  });
}

const snake = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
