import { ApiError } from './api';

/** A schedule as the API shows it. */
export interface Schedule {
  readonly id: string;
  readonly name: string;
  readonly task: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly sqlDbId: string | null;
  readonly cron: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly nextAt: string | null;
  readonly lastAt: string | null;
  readonly lastJobId: string | null;
  readonly lastError: string | null;
  readonly missed: number;
  readonly missedAt: string | null;
  readonly version: number;
}

/** What the form holds; the inputs as JSON text but for the source, which has a field of its own. */
export interface Draft {
  readonly name: string;
  readonly task: string;
  readonly sqlDbId: string;
  readonly inputs: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly enabled: boolean;
}

export const PRESETS: Readonly<Record<string, string>> = {
  '0 * * * *': 'Every hour',
  '0 3 * * *': 'Every night at 03:00',
  '0 3 * * 1-5': 'On working days at 03:00',
  '0 3 * * 1': 'Every Monday at 03:00',
  '0 3 1 * *': 'On the first of each month at 03:00',
};

export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
export const ZONES: readonly string[] = [
  'UTC',
  ...((Intl as unknown as { supportedValuesOf?: (key: string) => string[] }).supportedValuesOf?.('timeZone') ?? []),
];

export function emptyDraft(sqlDbId: string): Draft {
  return { name: '', task: 'db-elements', sqlDbId, inputs: '{}', cron: '0 3 * * *', timeZone: HERE, enabled: true };
}

export function draftOf({ name, task, parameters, cron, timeZone, enabled }: Schedule): Draft {
  const { sqlDbId, ...rest } = parameters;
  return {
    ...{ name, task, cron, timeZone, enabled, sqlDbId: typeof sqlDbId === 'string' ? sqlDbId : '' },
    inputs: JSON.stringify(rest, null, 2),
  };
}

/**
 * What is sent; what it runs only where that was changed, for who changes it lends it their own rights.
 * @throws ApiError naming `parameters` when the inputs are no JSON object
 */
export function bodyOf(draft: Draft, before: Schedule | null, takesSource: boolean): Record<string, unknown> {
  const { name, task, cron, timeZone, enabled } = draft;
  const parameters = { ...(takesSource && { sqlDbId: draft.sqlDbId }), ...inputsOf(draft.inputs) };
  const same = before?.task === task && JSON.stringify(draftOf(before)) === JSON.stringify({ ...draftOf(before), ...pickRun(draft) }); // prettier-ignore
  return {
    ...{ cron, timeZone, enabled },
    ...(name.trim() !== '' && { name }),
    ...(!same && { task, parameters }),
    ...(before && { version: before.version }),
  };
}

const pickRun = ({ task, sqlDbId, inputs }: Draft) => ({ task, sqlDbId, inputs });

function inputsOf(text: string): object {
  let value: unknown = null;
  try {
    value = JSON.parse(text.trim() === '' ? '{}' : text);
  } catch {
    // Said below.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const message = 'must be a JSON object, such as {"acceptLoss": true}';
  throw new ApiError({ status: 422, detail: 'The inputs cannot be read.', errors: [{ path: 'parameters', message }] });
}
