import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ShownText } from '../fields/shown.js';
import { Problem } from '../openapi/route.js';
import { PUBLIC } from '../openapi/public.js';
import { Readiness } from './readiness.js';

/** All is well. */
export class HealthDto {
  @ShownText({ example: 'ok' })
  readonly status!: string;
}

const OK: HealthDto = { status: 'ok' };

/** For whoever watches the server; nobody has to sign in. */
@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getLive', summary: 'Whether the process answers', ...PUBLIC })
  @ApiOkResponse({ type: HealthDto, description: 'Yes' })
  live(): HealthDto {
    return OK;
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getReady', summary: 'Whether requests can be served', ...PUBLIC })
  @ApiOkResponse({ type: HealthDto, description: 'Yes' })
  @Problem(503)
  async ready(): Promise<HealthDto> {
    await this.readiness.assertReady();
    return OK;
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getHealth', summary: 'The same as ready', ...PUBLIC })
  @ApiOkResponse({ type: HealthDto, description: 'Yes' })
  @Problem(503)
  health(): Promise<HealthDto> {
    return this.ready();
  }
}
