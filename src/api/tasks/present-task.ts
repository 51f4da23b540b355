import { jsonSchemaOf } from '../../containers/json-schema.js';
import type { TaskDefinition } from '../../jobs/task.js';
import type { TaskDto } from './task.dto.js';

/** @param maxRunMs of tasks that say none themselves */
export function presentTask(definition: TaskDefinition, maxRunMs: number): TaskDto {
  const { name, title, description, role, concurrency = null, inputs, outputs, indicators } = definition;
  return {
    ...{ name, title, description, role, concurrency, maxRunMs: definition.maxRunMs ?? maxRunMs },
    inputs: jsonSchemaOf(inputs),
    outputs: jsonSchemaOf(outputs),
    indicators: jsonSchemaOf(indicators),
  };
}
