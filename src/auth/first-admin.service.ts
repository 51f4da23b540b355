import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { Transactions } from '../persistence/transactions.js';
import { UserService } from './user.service.js';
import { User } from './user.entity.js';

/** The first administrator, made when there is no user at all. */
@Injectable()
export class FirstAdminService {
  constructor(
    private readonly transactions: Transactions,
    private readonly users: UserService,
  ) {}

  /**
   * @param password made when left out
   * @returns whether the user was made now, and the password when that was made: to be shown once
   */
  async ensureFirstAdmin(input: {
    login: string;
    password?: string;
  }): Promise<{ created: boolean; password?: string }> {
    if (await this.anybody()) return { created: false };
    try {
      const { password } = await this.users.add(SYSTEM, { ...input, name: 'Administrator', role: 'admin' });
      return password === null ? { created: true } : { created: true, password };
    } catch (error) {
      if (await this.anybody()) return { created: false }; // made by another process at the same time
      throw error;
    }
  }

  private anybody(): Promise<boolean> {
    return this.transactions.read((manager) => manager.exists(User));
  }
}
