import { validateSync } from 'class-validator';
import { IsEncoded } from './is-encoded';

class Holder {
  @IsEncoded()
  bytes: unknown;
}

function faultsOf(bytes: unknown): string[] {
  return validateSync(Object.assign(new Holder(), { bytes })).flatMap(({ constraints }) =>
    Object.keys(constraints ?? {}),
  );
}

describe('bytes in base64', () => {
  it('are what can be read back as they were written', () => {
    for (const length of [0, 1, 2, 3, 4, 100]) {
      expect(faultsOf(Buffer.alloc(length, 0xfb).toString('base64'))).toEqual([]);
    }
  });

  it('are nothing else', () => {
    for (const text of ['YQ', 'YQ=', 'Y Q=', 'YQ==YQ==', 'YR==', 'Y-_=', 'ä', 7, null, undefined]) {
      expect([text, faultsOf(text)]).toEqual([text, ['isBase64']]);
    }
  });

  it('may be many', () => {
    const text = Buffer.alloc(20 * 1024 * 1024, 1).toString('base64');
    expect(faultsOf(text)).toEqual([]);
    expect(faultsOf(`${text.slice(0, -4)}!AAA`)).toEqual(['isBase64']);
  });
});
