/** What a request holds for a model to read. */
export interface InputWeight {
  /** Bytes of JSON in UTF-8, without what is in {@link media}. */
  textBytes: number;
  /** Pictures, sounds and documents. */
  media: number;
  /** Bytes of them that are in the request itself, in base64. */
  mediaBytes: number;
}

/** Shorter text is never taken for media: what it could hide is not worth hiding. */
const SHORTEST_MEDIA = 2_048;
/** The head of a data URL, and any character that base64 does not have: looked for one by one, however long the text. */
const DATA_HEAD = /^data:[^,]{0,200},/;
const NOT_BASE64 = /[^A-Za-z0-9+/_=-]/;
/** Types of parts that stand for media which may be elsewhere (OpenAI and Anthropic). */
const MEDIA_TYPES = new Set([
  'image',
  'image_url',
  'input_image',
  'input_audio',
  'document',
  'file',
  'input_file',
]);
const MEDIA_MEMBERS = ['inlineData', 'inline_data', 'fileData', 'file_data'];

/** Weighs a request that was read from JSON, however deep it is. */
export function weigh(request: object): InputWeight {
  const weight: InputWeight = { textBytes: 0, media: 0, mediaBytes: 0 };
  const open: unknown[] = [request];
  while (open.length > 0) {
    const value = open.pop();
    // Quotation marks, commas and colons are read by the model's parser, not by the model: each counts once.
    weight.textBytes += 1;
    if (typeof value === 'string') weighText(value, weight);
    else if (Array.isArray(value)) for (const item of value) open.push(item);
    else if (typeof value === 'object' && value !== null) {
      if (isMedia(value)) weight.media += 1;
      for (const [name, inner] of Object.entries(value)) {
        weight.textBytes += name.length;
        open.push(inner);
      }
    } else weight.textBytes += 4;
  }
  return weight;
}

function weighText(text: string, weight: InputWeight): void {
  if (text.length >= SHORTEST_MEDIA && isMediaText(text)) weight.mediaBytes += text.length;
  else weight.textBytes += Buffer.byteLength(text);
}

function isMediaText(text: string): boolean {
  const head = DATA_HEAD.exec(text.slice(0, SHORTEST_MEDIA))?.[0] ?? '';
  return !NOT_BASE64.test(text.slice(head.length));
}

function isMedia(part: object): boolean {
  if ('type' in part && typeof part.type === 'string' && MEDIA_TYPES.has(part.type)) return true;
  return MEDIA_MEMBERS.some((name) => name in part);
}
