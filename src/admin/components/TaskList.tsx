import { Input } from '@adminjs/design-system';
import React, { useState } from 'react';
import { plural, visible } from './format';
import { Card, Go, Grid, Mark, Text } from './parts';
import { kindOf, type TaskInfo } from './task-shapes';

const WHO: Readonly<Record<string, string>> = {
  viewer: 'Whoever may sign in may run it',
  editor: 'Editors may run it',
  operator: 'Operators may run it',
  admin: 'Administrators may run it',
};

export const takesSource = (task: TaskInfo): boolean =>
  Object.values(task.inputs.properties ?? {}).some((field) => kindOf(field) === 'source');

/** Every task with what it is for and who may run it; chosen by its name. @param query for the task's form, such as `&sqlDb=…` */
export default function TaskList(props: { tasks: readonly TaskInfo[]; query: string }): React.ReactElement {
  const [text, setText] = useState('');
  const words = text.toLowerCase().split(/\s+/);
  const shown = props.tasks.filter(({ name, title, description }) => {
    const all = `${name} ${title} ${description}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  return (
    <Card
      title={plural(shown.length, 'task')}
      actions={
        <Input
          type="search"
          aria-label="Search tasks"
          placeholder="Search…"
          value={text}
          onChange={(event: React.ChangeEvent<HTMLInputElement>) => setText(event.target.value)}
          style={{ width: 240, maxWidth: '100%' }}
        />
      }
    >
      {shown.length === 0 ? (
        <Text>{props.tasks.length === 0 ? 'There is no task for this.' : 'No task is called or described so.'}</Text>
      ) : (
        <Grid
          head={['Task', 'What it does', 'Role']}
          rows={shown.map((task) => ({
            key: task.name,
            cells: [
              <Go key="t" to={`/admin/resources/Job/actions/new?task=${encodeURIComponent(task.name)}${props.query}`}>
                {visible(task.title)}
              </Go>,
              visible(task.description),
              <Mark key="r" title={WHO[task.role] ?? ''}>
                {task.role}
              </Mark>,
            ],
          }))}
        />
      )}
    </Card>
  );
}
