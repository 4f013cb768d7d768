/** Which release a program is of. */
export interface Release {
  version: string;
  /** Null where it was built without a repository. */
  commit: string | null;
}

/** Put in by the build (tools/build-node.mjs); a program run otherwise has none. */
declare const NORA_RELEASE: Release | undefined;

/** The release of this program. */
export const RELEASE: Readonly<Release> =
  typeof NORA_RELEASE === 'undefined' ? { version: '0.0.0-unbuilt', commit: null } : NORA_RELEASE;
