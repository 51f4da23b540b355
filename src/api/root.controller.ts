import { Controller, Get, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Links } from './links.js';

/** Whoever opens the server's address wants its pages. */
@ApiExcludeController()
@Controller()
export class RootController {
  constructor(private readonly links: Links) {}

  @Get()
  @Redirect()
  root(): { url: string } {
    return { url: this.links.admin };
  }

  @Get('api')
  @Redirect()
  api(): { url: string } {
    return { url: this.links.docs };
  }
}
