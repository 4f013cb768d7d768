import { writeCondition } from './write-condition';

const codeOf = (ifMatch?: string, ifNoneMatch?: string) => {
  try {
    return writeCondition(ifMatch, ifNoneMatch);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('writeCondition', () => {
  it('is an ETag to replace, or that there is nothing yet', () => {
    expect(writeCondition('"abc-_9"', undefined)).toEqual({ ifMatch: '"abc-_9"' });
    expect(writeCondition(undefined, '*')).toEqual({ ifNoneMatch: '*' });
  });

  it('has to be given', () => {
    expect(codeOf()).toBe('precondition_required');
  });

  it.each([
    ['*', undefined],
    ['W/"abc"', undefined],
    ['"a", "b"', undefined],
    ['abc', undefined],
    ['""', undefined],
    ['"a\r\nx: y"', undefined],
    [undefined, '"abc"'],
    [undefined, ''],
    ['"abc"', '*'],
  ])('is not If-Match %j with If-None-Match %j', (ifMatch, ifNoneMatch) => {
    expect(codeOf(ifMatch, ifNoneMatch)).toBe('validation_failed');
  });
});
