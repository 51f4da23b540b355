import { In, type EntityManager } from 'typeorm';
import { Indicator, type IndicatorKind, type IndicatorValue } from './indicator.entity.js';

/** Writes indicators of a job: one that is there already gets the new value, whatever its kind was. */
export async function upsertIndicators(
  manager: EntityManager,
  jobId: string,
  values: Readonly<Record<string, IndicatorValue>>,
): Promise<void> {
  const names = Object.keys(values);
  if (names.length === 0) return;
  await manager.delete(Indicator, { jobId, name: In(names) });
  const rows = names.map((name) => indicatorRow(jobId, name, values[name] as IndicatorValue));
  await manager.createQueryBuilder().insert().into(Indicator).values(rows).updateEntity(false).execute();
}

/** The value of a row, as it was measured. */
export function indicatorValue({ kind, numberValue, textValue }: Indicator): IndicatorValue {
  if (kind === 'text') return textValue ?? '';
  return kind === 'flag' ? numberValue === 1 : (numberValue ?? 0);
}

function indicatorRow(jobId: string, name: string, value: IndicatorValue): Indicator {
  const kind: IndicatorKind = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'flag' : 'text';
  const numberValue = typeof value === 'string' ? null : Number(value);
  return { jobId, name, kind, numberValue, textValue: typeof value === 'string' ? value : null };
}
