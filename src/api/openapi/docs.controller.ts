import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Controller, Get, Header, NotFoundException, Param, Res } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiDocument } from './api-document.js';
import { DOCS_PAGE, DOCS_SCRIPT } from './docs-page.js';

const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js'];
const SCRIPT = 'start.js';
const A_DAY_MS = 86_400_000;

/** The API's description and its page; nobody has to sign in to read them. */
@ApiExcludeController()
@Controller('api')
export class DocsController {
  constructor(private readonly document: ApiDocument) {}

  @Get('openapi.json')
  @Header('Cache-Control', 'no-cache')
  description(): OpenAPIObject {
    return this.document.get();
  }

  @Get('docs')
  @Header('Cache-Control', 'no-cache')
  @Header('Content-Type', 'text/html; charset=utf-8')
  page(): string {
    return DOCS_PAGE;
  }

  @Get('docs/:name')
  asset(@Param('name') name: string, @Res() response: Response): void {
    if (name === SCRIPT) return void response.type('js').send(DOCS_SCRIPT);
    if (!ASSETS.includes(name)) throw new NotFoundException();
    response.sendFile(name, { root: assetsDirectory(), maxAge: A_DAY_MS, dotfiles: 'allow' });
  }
}

/** Swagger UI comes with @nestjs/swagger, wherever the package manager has put it. */
function assetsDirectory(): string {
  const swagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return dirname(swagger.resolve('swagger-ui-dist/package.json'));
}
