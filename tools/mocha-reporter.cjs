// The usual output, and the figures in the file that TEST_RESULT_FILE names.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class FiguresReporter extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { tests = 0, passes = 0, pending = 0, failures = 0 } = runner.stats ?? {};
      if (process.env.TEST_RESULT_FILE)
        writeFileSync(process.env.TEST_RESULT_FILE, JSON.stringify({ tests, passes, pending, failures }));
    });
  }
};
