import { useResource } from 'adminjs';
import { wordsOf } from './words';

/** How people call a task: its title as the server's list of jobs has it. */
export function useTaskName(): (task: string) => string {
  const values = useResource('Job')?.properties['task']?.availableValues ?? [];
  return (task) => String(values.find(({ value }) => value === task)?.label ?? wordsOf(task));
}
