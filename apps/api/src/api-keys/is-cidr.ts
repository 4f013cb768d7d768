import { ValidateBy, buildMessage, type ValidationOptions } from 'class-validator';
import { parseCidr } from './cidr';

/** An IP address or a block of them in CIDR notation. */
export function IsCidr(options?: ValidationOptions): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => typeof value === 'string' && parseCidr(value) !== null,
    defaultMessage: buildMessage(
      (each) => `${each}$property must be an IP address or a block like 192.0.2.0/24`,
      options,
    ),
  };
  return ValidateBy({ name: 'isCidr', validator }, options);
}
