import { validationFailed } from '@nora/http-kit';

/** Files of one message. */
export const ATTACHMENT_COUNT = 8;
/** Bytes of all of them: a gateway takes frames of 25 MiB, and pictures of 6 MiB. */
export const ATTACHMENT_BYTES = 8 * 1024 * 1024;
export const IMAGE_BYTES = 6 * 1024 * 1024;
/** Characters that so many bytes take in base64. */
export const ATTACHMENT_BASE64_LIMIT = Math.ceil(ATTACHMENT_BYTES / 3) * 4;
export const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]{0,62}\/[a-z0-9][a-z0-9.+-]{0,62}$/;
/** Bytes of a request with attachments, and room for its words. */
export const CHAT_BODY_LIMIT = 12 * 1024 * 1024;

/** A file as a message brings it. */
interface Attachment {
  name: string;
  mediaType: string;
  base64: string;
}

/** A file as a gateway takes it. */
interface GatewayAttachment {
  type: 'image' | 'file';
  mimeType: string;
  fileName: string;
  content: string;
}

/**
 * Puts attachments into the form of the gateway.
 * @throws DomainError `validation_failed` when they are too large
 */
export function toGatewayAttachments(attachments: Attachment[]): GatewayAttachment[] {
  const sizes = attachments.map(({ base64 }) => Buffer.byteLength(base64, 'base64'));
  if (sizes.reduce((sum, size) => sum + size, 0) > ATTACHMENT_BYTES) {
    const message = 'Attach at most 8 MiB to a message. Put larger files among the files of the agent.';
    throw validationFailed([{ path: 'attachments', code: 'too_large', message }]);
  }
  return attachments.map(({ name, mediaType, base64 }, index) => {
    const isImage = mediaType.startsWith('image/');
    if (isImage && (sizes[index] ?? 0) > IMAGE_BYTES) {
      const message = 'A picture has at most 6 MiB.';
      throw validationFailed([{ path: `attachments.${index}.base64`, code: 'too_large', message }]);
    }
    return {
      type: isImage ? 'image' : 'file',
      mimeType: mediaType,
      fileName: plainName(name),
      content: base64,
    };
  });
}

/** The last part of a name that may be a path, without control characters. */
function plainName(name: string): string {
  const plain = name.replace(/^.*[/\\]/s, '').replace(/[\p{C}]+/gu, '');
  return plain === '' || plain === '.' || plain === '..' ? 'file' : plain;
}
