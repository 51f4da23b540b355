import { Box, Button, Input, Label } from '@adminjs/design-system';
import type { ActionProps } from 'adminjs';
import React, { useEffect, useState } from 'react';
import { adminPath, ApiError, call, messageOf, recordPath } from './api';
import Firings from './Firings';
import { visible } from './format';
import { Card, Notice, PageHead, Text, Waiting } from './parts';
import { bodyOf, draftOf, emptyDraft, PRESETS, ZONES, type Draft, type Schedule } from './schedule-draft';
import type { Page, Source } from './shapes';
import { useApi } from './use-api';

interface TaskInfo {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputs: { readonly properties?: Readonly<Record<string, unknown>> };
}

const CONTROL = { width: '100%', height: 36, padding: '0 8px', border: '1px solid #7d8a99', borderRadius: 2, background: 'white', fontSize: 14 }; // prettier-ignore

function Field(props: {
  id: string;
  label: string;
  hint?: string;
  wrong?: string | undefined;
  children: React.ReactNode;
}): React.ReactElement {
  return (
    <Box mb="lg" style={{ maxWidth: 560 }}>
      <Label htmlFor={props.id}>{props.label}</Label>
      {props.children}
      {props.hint && (
        <div style={{ fontSize: 12.5, lineHeight: 1.5, color: '#5a6675', marginTop: 4 }}>{props.hint}</div>
      )}
      {props.wrong && (
        <div style={{ color: '#98210f', fontSize: 12.5, lineHeight: 1.5, marginTop: 4 }} role="alert">
          {visible(props.wrong)}
        </div>
      )}
    </Box>
  );
}

