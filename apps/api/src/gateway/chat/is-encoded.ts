import { ValidateBy, buildMessage, type ValidationOptions } from 'class-validator';

/**
 * Bytes in base64, of any size. The decorator of class-validator matches an expression against the whole text, which
 * runs out of stack where that is megabytes long.
 */
export function IsEncoded(options?: ValidationOptions): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => typeof value === 'string' && isBase64(value),
    defaultMessage: buildMessage((each) => `${each}$property must be base64 encoded`, options),
  };
  return ValidateBy({ name: 'isBase64', validator }, options);
}

function isBase64(text: string): boolean {
  return Buffer.from(text, 'base64').toString('base64') === text;
}
