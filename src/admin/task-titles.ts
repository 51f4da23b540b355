import type { ResourceOptions } from 'adminjs';
import { COMPONENTS } from './component-loader.js';

/** The options of the jobs with the tasks called by their titles, in lists, filters and on our own pages. */
export function withTaskTitles(
  options: ResourceOptions | undefined,
  tasks: readonly { readonly definition: { readonly name: string; readonly title: string } }[],
): ResourceOptions {
  const availableValues = tasks.map(({ definition }) => ({ value: definition.name, label: definition.title }));
  const labels = Object.fromEntries(tasks.map(({ definition }) => [definition.name, definition.title]));
  const components = { list: COMPONENTS.textField, show: COMPONENTS.textField };
  const task = { availableValues, custom: { labels }, components };
  return { ...options, properties: { ...options?.properties, task } };
}
