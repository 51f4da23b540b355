/** For operations that nobody has to sign in for: an empty list of security schemes. */
export const PUBLIC: { security: Record<string, string[]>[] } = { security: [] };
