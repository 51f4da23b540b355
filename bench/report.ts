import type { BenchResult } from './results.js';

interface Column {
  readonly title: string;
  value(result: BenchResult): string;
}

const COLUMNS: readonly Column[] = [
  { title: 'engine', value: (result) => result.engine },
  { title: 'tables', value: (result) => String(result.tables) },
  { title: 'columns', value: (result) => String(result.columns) },
  { title: 'seconds', value: (result) => result.seconds.toFixed(2) },
  { title: 'floor', value: (result) => result.floorSeconds.toFixed(2) },
  { title: 'ratio', value: (result) => result.ratio.toFixed(2) },
  { title: 'rerun', value: (result) => result.rerunSeconds.toFixed(2) },
  { title: 'bare', value: (result) => result.bareSeconds.toFixed(2) },
  { title: 'ratio', value: (result) => result.rerunRatio.toFixed(2) },
  { title: 'queries', value: (result) => String(result.queries) },
  { title: 'reader MiB', value: (result) => String(result.readerRssMb) },
  { title: 'loop ms', value: (result) => result.loopDelayMs.toFixed(0) },
];

/** The results as a Markdown table, which is readable as it is. */
export function reportTable(results: readonly BenchResult[]): string {
  const rows = [
    COLUMNS.map(({ title }) => title),
    ...results.map((result) => COLUMNS.map(({ value }) => value(result))),
  ];
  const widths = COLUMNS.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const lines = rows.map((row) => line(row.map((cell, index) => pad(cell, widths[index] ?? 0, index))));
  const rule = line(widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)));
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const pad = (cell: string, width: number, index: number): string =>
  index === 0 ? cell.padEnd(width) : cell.padStart(width);
