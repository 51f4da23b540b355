import React from 'react';
import { visible } from './format';
import { Card } from './parts';
import type { Job, Values } from './shapes';
import type { FieldSchema, TaskInfo } from './task-shapes';
import { useApi } from './use-api';
import ValueTree from './ValueTree';

/** They have a list of their own on the page. */
const FILES = 'outputFiles';

function Section(props: { title: string; values: Values; schema: FieldSchema | undefined }): React.ReactElement {
  const { title, values, schema } = props;
  const { [FILES]: _files, ...listed } = values;
  return (
    <Card title={title}>
      <ValueTree values={listed} schema={schema} />
      <details style={{ marginTop: 16, fontSize: 13 }}>
        <summary style={{ cursor: 'pointer' }}>Everything, as JSON</summary>
        <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 12 }}>
          {visible(JSON.stringify(values, null, 2))}
        </pre>
      </details>
    </Card>
  );
}

/** What a job answered, and what it was told; in the words of its task. */
export default function JobResult({ job }: { job: Job }): React.ReactElement {
  const { data: task } = useApi<TaskInfo>(`/tasks/${encodeURIComponent(job.task)}`);
  const told = job.parametersAfter ?? job.parameters;
  return (
    <>
      {job.result && <Section title="Result" values={job.result} schema={task?.outputs} />}
      {Object.keys(told).length > 0 && <Section title="Inputs" values={told} schema={task?.inputs} />}
    </>
  );
}
