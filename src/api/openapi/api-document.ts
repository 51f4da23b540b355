import { Injectable, type INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Config } from '../../config/config.js';
import { basePath } from '../../http/base-path.js';
import { SESSION_COOKIE } from '../../http/session.middleware.js';
import { FieldProblemDto, ProblemDto } from '../problem/problem.dto.js';

const VERSION = '1.0';
const DESCRIPTION = [
  'Sources are foreign SQL databases; Seshat reads their structure into its catalogue by jobs.',
  'Sign in with an API token (`Authorization: Bearer …`) or with the session of the pages.',
  'Lists answer `{total, items}`; refusals are `application/problem+json`; times are ISO 8601 in UTC.',
].join('\n\n');

const TAGS: Readonly<Record<string, string>> = {
  Sources: 'What is read, and where',
  Discovery: 'Reading the structure of sources, in the background',
  Tables: 'Tables, views and the like',
  Columns: 'Columns of tables',
  Relationships: 'Foreign keys, declared and drawn',
  Tasks: 'What can be run, and running it',
  Jobs: 'What runs and ran, live',
  Files: 'What jobs produced, and what was imported for them',
  Schedules: 'Tasks that run again and again',
  Statistics: 'How jobs fare',
  Workspaces: 'Groups of sources and jobs',
  People: 'Oneself, tokens, people',
  Health: 'For whoever watches the server',
};

/** The API's description (OpenAPI 3.1), made from the controllers when it is first asked for. */
@Injectable()
export class ApiDocument {
  private app: INestApplication | null = null;
  private made: OpenAPIObject | null = null;

  constructor(private readonly config: Config) {}

  /** Tells whose routes are described. */
  describe(app: INestApplication): void {
    this.app = app;
  }

  get(): OpenAPIObject {
    if (!this.app) throw new Error('mountApi() comes before the description of the API.');
    return (this.made ??= this.make(this.app));
  }

  private make(app: INestApplication): OpenAPIObject {
    const builder = new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('Seshat')
      .setDescription(DESCRIPTION)
      .setVersion(VERSION)
      .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
      .addServer(basePath(this.config) || '/')
      .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API token' }, 'token')
      .addCookieAuth(SESSION_COOKIE, { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE }, 'session')
      .addSecurityRequirements('token')
      .addSecurityRequirements('session');
    for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
    const options = { extraModels: [ProblemDto, FieldProblemDto], autoTagControllers: false };
    return SwaggerModule.createDocument(app, builder.build(), options);
  }
}
