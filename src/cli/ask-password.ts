import { DomainError } from '../common/errors.js';
import type { Output } from './output.js';

const INTERRUPT = '\u0003';
const END = '\u0004';
const ERASE = ['\u007f', '\b'];

/** Whether somebody sits there who could answer. */
export function mayAsk({ stderr }: Output): boolean {
  return process.stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks on the terminal, without showing what is typed. @throws DomainError when it is broken off */
export async function askPassword(question: string, { stderr }: Output): Promise<string> {
  const { stdin } = process;
  stderr.write(question);
  stdin.setRawMode(true).setEncoding('utf8').resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      let typed = '';
      const take = (text: string): void => {
        for (const character of text) {
          if (character === '\r' || character === '\n') return done(() => resolve(typed));
          if (character === INTERRUPT || character === END)
            return done(() => reject(new DomainError('interrupted', 'Interrupted.')));
          typed = ERASE.includes(character) ? [...typed].slice(0, -1).join('') : typed + character;
        }
      };
      const done = (answer: () => void): void => {
        stdin.off('data', take);
        answer();
      };
      stdin.on('data', take);
    });
  } finally {
    stdin.setRawMode(false).pause();
    stderr.write('\n');
  }
}
