import 'reflect-metadata';
import { DataDirectoryLock } from '../../src/persistence/data-directory/data-directory-lock.js';
import { migrate } from '../../src/persistence/migration/migrate.js';
import { sampleSource } from './persistence-sample.js';

// A process of its own for the tests of persistence: `migrate <url>` or `hold <directory>`.

const [command, target = ''] = process.argv.slice(2);
const print = (text: string) => process.stdout.write(`${text}\n`);

if (command === 'migrate') {
  const source = await sampleSource(target).initialize();
  print(`ran ${(await migrate(source)).length}`);
  await source.destroy();
}
if (command === 'hold') {
  const lock = new DataDirectoryLock(target);
  await lock.acquire();
  lock.announce('http://127.0.0.1:3999', 'a-token');
  print('held');
  setInterval(() => undefined, 1000);
}
