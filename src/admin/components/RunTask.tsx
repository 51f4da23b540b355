import { useNotice } from 'adminjs';
import React, { useEffect, useState } from 'react';
import { visible } from './format';
import { PageHead, Waiting } from './parts';
import type { Job, Source } from './shapes';
import TaskForm from './TaskForm';
import TaskList, { takesSource } from './TaskList';
import type { TaskInfo } from './task-shapes';
import { useApi } from './use-api';

/** What the address asks for: a task, a source to run it on, a job to do it like. */
interface Wish {
  readonly task: string;
  readonly sqlDb: string;
  readonly clone: string;
}

function wishOf(search: string): Wish {
  const query = new URLSearchParams(search);
  return { task: query.get('task') ?? '', sqlDb: query.get('sqlDb') ?? '', clone: query.get('clone') ?? '' };
}

/** Runs any task: the list of them, then the form of one. `?task=`, `?sqlDb=` and `?clone=` choose beforehand. */
export default function RunTask(): React.ReactElement {
  const [{ task: wanted, sqlDb, clone }] = useState(() => wishOf(window.location.search));
  const tasks = useApi<{ tasks: readonly TaskInfo[] }>('/tasks');
  const job = useApi<Job>(clone ? `/jobs/${encodeURIComponent(clone)}` : null);
  const source = useApi<Source>(sqlDb ? `/sql-dbs/${encodeURIComponent(sqlDb)}` : null);
  const notify = useNotice();
  const name = job.data?.task ?? wanted;
  const all = tasks.data?.tasks ?? [];
  const task = all.find((one) => one.name === name);
  const lost = tasks.data !== null && name !== '' && !task;
  useEffect(() => {
    if (lost)
      notify({ message: `There is no task “${visible(name)}” on this server now. Choose another.`, type: 'error' });
  }, [lost]);
  const ready = tasks.data && (!clone || job.data) && (!sqlDb || source.data);
  const error = tasks.error ?? job.error ?? source.error;
  const trail: [string, string][] = [['Jobs', '/admin/resources/Job']];
  if (source.data) trail.push([source.data.name, `/admin/resources/SqlDb/records/${sqlDb}/show`]);
  if (job.data) trail.push([`Job ${job.data.number}`, `/admin/resources/Job/records/${clone}/show`]);
  if (task && !clone) trail.push(['Run a task', `/admin/resources/Job/actions/new${sqlDb ? `?sqlDb=${sqlDb}` : ''}`]);
  return (
    <>
      <PageHead trail={trail} title={titleOf(task, job.data, source.data)} />
      {!ready ? (
        <Waiting error={error} />
      ) : task ? (
        <TaskForm key={task.name} task={task} clone={job.data} sqlDb={sqlDb} />
      ) : (
        <TaskList
          tasks={sqlDb ? all.filter(takesSource) : all}
          query={sqlDb ? `&sqlDb=${encodeURIComponent(sqlDb)}` : ''}
        />
      )}
    </>
  );
}

function titleOf(task: TaskInfo | undefined, clone: Job | null, source: Source | null): string {
  if (clone) return `Clone job ${clone.number}: ${visible(clone.title)}`;
  if (task) return visible(task.title);
  return source ? `Run a task on ${visible(source.name)}` : 'Run a task';
}
