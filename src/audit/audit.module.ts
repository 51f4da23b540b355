import { Module } from '@nestjs/common';
import { AuditService } from './audit.service.js';

/** The record of who did what. Needs the catalogue's `Transactions` and a `Clock` from global modules. */
@Module({ providers: [AuditService], exports: [AuditService] })
export class AuditModule {}
