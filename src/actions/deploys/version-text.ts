/** As much of a commit's id as people read out. */
export const shortCommit = (commit: string): string => commit.slice(0, 10);

/** `v1.2 (9b7586fef9)`: what was asked for and what it meant; the commit alone where that was asked for. */
export const versionText = (ref: string, commit: string): string =>
  commit.startsWith(ref) ? shortCommit(commit) : `${ref} (${shortCommit(commit)})`;
