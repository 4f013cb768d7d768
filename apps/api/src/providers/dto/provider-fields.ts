import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches, ValidateBy } from 'class-validator';
import { Trimmed } from '../../core/transforms';

/** Bounds for the OpenAPI document. */
export const PROVIDER_NAME = { minLength: 1, maxLength: 80 } as const;
export const API_KEY = {
  minLength: 1,
  maxLength: 4000,
  writeOnly: true,
  description: 'Kept sealed; no answer ever shows it.',
} as const;
export const BASE_URL = {
  minLength: 1,
  maxLength: 500,
  format: 'uri',
  example: 'https://models.example.com/v1',
  description: 'Up to and with the version; `https`, or `http` for a server of your own network.',
} as const;

/** What a provider can be called. */
export function IsProviderName(): PropertyDecorator {
  return applyDecorators(
    Trimmed(),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' }),
    Length(PROVIDER_NAME.minLength, PROVIDER_NAME.maxLength),
    IsString(),
  );
}

/** A key as it goes into a header. The message does not repeat it. */
export function IsProviderKey(): PropertyDecorator {
  return applyDecorators(
    Trimmed(),
    Matches(/^[\x21-\x7e]*$/, { message: '$property must be printable ASCII without white space' }),
    Length(API_KEY.minLength, API_KEY.maxLength),
    IsString(),
  );
}

/** The address of a provider's API. */
export function IsBaseUrl(): PropertyDecorator {
  return applyDecorators(
    Trimmed(),
    ValidateBy(
      { name: 'isBaseUrl', validator: { validate: isBaseUrl } },
      { message: '$property must be an http or https address without user name, query and fragment' },
    ),
    Length(BASE_URL.minLength, BASE_URL.maxLength),
    IsString(),
  );
}

function isBaseUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  const plain = username === '' && password === '' && search === '' && hash === '' && !/[?#]/.test(value);
  return plain && (protocol === 'https:' || protocol === 'http:');
}
