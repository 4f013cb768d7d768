import { Transform } from 'class-transformer';
import { ValidateIf } from 'class-validator';

const onText =
  (change: (text: string) => unknown) =>
  ({ value }: { value: unknown }): unknown =>
    typeof value === 'string' ? change(value) : value;

/** Takes white space off both ends. */
export const Trimmed = (): PropertyDecorator => Transform(onText((text) => text.trim()));

/** Trims and lowers an address, which is stored and compared in lower case. */
export const Lowercase = (): PropertyDecorator => Transform(onText((text) => text.trim().toLowerCase()));

/** One value or several of a repeated query parameter. */
export const Repeated = (): PropertyDecorator => Transform(onText((text) => [text]));

/** `true` and `false` of a query. */
export const Flag = (): PropertyDecorator =>
  Transform(onText((text) => (text === 'true' ? true : text === 'false' ? false : text)));

/** May be left out, but is not null: for members where null would mean nothing. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
