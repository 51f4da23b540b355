import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { basePath } from '../http/base-path.js';

/** Where things are, for `Location`: paths as clients see them, below the base path. */
@Injectable()
export class Links {
  /** Where the pages begin. */
  readonly admin: string;
  private readonly api: string;

  constructor(config: Config) {
    const base = basePath(config);
    this.admin = `${base}/admin`;
    this.api = `${base}/api`;
  }

  /** The page that describes the API. */
  get docs(): string {
    return `${this.api}/docs`;
  }

  /** @param collection such as `jobs` */
  to(collection: string, id: string | number): string {
    return `${this.api}/${collection}/${id}`;
  }
}
