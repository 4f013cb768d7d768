import 'reflect-metadata';
import type { DomainError } from '@nora/contracts';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, ValidateNested } from 'class-validator';
import { createValidationPipe } from './validation';

class Inner {
  @Max(10)
  @IsInt()
  size: number;
}

class Outer {
  @MaxLength(5)
  @IsString()
  name: string;

  @ValidateNested()
  @Type(() => Inner)
  inner: Inner;
}

async function faultsOf(value: unknown): Promise<DomainError> {
  const pipe = createValidationPipe();
  return pipe.transform(value, { type: 'body', metatype: Outer }).then(
    () => {
      throw new Error('nothing was refused');
    },
    (error: unknown) => error as DomainError,
  );
}

describe('the validation pipe', () => {
  it('lets good values pass as instances', async () => {
    const pipe = createValidationPipe();
    const value = { name: 'abc', inner: { size: 3 } };
    const result: unknown = await pipe.transform(value, { type: 'body', metatype: Outer });
    expect(result).toBeInstanceOf(Outer);
    expect(result).toEqual(value);
  });

  it('names every fault by its dotted path and a stable code', async () => {
    const error = await faultsOf({ name: 'much too long', inner: { size: 11, other: 1 }, extra: true });
    expect(error.code).toBe('validation_failed');
    expect(error.extra.errors?.map(({ path, code }) => [path, code]).sort()).toEqual([
      ['extra', 'unknown_member'],
      ['inner.other', 'unknown_member'],
      ['inner.size', 'max'],
      ['name', 'max_length'],
    ]);
  });

  it('says of a missing member that it is required, and of a wrong type what it must be', async () => {
    const error = await faultsOf({ inner: { size: 'many' } });
    expect(error.extra.errors?.map(({ path, code }) => [path, code])).toEqual([
      ['name', 'required'],
      ['inner.size', 'is_int'],
    ]);
  });

  it('does not repeat a huge value', async () => {
    const error = await faultsOf({ name: 'n'.repeat(100_000), inner: { size: 1 } });
    expect(JSON.stringify([error.message, error.extra]).length).toBeLessThan(1_000);
  });
});
