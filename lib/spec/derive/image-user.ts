/** Uid and gid of pods where nothing says another, and of the images that we generate. */
export const DEFAULT_USER = 10001;
