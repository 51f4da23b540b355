import type { ResourceOptions } from 'adminjs';

/** The options of the jobs with the tasks called by their titles, in the filter and on our own pages. */
export function withTaskTitles(
  options: ResourceOptions | undefined,
  tasks: readonly { readonly definition: { readonly name: string; readonly title: string } }[],
): ResourceOptions {
  const availableValues = tasks.map(({ definition }) => ({ value: definition.name, label: definition.title }));
  return { ...options, properties: { ...options?.properties, task: { availableValues } } };
}
