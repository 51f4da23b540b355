/** Whether nothing more becomes of a job. */
export const hasEnded = (status: string): boolean => ['completed', 'failed', 'cancelled'].includes(status);
