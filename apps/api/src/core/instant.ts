import { ValidateBy } from 'class-validator';

// RFC 3339 with the years that both JavaScript and PostgreSQL take, in UTC too.
const INSTANT = /^[1-9]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const END_OF_YEARS = Date.UTC(10_000, 0, 1);

/** A moment in time with its offset (RFC 3339). */
export const IsInstant = (): PropertyDecorator =>
  ValidateBy({
    name: 'isInstant',
    validator: {
      // Not a number is not before the end either.
      validate: (value: unknown) =>
        typeof value === 'string' && INSTANT.test(value) && Date.parse(value) < END_OF_YEARS,
      defaultMessage: (args) => `${args?.property ?? 'value'} must be a time like 2026-01-31T09:30:00Z`,
    },
  });
