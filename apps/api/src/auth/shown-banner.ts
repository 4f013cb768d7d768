import { createHash } from 'node:crypto';
import { isShownAt, type Banner } from '@nora/contracts';
import type { ShownBannerDto } from './dto/bootstrap.dto';

/** The banner as it is shown; null while there is none to be shown. */
export function shownBanner(banner: Banner | null, now: Date): ShownBannerDto | null {
  if (!banner || !isShownAt(banner, now)) return null;
  const { text, severity } = banner;
  const id = createHash('sha256')
    .update(JSON.stringify([text, severity, banner.from]))
    .digest('base64url')
    .slice(0, 16);
  return { id, text, severity };
}
