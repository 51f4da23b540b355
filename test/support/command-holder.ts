// A process that runs a program and waits, to be killed: arguments are the program, a directory that holds secrets, and
// the program's arguments. Says the number of the supervisor.
import { tmpdir } from 'node:os';
import { SupervisedCommand } from '../../src/tasks/command/supervised-command.js';

const [program = '', secrets = '', ...argv] = process.argv.slice(2);
const environment = { PATH: '/usr/bin:/bin' };
const running = SupervisedCommand.start({ program, argv, directory: tmpdir(), environment, stdin: null, secrets });
process.stdout.write(`${running.supervisorPid}\n`);
await running.ended;
