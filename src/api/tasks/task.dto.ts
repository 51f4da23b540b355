import { ROLES } from '../../common/actor.js';
import { ObjectField } from '../fields/object-field.js';
import { TextField, UuidField } from '../fields/body-fields.js';
import { ShownChoice, ShownInt, ShownObject, ShownText, ShownThings } from '../fields/shown.js';

/** A kind of work that can be run. */
export class TaskDto {
  @ShownText({ example: 'db-elements', description: 'To be given as `task`' })
  readonly name!: string;

  @ShownText()
  readonly title!: string;

  @ShownText()
  readonly description!: string;

  @ShownChoice(ROLES, { description: 'Who may run it' })
  readonly role!: string;

  @ShownInt({ description: 'The longest that one run may take, waiting for children not counted' })
  readonly maxRunMs!: number;

  @ShownInt({ nullable: true, description: 'How many run side by side in one process; null: no bound of its own' })
  readonly concurrency!: number | null;

  @ShownObject({ description: 'JSON Schema (2020-12) of `parameters`' })
  readonly inputs!: object;

  @ShownObject({ description: 'JSON Schema of what a run produces' })
  readonly outputs!: object;

  @ShownObject({ description: 'JSON Schema of what a run measures' })
  readonly indicators!: object;
}

/** Every task of this server. */
export class TaskListDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => TaskDto, { description: 'In the order of their names' })
  readonly tasks!: readonly TaskDto[];
}

/** What is to be run. */
export class RunDto {
  @TextField({ max: 100, min: 1, example: 'test-connection', description: 'The name of a task' })
  readonly task!: string;

  @ObjectField({
    optional: true,
    description: "The task's inputs; files are named as `{id}`. What has a default may be left out",
  })
  readonly parameters?: object;

  @TextField({ max: 500, min: 1, optional: true, description: "For people; the task's own when left out" })
  readonly title?: string;

  @UuidField({ optional: true, description: 'The default workspace when left out' })
  readonly workspace?: string;
}
