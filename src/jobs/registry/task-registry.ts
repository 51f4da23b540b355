import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { NotFoundError } from '../../common/errors.js';
import { nearest } from '../../common/text.js';
import { Task } from '../task.js';

/** kebab-case, as long as the job's column. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_LENGTH = 100;

/** Every task of this process: the providers that extend Task, found at boot. */
@Injectable()
export class TaskRegistry implements OnModuleInit {
  private readonly tasks = new Map<string, Task>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error, failing the boot, when a task has no proper name or two have the same */
  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (instance instanceof Task) this.register(instance);
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
    const name = task.definition?.name;
    if (typeof name !== 'string' || !NAME.test(name) || name.length > NAME_LENGTH) {
      throw new Error(`The task ${task.constructor.name} needs a kebab-case name in its definition.`);
    }
    const other = this.tasks.get(name);
    if (other === task) return; // the same provider, seen through two modules
    if (other) {
      throw new Error(`${task.constructor.name} and ${other.constructor.name} are both named "${name}": rename one.`);
    }
    this.tasks.set(name, task);
  }
}
