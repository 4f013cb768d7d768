import { ValidateBy } from 'class-validator';

// RFC 3339 with the years that both JavaScript and PostgreSQL take.
const INSTANT = /^[1-9]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** A moment in time with its offset (RFC 3339). */
export const IsInstant = (): PropertyDecorator =>
  ValidateBy({
    name: 'isInstant',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
      defaultMessage: (args) => `${args?.property ?? 'value'} must be a time like 2026-01-31T09:30:00Z`,
    },
  });
