import type { PipeTransform } from '@nestjs/common';
import { NotFoundError } from '../common/errors.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_INT = 2_147_483_647;
const SHOWN = 60;

/** Whether a text is a UUID. */
export function isUuid(text: unknown): boolean {
  return typeof text === 'string' && UUID.test(text);
}

/** A UUID of a path: what is none names nothing. @throws NotFoundError */
export class UuidPipe implements PipeTransform<string, string> {
  constructor(private readonly what: string) {}

  transform(value: string): string {
    if (!isUuid(value)) throw new NotFoundError(this.what, value.slice(0, SHOWN));
    return value.toLowerCase();
  }
}

/** A number of a path: what is none names nothing. @throws NotFoundError */
export class NumberPipe implements PipeTransform<string, number> {
  constructor(private readonly what: string) {}

  transform(value: string): number {
    const id = /^[1-9]\d{0,9}$/.test(value) ? Number(value) : 0;
    if (id < 1 || id > MAX_INT) throw new NotFoundError(this.what, value.slice(0, SHOWN));
    return id;
  }
}
