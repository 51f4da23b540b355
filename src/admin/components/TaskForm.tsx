import { Button, Input } from '@adminjs/design-system';
import React, { useState } from 'react';
import { ApiError, call, messageOf, recordPath } from './api';
import { CONTROL, Labelled } from './form-parts';
import { duration, visible } from './format';
import { Card, Go, Notice, Text } from './parts';
import { changesOf, draftOf, parametersOf, pathsOf, problemsByField, type DraftFields } from './run-draft';
import type { Job, Page } from './shapes';
import { controlId, TaskFields, type FormContext } from './TaskField';
import { takesSource } from './TaskList';
import { askedFields, kindOf, type TaskInfo } from './task-shapes';
import { useApi } from './use-api';

interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly isDefault?: boolean;
}

/** What went wrong with the last try. */
interface Failure {
  readonly message: string;
  readonly problems: Readonly<Record<string, string>>;
  /** The live job that is in the way. */
  readonly job: { readonly id: string; readonly number: string } | null;
}

/** A new form: of a job that is to be run again with changes, or with a source chosen already. */
function startOf(task: TaskInfo, clone: Job | null, sqlDb: string): DraftFields {
  const draft = draftOf(task.inputs, clone?.parametersAfter ?? clone?.parameters ?? {}) as DraftFields;
  const source = askedFields(task.inputs).find(([, field]) => kindOf(field) === 'source')?.[0];
  return sqlDb === '' || source === undefined ? draft : { ...draft, [source]: sqlDb };
}

function failureOf(error: unknown, task: TaskInfo, draft: DraftFields): Failure {
  if (!(error instanceof ApiError)) return { message: messageOf(error), problems: {}, job: null };
  const { errors = [], job } = error.problem;
  const problems = problemsByField(errors, [...pathsOf(task.inputs, draft), 'title']);
  const several = errors.length > 0 && problems[''] === undefined;
  return {
    message: several ? 'Some inputs need another look; each says why.' : (problems[''] ?? messageOf(error)),
    problems,
    job: (job as Failure['job'] | undefined) ?? null,
  };
}

const without = (problems: Failure['problems'], path: string): Failure['problems'] =>
  Object.fromEntries(Object.entries(problems).filter(([one]) => one !== path));

/** The first control in the page that has a problem gets the focus. */
function focusFirst(problems: Readonly<Record<string, string>>): void {
  const wanted = new Set(Object.keys(problems).map(controlId));
  const fields = [...document.querySelectorAll<HTMLElement>('form [id^="input-"]')];
  fields.find(({ id }) => wanted.has(id))?.focus();
}

/** The form of a task, made of its JSON Schema; what the server finds wrong is said at its field. */
export default function TaskForm(props: { task: TaskInfo; clone: Job | null; sqlDb: string }): React.ReactElement {
  const { task, clone } = props;
  const [before] = useState(() => startOf(task, clone, props.sqlDb));
  const [draft, setDraft] = useState(before);
  const [title, setTitle] = useState(clone?.title ?? '');
  const [home, setHome] = useState<string | null>(clone?.workspaceId ?? null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const workspaces = useApi<Page<Workspace>>('/workspaces?limit=500').data?.items ?? [];
  const ofSource = takesSource(task);
  const usual = workspaces.find(({ isDefault }) => isDefault) ?? workspaces[0];
  const workspaceId = home ?? (ofSource ? null : (usual?.id ?? null));
  const context: FormContext = {
    problems: failure?.problems ?? {},
    workspaceId,
    onSource: (choice) => setHome(choice?.workspaceId ?? null),
    onEdited: (path) => setFailure((old) => old && { ...old, problems: without(old.problems, path) }),
  };
  const run = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const named = title.trim() === '' ? {} : { title: title.trim() };
    try {
      const job = clone
        ? await call<Job>(`/jobs/${clone.id}/clone`, 'POST', {
            ...named,
            parameters: changesOf(task.inputs, before, draft),
          })
        : await call<Job>('/run', 'POST', {
            ...{ task: task.name, parameters: parametersOf(task.inputs, draft), ...named },
            ...(!ofSource && workspaceId !== null && { workspace: workspaceId }),
          });
      window.location.assign(recordPath('Job', job.id));
    } catch (error) {
      const found = failureOf(error, task, draft);
      setFailure(found);
      // Once the notes are there, so that they are read with the control.
      window.setTimeout(() => focusFirst(found.problems), 50);
      setBusy(false);
    }
  };
  return (
    <form
      noValidate
      data-task={task.name}
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
      style={{ maxWidth: 760 }}
    >
      <Card>
        <Text mb="lg">
          {visible(task.description)} It may take {duration(task.maxRunMs)} at most.
        </Text>
        {askedFields(task.inputs).length === 0 && <Text mb="lg">It asks for nothing.</Text>}
        <TaskFields path="" schema={task.inputs} draft={draft} context={context} onChange={setDraft} />
        {!ofSource && !clone && workspaces.length > 1 && (
          <Labelled id="run-workspace" label="Workspace" help="Where the job and its files are kept.">
            <select
              id="run-workspace"
              value={workspaceId ?? ''}
              style={CONTROL}
              onChange={(event) => setHome(event.target.value)}
            >
              {workspaces.map(({ id, name }) => (
                <option key={id} value={id}>
                  {visible(name)}
                </option>
              ))}
            </select>
          </Labelled>
        )}
        <Labelled
          id="run-title"
          label="Title of the job"
          help="For people. Left empty, the task says what the job is called."
          error={failure?.problems['title']}
        >
          <Input
            id="run-title"
            value={title}
            autoComplete="off"
            onChange={(event: React.ChangeEvent<HTMLInputElement>) => setTitle(event.target.value)}
            style={{ width: '100%' }}
          />
        </Labelled>
        {failure && (
          <Notice kind="danger">
            {visible(failure.message)}{' '}
            {failure.job && (
              <Go to={`/admin/resources/Job/records/${failure.job.id}/show`}>Watch job {failure.job.number}</Go>
            )}
          </Notice>
        )}
        <Button type="submit" variant="contained" disabled={busy}>
          {busy ? 'Starting…' : clone ? 'Run the clone' : 'Run'}
        </Button>
      </Card>
    </form>
  );
}
