/** The paths of a need's programs by their role, or null when one is missing. */
export function findPrograms(need: string): Readonly<Record<string, string>> | null;
