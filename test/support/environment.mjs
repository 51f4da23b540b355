// Jest's node environment with one addition: what a test file left to `atFileEnd` is undone after all of its own
// afterAll hooks (jest runs those in the order of their definition, so a hook of a support file would come first).
import { TestEnvironment } from 'jest-environment-node';

export default class SupportEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.seshatFileEnd = [];
  }

  async handleTestEvent(event) {
    if (event.name !== 'run_finish') return;
    const errors = [];
    for (const undo of this.global.seshatFileEnd.reverse()) {
      try {
        await undo();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `cleaning up after the test file: ${errors.join('; ')}`);
  }
}
