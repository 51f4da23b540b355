import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { NotFoundError } from '../../common/errors.js';
import { nearest } from '../../common/text.js';
import { Task } from '../task.js';
import { TaskFamily } from './task-family.js';
import { definitionProblems } from './task-proof.js';

/** Every task of this process: the providers that extend Task, and the tasks of families, found at boot. */
@Injectable()
export class TaskRegistry implements OnModuleInit {
  private readonly tasks = new Map<string, Task>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error, failing the boot, when a task's definition is not complete or two have the same name */
  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (instance instanceof Task) this.register(instance);
      if (instance instanceof TaskFamily) for (const task of instance.tasks) this.register(task);
    }
  }

  /** In the order of their names. */
  list(): Task[] {
    return [...this.tasks.values()].sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
  }

  find(name: string): Task | undefined {
    return this.tasks.get(name);
  }

  /** @throws NotFoundError naming the task that was probably meant */
  get(name: string): Task {
    const task = this.tasks.get(name);
    if (task) return task;
    const meant = nearest(name, [...this.tasks.keys()]);
    throw new NotFoundError('task', meant === null ? name : `${name} (did you mean ${meant}?)`);
  }

  private register(task: Task): void {
    const problems = definitionProblems(task.definition);
    if (problems.length > 0) throw new Error(`${nameOf(task)} is not complete: ${problems.join('; ')}.`);
    const { name } = task.definition;
    const other = this.tasks.get(name);
    if (other === task) return; // the same provider, seen through two modules
    if (other) {
      throw new Error(`${task.constructor.name} and ${other.constructor.name} are both named "${name}": rename one.`);
    }
    this.tasks.set(name, task);
  }
}

function nameOf({ constructor, definition }: Task): string {
  return `The task ${definition?.name ?? ''} (${constructor.name})`;
}