function Form({ before, sqlDbId }: { before: Schedule | null; sqlDbId: string }): React.ReactElement {
  const [draft, setDraft] = useState<Draft>(before ? draftOf(before) : emptyDraft(sqlDbId));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const tasks = useApi<{ tasks: readonly TaskInfo[] }>('/tasks');
  const sources = useApi<Page<Source>>('/sql-dbs?limit=500&sort=name');
  const task = tasks.data?.tasks.find(({ name }) => name === draft.task);
  const takesSource = task ? 'sqlDbId' in (task.inputs.properties ?? {}) : draft.sqlDbId !== '';
  const set = (change: Partial<Draft>): void => setDraft((old) => ({ ...old, ...change }));
  const list = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  const wrong = (...paths: string[]): string | undefined => {
    const found = list.filter(({ path }) => paths.some((one) => path === one || path.startsWith(`${one}.`)));
    return (
      found.map(({ path, message }) => `${path.replace(/^parameters\.?/, '')} ${message}`.trim()).join('; ') ||
      undefined
    );
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const body = bodyOf(draft, before, takesSource);
      const saved = await call<Schedule>(before ? `/schedules/${before.id}` : '/schedules', before ? 'PATCH' : 'POST', body); // prettier-ignore
      window.location.assign(recordPath('Schedule', saved.id));
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Card>
        {error !== null && <Notice kind="danger">{visible(messageOf(error))}</Notice>}
        <Field id="schedule-task" label="What it runs" hint={task?.description} wrong={wrong('task')}>
          <select
            id="schedule-task"
            style={CONTROL}
            value={draft.task}
            onChange={(event) => set({ task: event.target.value })}
          >
            {(tasks.data?.tasks ?? [{ name: draft.task, title: draft.task }]).map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </Field>
        {takesSource && (
          <Field
            id="schedule-source"
            label="Source"
            wrong={wrong('parameters.sqlDbId') ?? (draft.sqlDbId === '' ? wrong('parameters') : undefined)}
          >
            <select
              id="schedule-source"
              style={CONTROL}
              value={draft.sqlDbId}
              onChange={(event) => set({ sqlDbId: event.target.value })}
            >
              <option value="">Choose a source…</option>
              {(sources.data?.items ?? []).map(({ id, name }) => (
                <option key={id} value={id}>
                  {visible(name)}
                </option>
              ))}
            </select>
          </Field>
        )}
        <Field id="schedule-preset" label="How often">
          <select
            id="schedule-preset"
            style={CONTROL}
            value={draft.cron in PRESETS ? draft.cron : ''}
            onChange={(event) => event.target.value && set({ cron: event.target.value })}
          >
            {Object.entries(PRESETS).map(([cron, words]) => (
              <option key={cron} value={cron}>
                {words}
              </option>
            ))}
            <option value="">By the cron expression below</option>
          </select>
        </Field>
        <Field
          id="schedule-cron"
          label="Cron expression"
          hint="Minute, hour, day, month, weekday"
          wrong={wrong('cron')}
        >
          <Input
            id="schedule-cron"
            value={draft.cron}
            maxLength={120}
            spellCheck={false}
            autoComplete="off"
            onChange={(event: React.ChangeEvent<HTMLInputElement>) => set({ cron: event.target.value })}
            style={{ width: '100%', fontFamily: 'ui-monospace, monospace' }}
          />
        </Field>
        <Field id="schedule-zone" label="Time zone" wrong={wrong('timeZone')}>
          <Input
            id="schedule-zone"
            value={draft.timeZone}
            list="schedule-zones"
            maxLength={64}
            spellCheck={false}
            onChange={(event: React.ChangeEvent<HTMLInputElement>) => set({ timeZone: event.target.value })}
            style={{ width: '100%' }}
          />
          <datalist id="schedule-zones">
            {ZONES.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </Field>
        <Firings cron={draft.cron} timeZone={draft.timeZone} />
        <Field id="schedule-name" label="Name" hint="What its jobs are called when left empty" wrong={wrong('name')}>
          <Input
            id="schedule-name"
            value={draft.name}
            maxLength={200}
            onChange={(event: React.ChangeEvent<HTMLInputElement>) => set({ name: event.target.value })}
            style={{ width: '100%' }}
          />
        </Field>
        <details
          style={{ marginBottom: 24, fontSize: 14 }}
          open={draft.inputs !== '{}' || wrong('parameters') !== undefined}
        >
          <summary style={{ cursor: 'pointer', marginBottom: 8 }}>Further inputs of the task</summary>
          <Field id="schedule-inputs" label="As JSON" wrong={wrong('parameters')}>
            <textarea
              id="schedule-inputs"
              value={draft.inputs}
              rows={4}
              spellCheck={false}
              onChange={(event) => set({ inputs: event.target.value })}
              style={{ ...CONTROL, height: 'auto', padding: 8, fontFamily: 'ui-monospace, monospace' }}
            />
          </Field>
        </details>
        <Box mb="xl" style={{ fontSize: 14 }}>
          <label>
            <input
              type="checkbox"
              checked={draft.enabled}
              onChange={(event) => set({ enabled: event.target.checked })}
            />{' '}
            On
          </label>
        </Box>
        <Text mb="lg">It runs with your rights: those that you have when it does.</Text>
        <Button type="submit" variant="contained" disabled={busy}>
          {busy ? 'Saving…' : 'Save the schedule'}
        </Button>{' '}
        <Button
          as="a"
          variant="text"
          href={before ? recordPath('Schedule', before.id) : adminPath('/resources/Schedule')}
        >
          Cancel
        </Button>
      </Card>
    </form>
  );
}

/** Makes or changes a schedule; `?sqlDb=` chooses the source of a new one. */
export default function ScheduleForm({ record }: ActionProps): React.ReactElement {
  const id = record?.id;
  const { data, error } = useApi<Schedule>(id ? `/schedules/${id}` : null);
  const [sqlDbId, setSqlDbId] = useState<string | null>(null);
  useEffect(() => setSqlDbId(new URLSearchParams(window.location.search).get('sqlDb') ?? ''), []);
  return (
    <>
      <PageHead
        trail={[['Schedules', '/admin/resources/Schedule']]}
        title={id ? `Change ${visible(data?.name ?? 'the schedule')}` : 'Add a schedule'}
      />
      {id && !data ? <Waiting error={error} /> : sqlDbId !== null && <Form before={data} sqlDbId={sqlDbId} />}
    </>
  );
}
