import type { ChatAttachment } from '@nora/data-access';

import type { AttachmentPart } from './chat-entry';

const MIB = 1024 * 1024;
const MOST_FILES = 8;
const MOST_BYTES = 8 * MIB;
const MOST_IMAGE_BYTES = 6 * MIB;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]{0,62}\/[a-z0-9][a-z0-9.+-]{0,62}$/;

/** A file that goes along with the next message. */
export interface AttachedFile extends ChatAttachment {
  sizeBytes: number;
}

/** Why files cannot be attached beside those that are; null when they can. */
export function refusalOf(attached: readonly AttachedFile[], files: readonly File[]): string | null {
  if (attached.length + files.length > MOST_FILES) return `At most ${MOST_FILES} files go with a message.`;
  const empty = files.find(({ size }) => size === 0);
  if (empty) return `“${empty.name}” is empty.`;
  const image = files.find(({ type, size }) => type.startsWith('image/') && size > MOST_IMAGE_BYTES);
  if (image) return `“${image.name}” is larger than a picture may be: 6 MiB.`;
  const bytes = [...attached.map(({ sizeBytes }) => sizeBytes), ...files.map(({ size }) => size)];
  if (bytes.reduce((sum, size) => sum + size, 0) > MOST_BYTES) {
    return 'At most 8 MiB go with a message. Put larger files among the files of the agent.';
  }
  return null;
}

/** Reads a file for a message. */
export async function readFile(file: File): Promise<AttachedFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  const type = (file.type.split(';')[0] ?? '').trim().toLowerCase();
  return {
    name: file.name.slice(-200) || 'file',
    mediaType: MEDIA_TYPE.test(type) ? type : 'application/octet-stream',
    base64: btoa(binary),
    sizeBytes: file.size,
  };
}

export function toPart({ name, mediaType, sizeBytes }: AttachedFile): AttachmentPart {
  return { type: 'attachment', name, mediaType, sizeBytes };
}
