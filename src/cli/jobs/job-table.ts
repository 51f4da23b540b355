import { escapeUnseen } from '../../common/text.js';
import type { DeskJob } from './job-desk.js';

const TITLE_WIDTH = 48;

/** Jobs as lines of a table, for people. */
export function jobTable(jobs: readonly DeskJob[], total: number): string {
  if (jobs.length === 0) return 'No jobs.\n';
  const rows = jobs.map((job) => [
    job.number,
    job.status,
    job.task,
    shortened(escapeUnseen(job.title)),
    job.createdAt.replace('T', ' ').slice(0, 19),
    durationOf(job),
  ]);
  const table = [['number', 'status', 'task', 'title', 'started (UTC)', 'took'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n${total > jobs.length ? `… and ${total - jobs.length} more\n` : ''}`;
}

function shortened(text: string): string {
  return text.length > TITLE_WIDTH ? `${text.slice(0, TITLE_WIDTH - 1)}…` : text;
}

function durationOf({ startedAt, endedAt }: DeskJob): string {
  if (startedAt === null || endedAt === null) return '';
  return `${((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`;
}
