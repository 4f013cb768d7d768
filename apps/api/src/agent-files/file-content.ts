const BINARY = { schema: { type: 'string', format: 'binary' } } as const;

const header = (description: string) => ({ description, schema: { type: 'string' as const } });

/** How the content of a file is told in the OpenAPI document. */
export const ETAG_HEADER = { ETag: header('Goes into `If-Match` when the file is written back.') };

export const TEXT_OR_BYTES = {
  description: 'The file: as text when it is UTF-8 without NUL, as bytes otherwise.',
  headers: ETAG_HEADER,
  content: { 'text/plain': { schema: { type: 'string' } }, 'application/octet-stream': BINARY },
};

const WHOLE = { 'application/octet-stream': BINARY };

export const FILE_OR_ARCHIVE = {
  description: 'The file; or the directory as a gzipped tar archive, without links and special files.',
  headers: { ...ETAG_HEADER, 'Accept-Ranges': header('`bytes` for a file.') },
  content: { ...WHOLE, 'application/gzip': BINARY },
};

export const PART = {
  status: 206,
  description: 'The part of the file that `Range` asks for.',
  headers: { ...ETAG_HEADER, 'Content-Range': header('Which part of how many bytes.') },
  content: WHOLE,
};

export const UPLOAD = {
  required: false,
  description: 'The new content, byte for byte.',
  schema: { type: 'string', format: 'binary' },
} as const;
